"""GET /cdrapi of the simulated old API: formats, filters, and silence where something is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ucm.simulator.conftest import NOON
from tests.ucm.simulator.wire import Wire

WireTo = Callable[..., Wire]


@pytest.fixture
def wire(open_wire: Wire) -> Wire:
    """With three calls, an hour apart, the last one begun at noon UTC."""
    for hours in (2, 1, 0):
        open_wire.ucm.place_call("inbound", begins=NOON - 3600 * hours)
    return open_wire


def _groups(wire: Wire, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.http("GET", f"/cdrapi?{query}").json()["cdr"]
    return found


@pytest.mark.parametrize("form", ["json", "JSON"])
def test_json_comes_in_either_case(wire: Wire, form: str) -> None:
    assert len(_groups(wire, f"format={form}")) == 3


def test_the_root_is_named_as_the_scenario_says(wire_to: WireTo) -> None:
    assert wire_to(scenario="old-api-repeating").http("GET", "/cdrapi?format=json").json() == {"cdr_root": []}


@pytest.mark.parametrize("query", ["", "format=csv", "format=CSV"])
def test_csv_is_the_default(wire: Wire, query: str) -> None:
    lines = wire.http("GET", f"/cdrapi?{query}").text.splitlines()
    assert lines[0].startswith("AcctId,accountcode,src,dst")
    assert len(lines) == 4


def test_another_format_is_a_bare_header(wire: Wire) -> None:
    assert len(wire.http("GET", "/cdrapi?format=yaml").text.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("startTime=2026-03-03T11:30:00%2B00:00", 1),
        ("startTime=2026-03-03T12:30:00%2B01:00", 1),
        ("startTime=2026-03-03T10:30&endTime=2026-03-03T11:30", 1),
        (f"startTime={int(NOON)}", 1),
        ("endTime=now", 3),
        ("startTime=now", 1),
        ("numRecords=2", 2),
        ("numRecords=2&offset=2", 1),
        ("minDur=0&maxDur=86400", 3),
        ("caller=_@", 3),
        ("caller=9999&caller=_@", 3),
    ],
)
def test_filters_work_in_a_url(wire: Wire, query: str, count: int) -> None:
    assert len(_groups(wire, f"format=json&{query}")) == count


@pytest.mark.parametrize(
    "query",
    [
        "timeFilterType=End",
        "callerName=Maria",
        "startdate=2026-03-03",
        "caller=",
        "caller=,1000",
        "caller=1000,,1001",
        "minDur=ten",
        "offset=0&offset=0",
        "startTime=2026-03-03T00:00:00+00:00",
        "startTime=yesterday",
        "caller=10%3B00",
        "numRecords=5&",
    ],
)
def test_what_is_wrong_is_answered_with_silence(wire: Wire, query: str) -> None:
    assert _groups(wire, f"format=json&{query}") == []


def test_times_are_those_at_which_calls_began(wire: Wire) -> None:
    (call,) = _groups(wire, f"format=json&startTime={int(NOON)}")
    assert call["start"] == f"{datetime.fromtimestamp(NOON, UTC):%Y-%m-%d %H:%M:%S}"


def test_a_repeating_firmware_gives_the_first_page_for_every_offset(wire_to: WireTo) -> None:
    wire = wire_to(scenario="old-api-repeating")
    for hours in (1, 0):
        wire.ucm.place_call("inbound", begins=NOON - 3600 * hours)
    pages = [
        wire.http("GET", f"/cdrapi?format=json&numRecords=1&offset={offset}").json() for offset in (0, 1, 7)
    ]
    assert pages[0] == pages[1] == pages[2]


def test_delete_deletes_nothing_and_is_noted(wire: Wire) -> None:
    assert _groups(wire, "format=json&delete=1") == []
    assert len(_groups(wire, "format=json")) == 3
    assert wire.ucm.ledger.violations
