"""A year of made-up traffic has the shape of an office's."""

from collections import Counter
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from ucm.simulator.demo import place_history
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import ApiUser
from ucm.simulator.traffic.day import starts_of_day, starts_of_days

NEW_YORK = ZoneInfo("America/New_York")
NOON = 1_772_539_200.0  # Tuesday 3 March 2026, 12:00 UTC


@pytest.fixture(scope="module")
def year() -> Pbx:
    pbx = Pbx(ApiUser("cdrapi", "secret"), zone=NEW_YORK, clock=lambda: NOON)
    place_history(pbx, 365)
    return pbx


def test_dispositions_come_out_as_captured(year: Pbx) -> None:
    counted = Counter(row["disposition"] for call in year.calls() for row in call.rows)
    share = {name: 100 * number / counted.total() for name, number in counted.items()}
    assert share["ANSWERED"] == pytest.approx(71, abs=4)
    assert share["NO ANSWER"] == pytest.approx(24, abs=4)
    assert share["BUSY"] == pytest.approx(2, abs=1)
    assert share["FAILED"] == pytest.approx(4, abs=1.5)


def test_calls_fall_into_office_hours_of_the_office(year: Pbx) -> None:
    begun = [datetime.fromtimestamp(call.begins, NEW_YORK) for call in year.calls()]
    hours = Counter(moment.hour for moment in begun)
    assert min(hours) >= 6
    assert max(hours) <= 19
    assert hours[10] > 2 * hours[12] * 0.8 > hours[18]
    weekend = sum(moment.weekday() >= 5 for moment in begun)
    assert weekend / len(begun) < 0.06


def test_a_working_day_has_about_forty_calls(year: Pbx) -> None:
    days = Counter(datetime.fromtimestamp(call.begins, NEW_YORK).date() for call in year.calls())
    working = [number for day, number in days.items() if day.weekday() < 5]
    assert sum(working) / len(working) == pytest.approx(40, abs=2)


def test_sessions_and_account_ids_are_never_given_twice(year: Pbx) -> None:
    calls = year.calls()
    assert len({call.session for call in calls}) == len(calls)
    accounts = [int(row["AcctId"]) for call in calls for row in call.rows]
    assert sorted(accounts) == list(range(1, len(accounts) + 1))


def test_numbers_outside_are_fictional(year: Pbx) -> None:
    numbers = {row[field] for call in year.calls() for row in call.rows for field in ("src", "dst")}
    assert all(number.startswith("120255501") for number in numbers if len(number) > 4)


def test_no_call_begins_after_the_limit_and_the_same_seed_gives_the_same_days() -> None:
    first, second = (starts_of_days(3, until=NOON, zone=NEW_YORK, rng=Random(7)) for _ in range(2))
    assert first == second == sorted(first)
    assert first[-1] <= NOON


def test_a_day_of_twenty_three_hours_keeps_its_office_hours() -> None:
    short = datetime(2026, 3, 8, tzinfo=NEW_YORK).date()
    for start in starts_of_day(short, zone=NEW_YORK, rng=Random(1)):
        assert 7 <= datetime.fromtimestamp(start, NEW_YORK).hour <= 18
