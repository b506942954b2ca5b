"""Who keeps an event does not wait for its bell."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from calls import doorbell, ingest
from calls.models import Event
from ucm.models import Connection

_ring_soon = doorbell._ring_soon  # the real one; tests/conftest.py puts another in its place


@pytest.fixture
def ringing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(doorbell, "_ring_soon", _ring_soon)
    doorbell._ringer.cache_clear()
    yield
    doorbell._ringer.cache_clear()


def drained() -> None:
    """Wait until every bell was rung."""
    doorbell._ringer(doorbell.os.getpid()).shutdown(wait=True)


@pytest.mark.django_db
def test_a_silent_broker_holds_nobody_up(
    ringing: None,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    answers, rung = threading.Event(), []

    def silent(task: str, row_id: int, **_: object) -> None:
        answers.wait(10)
        rung.append((task, row_id))

    monkeypatch.setattr(doorbell, "_send", silent)
    begun = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        events = [ingest.accept(connection, Event.Source.WEBHOOK, b"{}") for _ in range(3)]
    assert time.monotonic() - begun < 5
    assert rung == []
    answers.set()
    drained()
    assert rung == [("calls.ingest_event", event.pk) for event in events]


def test_an_unforeseen_error_is_logged_and_the_next_bell_rings(
    ringing: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rung: list[int] = []

    def send(task: str, row_id: int, **_: object) -> None:
        rung.append(1 // row_id)

    monkeypatch.setattr(doorbell, "_send", send)
    with caplog.at_level(logging.ERROR):
        doorbell._ring_soon(0)
        doorbell._ring_soon(1)
        drained()
    assert rung == [1]
    assert "ZeroDivisionError" in caplog.text


def test_a_process_that_ends_leaves_the_event_to_the_sweeper(ringing: None) -> None:
    drained()
    doorbell._ring_soon(1)
