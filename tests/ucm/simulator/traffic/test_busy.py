"""A busy day has the legs that were asked for, the shares of a captured year, and every kind of oddity."""

import re
import time
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ucm.simulator.traffic.busy import busy_day
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import Numbers, Row

BERLIN = ZoneInfo("Europe/Berlin")
SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)  # clocks go forward, and back
FICTION = r"(1202|1312|1415|\+1617)55501\d\d|(442079460|441632960|\+?447700900)\d{3}"


@pytest.fixture(scope="module")
def day() -> tuple[Call, ...]:
    return busy_day(date(2026, 3, 3), zone=BERLIN)


@pytest.fixture(scope="module")
def rows(day: tuple[Call, ...]) -> list[Row]:
    return [row for call in day for row in call.rows]


def test_twenty_thousand_legs_are_written_in_seconds() -> None:
    started = time.process_time()
    assert sum(len(call.rows) for call in busy_day(date(2026, 3, 3), legs=20_000)) == 20_000
    assert time.process_time() - started < 10


@pytest.mark.parametrize("legs", [0, 1, 7, 500])
def test_there_are_exactly_as_many_legs_as_were_asked_for(legs: int) -> None:
    assert sum(len(call.rows) for call in busy_day(LONG, legs=legs)) == legs


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    first, again, other = (busy_day(LONG, legs=300, seed=seed) for seed in (7, 7, 8))
    assert first == again != other


def test_dispositions_have_the_shares_of_a_captured_year(rows: list[Row]) -> None:
    """71, 24, 2 and 4 percent, which rounded make 101. The legs of one call are not independent: between
    seeds the first two vary with a standard deviation of 0.6 points, the others of 0.15."""
    share = {name: 100 * count / len(rows) for name, count in Counter(r["disposition"] for r in rows).items()}
    assert share == {
        "ANSWERED": pytest.approx(70.4, abs=1.8),
        "NO ANSWER": pytest.approx(23.7, abs=1.8),
        "BUSY": pytest.approx(2.05, abs=0.5),
        "FAILED": pytest.approx(3.9, abs=0.5),
    }


def test_every_call_begins_on_the_day_and_most_in_office_hours(day: tuple[Call, ...]) -> None:
    begun = [datetime.fromtimestamp(call.begins, BERLIN) for call in day if not call.shown_with]
    assert {moment.date() for moment in begun} == {date(2026, 3, 3)}
    hours = Counter(moment.hour for moment in begun)
    assert set(hours) == set(range(24))
    assert hours[10] > 2 * hours[12] * 0.8 > hours[18] > hours[3]
    assert sum(hours[hour] for hour in range(8, 18)) / len(begun) > 0.9


def test_records_are_numbered_in_the_order_in_which_calls_end(day: tuple[Call, ...]) -> None:
    assert [call.ends for call in day] == sorted(call.ends for call in day)
    assert [int(row["AcctId"]) for call in day for row in call.rows] == list(range(1, 20_001))
    assert len({call.session for call in day}) == len(day)


def test_no_number_outside_belongs_to_anybody(rows: list[Row]) -> None:
    numbers = {row[field] for row in rows for field in ("src", "dst") if len(row[field]) > 4}
    assert all(re.fullmatch(FICTION, number) for number in numbers)
    assert len(numbers) > 1000


def test_the_odd_records_of_captured_systems_are_all_there(day: tuple[Call, ...], rows: list[Row]) -> None:
    answered = [row for row in rows if row["disposition"] == "ANSWERED"]
    assert all(row["answer"] for row in rows if row["disposition"] == "NO ANSWER")
    assert any(row["billsec"] == "0" and row["lastapp"] == "Dial" for row in answered)
    spans = Counter(_span(row) - int(row["duration"]) for row in rows)
    assert set(spans) == {0, 1}
    assert any(len(call.session.partition("-")[0]) < 16 for call in day)
    assert {"s", "71", "8005"} <= {row["dst"] for row in rows}
    assert {"api"} <= {row["src"] for row in rows}
    assert max(len(call.rows) for call in day) == 13
    assert {"Park", "ParkedCall", "Page", "ReadExten", "VoiceMail", "Hangup"} <= {r["lastapp"] for r in rows}


def _span(row: Row) -> int:
    start, end = (datetime.fromisoformat(row[field]) for field in ("start", "end"))
    return int((end - start).total_seconds())


def test_a_second_session_is_shown_with_one_that_exists(day: tuple[Call, ...]) -> None:
    begins = {call.session: call.begins for call in day}
    besides = [call for call in day if call.shown_with]
    assert len(besides) > 50
    assert all(begins[call.shown_with] < call.begins for call in besides)


def test_in_the_hour_that_is_shown_twice_calls_begin_in_either(rows: list[Row]) -> None:
    twice = [
        (datetime.fromtimestamp(call.begins, UTC).hour, call.rows[0]["start"])
        for call in busy_day(LONG, legs=20_000, zone=BERLIN)
        if call.rows[0]["start"].startswith("2026-10-25 02:")
    ]
    assert {hour for hour, _ in twice} == {0, 1}


def test_in_the_hour_that_is_left_out_no_call_begins() -> None:
    starts = [row["start"] for call in busy_day(SHORT, zone=BERLIN) for row in call.rows]
    assert not any(start.startswith("2026-03-29 02:") for start in starts)
    assert any(start.startswith("2026-03-29 01:") for start in starts)


def test_row_numbers_start_anew_with_a_month_where_they_do() -> None:
    numbers = Numbers(monthly=True)
    february, march = (
        busy_day(day, legs=20, numbers=numbers, zone=BERLIN) for day in (date(2026, 2, 27), date(2026, 3, 2))
    )
    for calls in (february, march):
        assert [row["AcctId"] for call in calls for row in call.rows] == [str(n) for n in range(1, 21)]
    after = Numbers.after([row for call in (*february, *march[:4]) for row in call.rows], monthly=True)
    last = int(march[3].rows[-1]["AcctId"])
    assert (after.account("2026-03"), after.account("2026-02"), after.account("2026-04")) == (
        last + 1,
        last + 2,
        1,
    )
