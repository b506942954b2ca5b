"""`cdrapi`: the two shapes of a group, and which calls a query finds."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.simulator.conftest import NOON
from tests.ucm.simulator.wire import Wire
from ucm.simulator.traffic.cdr import FIELDS

NEW_YORK = ZoneInfo("America/New_York")  # noon UTC is 07:00 there on 3 March


def sessions(groups: list[dict]) -> list[str]:
    return [group["cdr"] for group in groups]


def legs(group: dict) -> list[dict]:
    return [leg for key, leg in group.items() if key.startswith("sub_cdr_")] or [group]


def test_a_plain_call_is_one_flat_record_of_strings(wire: Wire) -> None:
    call = wire.ucm.place_call("inbound")
    body = wire.act("cdrapi", format="json").json()
    assert list(body) == ["cdr_root"]
    [record] = body["cdr_root"]
    assert list(record) == ["cdr", *FIELDS]
    assert record["cdr"] == record["session"] == call.session
    assert all(isinstance(value, str) for value in record.values())


def test_a_call_with_legs_has_a_summary_that_is_no_leg(wire: Wire) -> None:
    wire.ucm.place_call("voicemail")
    [group] = wire.groups()
    assert list(group) == ["cdr", "main_cdr", "sub_cdr_1", "sub_cdr_2"]
    main, (rang, message) = group["main_cdr"], legs(group)
    filled = {name for name, value in main.items() if value}
    assert filled == {"src", "dst", "start", "duration", "billsec", "session", "action_type"}
    assert int(main["duration"]) == int(rang["duration"]) + int(message["duration"])
    assert (rang["disposition"], rang["action_type"], rang["lastapp"]) == ("NO ANSWER", "DIAL", "Dial")
    assert (message["disposition"], message["action_type"], message["lastapp"]) == (
        "ANSWERED",
        "VM",
        "VoiceMail",
    )


def test_no_calls_are_an_empty_root(wire: Wire) -> None:
    assert wire.act("cdrapi", format="json").json() == {"cdr_root": []}


def test_without_a_format_the_answer_is_csv_with_one_line_a_leg(wire: Wire) -> None:
    wire.ucm.place_call("inbound")
    wire.ucm.place_call("voicemail")
    header, *rows = wire.act("cdrapi").text.splitlines()
    assert header == ",".join(FIELDS)
    assert len(rows) == 3


def test_a_wrong_format_is_a_csv_header_and_nothing_else(wire: Wire) -> None:
    wire.ucm.place_call("inbound")
    assert wire.act("cdrapi", format="yaml").text.splitlines() == [",".join(FIELDS)]


def test_groups_come_oldest_first_and_are_paged_by_group(wire: Wire) -> None:
    begun = [wire.ucm.place_call("voicemail", begins=NOON - back) for back in (100, 300, 200)]
    in_order = [begun[1].session, begun[2].session, begun[0].session]
    assert sessions(wire.groups()) == in_order
    assert sessions(wire.groups(numRecords="2")) == in_order[:2]
    assert sessions(wire.groups(numRecords=2, offset=2)) == in_order[2:]


def test_a_thousand_groups_are_the_most(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to(recordings=()).login()
    for back in range(1001, 0, -1):
        wire.ucm.place_call("inbound", begins=NOON - 60 * back)
    assert len(wire.groups()) == len(wire.groups(numRecords="5000")) == 1000
    assert len(wire.groups(offset="1000")) == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, True),
        ({"startTime": "2026-03-03T06:30:00"}, True),  # the UCM's own time
        ({"startTime": "2026-03-03T06:30:01"}, False),
        ({"startTime": "2026-03-03T11:30:00+00:00"}, True),
        ({"startTime": "2026-03-03T11:30:01Z"}, False),
        ({"endTime": "2026-03-03T06:30"}, True),
        ({"endTime": "2026-03-03T06:29:59.999"}, False),
        ({"startTime": "2026-03-03 06:30:00"}, True),
        ({"startTime": "2026-03-03", "endTime": "2026-03-04"}, True),
        ({"startTime": "06:30"}, True),  # of 1 January 2000
        ({"startTime": "2026-03-03T07:00:00", "timeFilterType": "Start"}, False),
        ({"endTime": "2026-03-03T06:30:00", "timeFilterType": "End"}, False),
    ],
)
def test_a_time_window_is_inclusive_and_read_in_its_zone(
    wire_to: Callable[..., Wire], filters: dict[str, str], found: bool
) -> None:
    wire = wire_to(zone=NEW_YORK).login()
    wire.ucm.place_call("inbound", begins=NOON - 1800)
    assert bool(wire.groups(**filters)) is found


def test_timefiltertype_end_finds_a_call_by_its_end(wire: Wire) -> None:
    call = wire.ucm.place_call("inbound", begins=NOON - 3600)
    window = {"startTime": "2026-03-03T11:00:01", "endTime": "2026-03-03T11:10:00"}
    assert wire.groups(**window) == []
    assert sessions(wire.groups(**window, timeFilterType="End")) == [call.session]


def test_numbers_names_and_talk_time_are_filtered(wire: Wire) -> None:
    [row] = wire.ucm.place_call("outbound").rows
    talk = int(row["billsec"])
    for found in (
        {"caller": row["src"]},
        {"caller": "9,1000-1999"},
        {"callee": "1202555@"},
        {"callee": "_" * len(row["dst"])},
        {"answeredby": row["dstanswer"]},
        {"callerName": row["caller_name"]},
        {"minDur": talk, "maxDur": str(talk)},
    ):
        assert wire.groups(**found), found
    for missed in (
        {"caller": "9"},
        {"callee": "_" * (len(row["dst"]) + 1)},
        {"answeredby": "1101"},
        {"callerName": "Nobody"},
        {"minDur": talk + 1},
        {"maxDur": talk - 1},
    ):
        assert wire.groups(**missed) == [], missed


@pytest.mark.parametrize(
    "filters",
    [
        {"caller": ""},
        {"caller": ",1001"},
        {"caller": "1001,,1002"},
        {"caller": "10;01"},
        {"numRecords": "many"},
        {"offset": "-1"},
        {"minDur": "1.5"},
        {"startTime": "yesterday"},
        {"startTime": "2026-02-30T10:00"},
        {"timeFilterType": "Answer"},
        {"startdate": "2026-03-03"},
    ],
)
def test_a_filter_that_cannot_be_read_is_answered_with_silence(wire: Wire, filters: dict[str, str]) -> None:
    wire.ucm.place_call("inbound")
    assert wire.act("cdrapi", format="json", **filters).json() == {"cdr_root": []}


def test_delete_is_refused_and_written_down(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    wire.ucm.place_call("inbound")
    assert wire.status("cdrapi", format="json", delete="yes") == -47
    assert len(wire.groups()) == 1
    assert wire.ucm.ledger.violations == [
        {"violation": "cdrapi with delete", "parameters": ["delete", "format"]}
    ]
    assert "VIOLATION" in caplog.text
