"""Every question that the documents leave open can be answered either way, over the wire."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.simulator.conftest import NOON, Clock
from tests.ucm.simulator.wire import Wire
from ucm.simulator.combining import Contradiction, scenario_of
from ucm.simulator.firmware import OPEN_QUESTIONS, USUAL
from ucm.simulator.scenarios import GOOD, SCENARIOS
from ucm.simulator.traffic.busy import busy_day
from ucm.simulator.traffic.cdr import FIELDS

WireTo = Callable[..., Wire]
NEW_YORK = ZoneInfo("America/New_York")  # noon UTC is 07:00 there on 3 March


def test_every_open_question_is_a_scenario_that_differs_from_the_usual() -> None:
    for question in OPEN_QUESTIONS:
        assert SCENARIOS[question.name].firmware == question.firmware != USUAL
        assert question.summary.endswith(".")


def test_the_fields_of_a_62xx_are_thirty_three_with_the_group(wire_to: WireTo) -> None:
    wire = wire_to(scenario="fields-of-62xx").login()
    wire.ucm.place_call("inbound")
    [record] = wire.groups()
    assert len(record) == 33
    assert list(record)[-1] == "dst_trunk_name"
    assert wire.act("cdrapi").text.splitlines()[0] == ",".join(list(record)[1:])


def test_newer_firmware_has_other_fields_on_legs_and_summaries(wire_to: WireTo) -> None:
    wire = wire_to(scenario="newer-fields").login()
    wire.ucm.place_call("voicemail")
    [group] = wire.groups()
    for record in (group["main_cdr"], group["sub_cdr_1"]):
        assert {"anonymous_call", "reason", "sn"} <= record.keys()
        assert {"chanext", "dstchanext"}.isdisjoint(record)


def test_nameless_groups_leave_the_session_to_the_records(wire_to: WireTo) -> None:
    wire = wire_to(scenario="nameless-groups").login()
    call = wire.ucm.place_call("inbound")
    assert [(group["cdr"], group["session"]) for group in wire.groups()] == [("", call.session)]


def test_monthly_account_ids_start_again_and_survive_nothing_else(wire_to: WireTo, clock: Clock) -> None:
    wire = wire_to(scenario="monthly-account-ids")
    dates = [wire.ucm.place_call(begins=NOON + days * 86_400).rows[0]["AcctId"] for days in (0, 1, 30, 31)]
    assert dates == ["1", "2", "1", "2"]


def test_answer_of_busy_is_filled_with_its_end(wire_to: WireTo) -> None:
    wire = wire_to(scenario="answer-of-busy").login()
    wire.ucm.place_call("outbound-busy")
    wire.ucm.place_call("outbound-failed")
    answers = {group["disposition"]: group["answer"] for group in wire.groups()}
    assert answers == {"BUSY": wire.groups()[0]["end"], "FAILED": ""}


def test_uncapped_gives_more_than_a_thousand_unless_asked_for_fewer(wire_to: WireTo) -> None:
    wire = wire_to(scenario="uncapped", recordings=()).login()
    for back in range(1003, 0, -1):
        wire.ucm.place_call("inbound", begins=NOON - 60 * back)
    assert len(wire.groups()) == len(wire.groups(numRecords="5000")) == 1003
    assert len(wire.groups(numRecords="5")) == 5


def test_ignores_offset_gives_the_same_page_for_ever(wire_to: WireTo) -> None:
    wire = wire_to(scenario="ignores-offset").login()
    for back in (300, 200, 100):
        wire.ucm.place_call("inbound", begins=NOON - back)
    assert wire.groups(numRecords=2, offset=2) == wire.groups(numRecords=2) != []


@pytest.mark.parametrize(
    ("scenario", "clock_on_the_wall"), [("good", "07:00"), ("naive-times-are-utc", "12:00")]
)
def test_a_time_without_an_offset_is_local_or_utc(
    wire_to: WireTo, scenario: str, clock_on_the_wall: str
) -> None:
    wire = wire_to(scenario=scenario, zone=NEW_YORK).login()
    wire.ucm.place_call("inbound", begins=NOON)
    around = {
        "startTime": f"2026-03-03T{clock_on_the_wall}:00",
        "endTime": f"2026-03-03T{clock_on_the_wall}:01",
    }
    assert len(wire.groups(**around)) == 1
    assert len(wire.groups(startTime="2026-03-03T12:00:00Z", endTime="2026-03-03T12:00:01Z")) == 1


def test_status_with_records_stands_beside_them(wire_to: WireTo) -> None:
    wire = wire_to(scenario="status-with-records").login()
    assert wire.act("cdrapi", format="json").json() == {"cdr_root": [], "status": 0}


def test_challenge_for_anybody_fails_at_the_login(wire_to: WireTo) -> None:
    wire = wire_to(scenario="challenge-for-anybody")
    wire.user = "admin"
    assert wire.try_login(wire.challenge()) == {"response": {"remain_num": 4}, "status": -37}


def test_idle_cookies_live_as_long_as_they_are_used(wire_to: WireTo, clock: Clock) -> None:
    wire = wire_to(scenario="idle-cookies").login()
    for _ in range(3):
        clock.pass_seconds(599)
        assert wire.status("getSystemStatus") == 0
    clock.pass_seconds(600)
    assert wire.status("getSystemStatus") == -6


def test_xml_holds_the_groups_under_their_names(wire: Wire) -> None:
    for kind, begins in (("voicemail", NOON - 900), ("inbound", NOON - 600)):
        wire.ucm.place_call(kind, begins=begins)
    answer = wire.act("cdrapi", format="xml")
    assert answer.headers["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    together, alone = root.findall("cdr")
    assert root.tag == "cdr_root"
    assert [element.tag for element in together] == ["cdr", "main_cdr", "sub_cdr_1", "sub_cdr_2"]
    assert [element.tag for element in alone] == ["cdr", *FIELDS]


def test_a_second_session_is_in_the_group_of_the_first(wire: Wire) -> None:
    day = busy_day(date(2026, 3, 3), legs=600)
    for call in day:
        wire.ucm.pbx.take(call)
    other = next(call for call in day if call.shown_with)
    [group] = [group for group in wire.groups() if group["cdr"] == other.shown_with]
    sessions = [leg["session"] for key, leg in group.items() if key.startswith("sub_cdr_")]
    assert sessions == [other.shown_with, other.shown_with, other.session]
    assert not [group for group in wire.groups() if group["cdr"] == other.session]


# --- Several at once --------------------------------------------------------------------------------


def test_several_scenarios_are_one_with_the_switches_of_all() -> None:
    both = scenario_of(
        ["busy", "nameless-groups", "monthly-account-ids", "not-permitted-recapi", "no-such-user"]
    )
    assert (both.busy_answers, both.forbidden) == (1, {"recapi"})
    assert (both.firmware.names_groups, both.firmware.monthly_accounts) == (False, True)
    assert both.login_status == SCENARIOS["no-such-user"].login_status
    assert (
        both.name
        == "busy and nameless-groups and monthly-account-ids and not-permitted-recapi and no-such-user"
    )


def test_no_scenario_is_the_good_one() -> None:
    assert scenario_of([]) == GOOD


def test_scenarios_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(Contradiction, match="login_status"):
        scenario_of(["banned", "no-such-user"])
