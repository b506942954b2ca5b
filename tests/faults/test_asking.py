"""Each row of the matrix against the simulator: what happens, the words the admin reads, nothing lost."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from calls import pipeline
from calls.fetching import APPEARS_WITHIN, MOVED
from calls.models import Poll, Recording, Step
from calls.sources.poll import SETTLE, poll
from calls.stages import FETCH_RECORDING
from tests.calls.sources.polling import push
from tests.faults.matrix import Happens, Row, Way, rows
from tests.faults.office import Office
from tests.ucm.conftest import tone
from ucm import connect as connecting
from ucm.simulator.audio import Recording as Audio

__all__ = ["tone"]
pytestmark = pytest.mark.django_db

TRIES = pipeline.MAX_ATTEMPTS + 2  # more than a step has


class Polling:
    def __init__(self, office: Office) -> None:
        self._office = office

    def attempt(self) -> None:
        poll(self._office.connection, now=timezone.now() + SETTLE + timedelta(seconds=5))

    def row(self) -> Poll:
        return Poll.objects.latest("id")

    def is_done(self) -> bool:
        return self.row().state == Poll.State.DONE


class Downloading:
    """The recorded call was pushed; its recording is fetched."""

    def __init__(self, office: Office) -> None:
        push(office.connection, *office.calls)
        self._session = office.calls[0].session

    def attempt(self) -> None:
        Step.objects.open().update(due_at=timezone.now())
        pipeline.run(self.row().pk)

    def row(self) -> Step:
        return Step.objects.get(stage=FETCH_RECORDING.name, call__session=self._session)

    def is_done(self) -> bool:
        return self.row().state == Step.State.DONE


WAYS: dict[Way, type[Polling] | type[Downloading]] = {Way.POLL: Polling, Way.DOWNLOAD: Downloading}


@pytest.fixture
def office_with(
    tone: Audio, tmp_path: Path, settings: Any, monkeypatch: Any
) -> Iterator[Callable[..., Office]]:
    settings.RECORDINGS_DIR = tmp_path
    with ExitStack() as stack:

        def begin(row: Row) -> Office:
            if row.scenario.hangs_after is not None:
                monkeypatch.setattr(connecting, "TIMEOUT", (1.0, 0.8))
            return Office(stack, tone, row.scenario, row.dialect)

        yield begin


@pytest.mark.parametrize("row", list(rows()), ids=str)
def test_a_fault_is_named_and_costs_no_call(office_with: Callable[[Row], Office], row: Row) -> None:
    office = office_with(row)
    way = WAYS[row.way](office)
    way.attempt()
    match row.effect.happens:
        case Happens.PASSES:
            assert way.is_done()
        case Happens.RETRIES:
            reads(way, row)
            until_done(way)
        case Happens.WAITS:
            reads(way, row)
            for _ in range(TRIES):
                way.attempt()
            reads(way, row)
            office.mend()
            way.attempt()
        case Happens.STOPS:
            give_up(way, row)
            office.mend()
            pipeline.reopen(way.row())
            way.attempt()
    assert way.is_done()
    nothing_is_lost(office)


def reads(way: Polling | Downloading, row: Row) -> None:
    """The admin finds the error's own words, and nothing has been given up."""
    shown = way.row()
    assert shown.why.startswith(row.effect.why.rstrip("."))
    assert shown.mend.startswith(row.effect.mend)
    assert not way.is_done()
    assert not (isinstance(shown, Step) and shown.state == Step.State.FAILED)


def until_done(way: Polling | Downloading) -> None:
    # What was moved off the UCM is looked for a while later only.
    Recording.objects.update(created_at=timezone.now() - MOVED)
    for _ in range(3):
        if not way.is_done():
            way.attempt()


def give_up(way: Downloading, row: Row) -> None:
    Recording.objects.update(created_at=timezone.now() - APPEARS_WITHIN)
    way.attempt()
    assert way.row().state == Step.State.FAILED
    assert way.row().why.startswith(row.effect.why.rstrip("."))


def nothing_is_lost(office: Office) -> None:
    assert office.has_lost_nothing()
    if Step.objects.filter(state=Step.State.DONE).exists():
        assert not Recording.objects.exclude(state=Recording.State.STORED).exists()
