"""What the PBX says of itself and of the people on it."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from tests.ucm.simulator.wire import Wire


def test_the_clock_is_told_with_its_offset_and_the_box_with_its_serial(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to(zone=ZoneInfo("America/New_York")).login()
    status = wire.act("getSystemStatus").json()["response"]
    assert status["system-time"] == "2026-03-03 07:00:00 UTC-05:00"
    assert status["serial-number"]
    assert {"idle-time", "part-number", "up-time"} <= status.keys()


def test_model_and_firmware_are_told(wire: Wire) -> None:
    status = wire.act("getSystemGeneralStatus").json()["response"]
    assert status["product-model"].startswith("UCM6302")
    assert re.fullmatch(r"[\d.]+", status["prog-version"])


def test_extensions_and_queues_hold_everyone_whom_the_recordings_name(wire: Wire) -> None:
    accounts = {each["extension"]: each for each in wire.act("listAccount").json()["response"]["account"]}
    assert accounts["1001"]["fullname"] == "Megan"
    assert accounts["1301"]["fullname"] == "Lucía"
    queues = wire.act("listQueue").json()["response"]["queue"]
    assert [(each["extension"], each["queue_name"]) for each in queues] == [("6500", "Front desk")]


def test_every_extension_in_a_cdr_has_an_account(wire: Wire) -> None:
    for kind in ("inbound", "outbound", "internal", "ring-group", "transfer"):
        wire.ucm.place_call(kind)
    known = {each["extension"] for each in wire.act("listAccount").json()["response"]["account"]}
    rows = [row for call in wire.ucm.pbx.calls() for row in call.rows]
    extensions = {row[field] for row in rows for field in ("src", "dst") if len(row[field]) == 4}
    assert extensions - known == {"6400"}


def test_a_list_is_sorted_cut_and_narrowed_as_asked(wire: Wire) -> None:
    answer = wire.act(
        "listAccount", item_num="2", page="2", sidx="extension", sord="desc", options="extension"
    )
    response = answer.json()["response"]
    everyone = [
        each["extension"] for each in wire.act("listAccount", sord="desc").json()["response"]["account"]
    ]
    assert response["account"] == [{"extension": number} for number in everyone[2:4]]
    assert (response["page"], response["total_item"]) == (2, len(everyone))
    assert response["total_page"] == (len(everyone) + 1) // 2
    assert wire.status("listAccount", page="0") == -1
    assert wire.status("listAccount", sidx="password") == -1


def test_the_trunk_is_listed_under_the_name_that_cdrs_show(wire: Wire) -> None:
    [row] = wire.ucm.place_call("outbound").rows
    trunks = wire.act("listVoIPTrunk").json()["response"]["voip_trunk"]
    assert [each["trunk_name"] for each in trunks] == [row["dst_trunk_name"]]
