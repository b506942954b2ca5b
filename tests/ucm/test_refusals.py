"""Refusals are counted, and a stranger cannot fill the database with them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_connection
from ucm.refusals import ADDRESSES, REMEMBERED, Cause, Refusal, Tally

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def counted() -> dict[tuple[str, str], int]:
    return {(row.cause, row.address): row.count for row in Refusal.objects.all()}


def test_the_first_refusal_is_written_at_once_and_others_a_second_later() -> None:
    clock, pk = Clock(), make_connection().pk
    tally = Tally(clock=clock)
    for _ in range(5):
        tally.note(pk, Cause.ADDRESS, "203.0.113.7")
    assert counted() == {("address", "203.0.113.7"): 1}
    clock.now = 1.0
    tally.note(pk, Cause.RATE, "203.0.113.7")
    assert counted() == {("address", "203.0.113.7"): 5, ("rate", "203.0.113.7"): 1}


def test_ten_thousand_refusals_within_a_second_are_one_write() -> None:
    tally = Tally(clock=Clock())
    tally.note(None, Cause.TOKEN, "203.0.113.7")
    with CaptureQueriesContext(
        database,
    ) as queries:
        for n in range(10_000):
            tally.note(None, Cause.TOKEN, f"10.0.{n // 250}.{n % 250}")
    assert len(queries) == 0


@pytest.mark.parametrize("is_known", [True, False])
def test_many_addresses_are_few_rows_and_all_are_counted(is_known: bool) -> None:
    tally, pk = Tally(every=0), make_connection().pk if is_known else None
    for n in range(100):
        tally.note(pk, Cause.TOKEN, f"10.0.0.{n}")
    assert Refusal.objects.count() == ADDRESSES + 1
    assert sum(counted().values()) == 100
    assert counted()["token", ""] == 100 - ADDRESSES


def test_what_is_long_past_makes_room() -> None:
    tally, pk = Tally(every=0), make_connection().pk
    for n in range(ADDRESSES):
        tally.note(pk, Cause.ADDRESS, f"10.0.0.{n}")
    Refusal.objects.update(last_at=timezone.now() - REMEMBERED - timedelta(days=1))
    tally.note(pk, Cause.ADDRESS, "203.0.113.7")
    assert counted() == {("address", "203.0.113.7"): 1}


def test_refusals_of_one_connection_are_not_anothers() -> None:
    tally, ours, other = Tally(every=0), make_connection("Ours"), make_connection("Other")
    tally.note(ours.pk, Cause.RATE, "10.0.0.1")
    tally.note(other.pk, Cause.RATE, "10.0.0.1")
    tally.note(None, Cause.TOKEN, "10.0.0.1")
    assert [row.connection for row in Refusal.objects.shown_to(ours)] == [ours, None]


def test_a_database_that_is_away_is_no_error_for_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("ucm.refusals._add", away)
    Tally().note(None, Cause.TOKEN, "10.0.0.1")


def test_threads_lose_no_count() -> None:
    clock = Clock()
    tally = Tally(clock=clock)
    tally.note(None, Cause.TOKEN, "10.0.0.1")
    threads = [
        threading.Thread(target=lambda: [tally.note(None, Cause.TOKEN, "10.0.0.1") for _ in range(500)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clock.now = 1.0
    tally.note(None, Cause.TOKEN, "10.0.0.1")
    assert counted() == {("token", "10.0.0.1"): 2002}
