"""LegRecords from rows: times, names, identity."""

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.protocol.legs import BEGIN, UTC_ZONE, leg, row
from ucm.protocol.cdr import read_leg
from ucm.protocol.errors import UnreadableCdr

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_row_becomes_a_leg() -> None:
    cells = row(
        ring=9,
        talk=73,
        caller_name="Ana Díaz",
        dstanswer="2002",
        src_trunk_name="City Line",
        userfield="Inbound",
        action_owner="2001",
        recordfiles="2026-03/auto-1772442000-2001-2002.wav@",
        firmware_of_tomorrow="yes",
    )
    record = read_leg(cells, zone=UTC_ZONE)
    assert (record.start, record.end) == (BEGIN, BEGIN + timedelta(seconds=82))
    assert record.answer == BEGIN + timedelta(seconds=9)
    assert (record.duration, record.billsec) == (82, 73)
    assert (record.src, record.dst, record.answered_by) == ("2001", "2002", "2002")
    assert (record.src_trunk, record.userfield, record.action_owner) == ("City Line", "Inbound", "2001")
    assert record.recordings == ("2026-03/auto-1772442000-2001-2002.wav",)
    assert record.caller_name == "Ana Díaz"
    assert record.raw == cells


@pytest.mark.parametrize("disposition", ["NO ANSWER", "BUSY", "FAILED", "CONGESTION", ""])
def test_a_filled_answer_column_does_not_make_a_leg_answered(disposition: str) -> None:
    record = leg(ring=30, disposition=disposition)
    assert record.answer is None
    assert record.billsec == 0


def test_a_call_shorter_than_a_second_was_answered() -> None:
    assert leg(ring=3, talk=0).answer == BEGIN + timedelta(seconds=3)


def test_times_are_the_ucms_clock() -> None:
    record = read_leg(
        {
            "session": "1661157838988180-230",
            "uniqueid": "1661157838.2666",
            "start": "2022-08-22 09:43:58",
            "answer": "2022-08-22 09:44:12",
            "end": "2022-08-22 09:51:12",
            "duration": "434",
            "billsec": "420",
            "disposition": "ANSWERED",
        },
        zone=ZoneInfo("Europe/London"),
    )
    assert record.start == datetime(2022, 8, 22, 8, 43, 58, tzinfo=UTC)
    # recordfiles_desc of that call said start-time=1661157852.
    assert record.answer == datetime.fromtimestamp(1661157852, UTC)


def test_a_call_across_the_end_of_summer_time_keeps_its_length() -> None:
    begun = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    record = read_leg(
        {
            "session": f"{begun.timestamp():.0f}1-2001",
            "start": "2026-10-25 02:50:00",
            "answer": "2026-10-25 02:50:10",
            "end": "2026-10-25 02:20:00",
            "duration": "1800",
            "billsec": "1790",
            "disposition": "ANSWERED",
        },
        zone=BERLIN,
    )
    assert record.end - record.start == timedelta(seconds=1800)
    assert record.answer == begun + timedelta(seconds=10)


def test_without_a_start_the_id_tells_it() -> None:
    assert leg(start="").start == BEGIN


def test_without_durations_the_times_tell_them() -> None:
    record = leg(ring=5, talk=20, duration="", billsec="")
    assert (record.duration, record.billsec) == (25, 20)


def test_a_recording_in_the_callers_name_is_recognised() -> None:
    record = leg(talk=5, caller_name="2026-03/auto-1772442000-2001-2002.wav@", recordfiles="")
    assert record.recordings == ("2026-03/auto-1772442000-2001-2002.wav",)
    assert record.caller_name == ""


def test_the_name_may_come_from_the_caller_id_text() -> None:
    assert leg(clid='"Oak Technology" <2001>').caller_name == "Oak Technology"
    assert leg(clid='"2001" <2001>').caller_name == ""


@pytest.mark.parametrize(
    ("cells", "session"),
    [
        ({"session": "", "cdr": "17724420001-2001"}, "17724420001-2001"),
        ({"session": "", "cdr": ""}, "1772442000.17"),
    ],
)
def test_a_leg_without_session_is_known_by_what_it_has(cells: dict[str, str], session: str) -> None:
    assert leg(**cells).session == session


@pytest.mark.parametrize(
    "cells",
    [
        {"session": "", "uniqueid": ""},
        {"session": "x", "uniqueid": "y", "start": "yesterday"},
    ],
    ids=["no identity", "no time"],
)
def test_a_row_without_identity_or_time_is_unreadable(cells: dict[str, str]) -> None:
    with pytest.raises(UnreadableCdr):
        leg(**cells)


def test_an_end_that_lies_months_away_is_damage() -> None:
    record = leg(end="2093-03-02 09:00:00", duration="", billsec="")
    assert (record.end, record.duration, record.billsec) == (record.start, 0, 0)


def test_a_call_of_more_than_a_day_keeps_its_length() -> None:
    assert leg(talk=90_000, duration="").duration == 90_000


def test_the_key_is_the_rows_identity() -> None:
    one = leg(talk=5)
    assert one.key == leg(talk=5, recordfiles="late.wav@", caller_name="x").key
    assert len(one.key) == 64
    others = [{"session": "17724420009-1"}, {"uniqueid": "1772442000.18"}, {"AcctId": "2"}, {"dst": "9"}]
    assert len({one.key, leg(after=1).key, *(leg(**cells).key for cells in others)}) == 6


def test_the_key_survives_a_corrected_time_zone() -> None:
    cells = row(session="manual", uniqueid="manual")
    assert read_leg(cells, zone=UTC_ZONE).start != read_leg(cells, zone=BERLIN).start
    assert read_leg(cells, zone=UTC_ZONE).key == read_leg(cells, zone=BERLIN).key


def test_a_record_shows_no_number_and_no_name() -> None:
    shown = repr(leg(src="+15551234567", caller_name="Ana Díaz"))
    assert "555" not in shown
    assert "Ana" not in shown


def test_records_can_be_compared_and_sent_to_another_process() -> None:
    record = leg(talk=5)
    assert pickle.loads(pickle.dumps(record)) == record
    assert hash(replace(record, raw={})) == hash(record)
