"""One at a time to a UCM, across processes; a dead one gives its turn back."""

import multiprocessing
from multiprocessing.synchronize import Event
from typing import Any

import pytest

from ucm.connect import examine
from ucm.diagnosis import Outcome
from ucm.models import Connection
from ucm.turn import NotOurTurn, turn


def hold(folder: str, pk: int, held: Event, leave: Event) -> None:
    from pathlib import Path

    from django.conf import settings

    settings.DATA_DIR = Path(folder)
    with turn(Connection(pk=pk), patience=5):
        held.set()
        leave.wait(20)


@pytest.fixture
def other(settings: Any, tmp_path: Any) -> Any:
    """Another process that has its turn with connection 7."""
    settings.DATA_DIR = tmp_path
    context = multiprocessing.get_context("fork")
    held, leave = context.Event(), context.Event()
    process = context.Process(target=hold, args=(str(tmp_path), 7, held, leave))
    process.start()
    assert held.wait(20)
    yield process
    process.kill()
    process.join()


def test_a_second_process_waits_and_then_says_so(other: Any) -> None:
    with pytest.raises(NotOurTurn), turn(Connection(pk=7), patience=0.2):
        pytest.fail("two at once")


def test_another_ucm_is_free(other: Any) -> None:
    with turn(Connection(pk=8), patience=0):
        pass


def test_a_killed_process_gives_its_turn_back(other: Any) -> None:
    other.kill()
    with turn(Connection(pk=7), patience=5):
        pass


def test_a_test_of_the_connection_says_that_it_is_busy(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ucm.connect.PATIENCE", (0.1, 0.1))
    findings = examine(Connection(pk=7, base_url="https://127.0.0.1:1", username="u", password="p"))
    assert findings[0].outcome is Outcome.FAILED
    assert "one request at a time" in findings[0].cause
