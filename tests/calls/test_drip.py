"""The drip: history is fetched a little at a time, and never before a new call."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls import drip, pipeline, sweeper
from calls.models import Backfill, Call, Step
from calls.stage import Done
from tests.calls.conftest import Obedient
from tests.factories import make_call
from ucm.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def backfill(connection: Connection) -> Backfill:
    day = timezone.now().date()
    return Backfill.objects.create(connection=connection, first_day=day, last_day=day)


@pytest.fixture(autouse=True)
def our_path(path: Obedient, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (drip, sweeper):
        monkeypatch.setattr(module, "stages", lambda: path.path)


def history(backfill: Backfill, path: Obedient, many: int = 1) -> list[Step]:
    calls = [make_call(connection=backfill.connection) for _ in range(many)]
    return [pipeline.open_step(call, path.path[0], backfill=backfill) for call in calls]


def next_ones() -> list[int]:
    return [step.pk for step, _ in drip.dripping()]


def test_a_new_calls_fetch_is_taken_before_five_hundred_of_history(
    backfill: Backfill, path: Obedient, rung: list[tuple[str, int]]
) -> None:
    past = history(backfill, path, 500)
    new = pipeline.open_step(make_call(connection=backfill.connection), path.path[0])
    Step.objects.filter(pk=new.pk).update(ring_at=timezone.now())
    assert sweeper.sweep() == 1
    assert rung == [("calls.run_step", new.pk)]
    assert pipeline.run(past[0].pk) is None, "a bell that was rung before is not heeded now"
    assert pipeline.run(new.pk) == Done("first")
    assert next_ones() == [past[0].pk]


def test_history_also_waits_for_a_new_call_that_found_its_ucm_busy(
    backfill: Backfill, path: Obedient
) -> None:
    history(backfill, path)
    new = pipeline.open_step(make_call(connection=backfill.connection), path.path[0])
    for seconds, waits in ((5, True), (120, False)):
        Step.objects.filter(pk=new.pk).update(due_at=timezone.now() + timedelta(seconds=seconds))
        assert (next_ones() == []) is waits


def test_a_new_call_at_another_stage_holds_nothing_up(backfill: Backfill, path: Obedient) -> None:
    [step] = history(backfill, path)
    pipeline.open_step(make_call(connection=backfill.connection), path.path[1])
    assert next_ones() == [step.pk]


def test_few_bells_are_out_at_a_time(backfill: Backfill, path: Obedient, settings: Any) -> None:
    settings.HISTORY_PER_HOUR = 1_000_000_000
    past = history(backfill, path, 4)
    rung_for = []
    for _ in range(4):
        rung_for += next_ones()
        Step.objects.filter(pk__in=rung_for).update(ring_at=timezone.now() + timedelta(minutes=1))
    assert rung_for == [step.pk for step in past[:2]]
    pipeline.run(past[0].pk)
    assert past[2].pk in next_ones()


def test_the_ucm_is_asked_for_so_many_recordings_an_hour(
    backfill: Backfill, path: Obedient, settings: Any
) -> None:
    settings.HISTORY_PER_HOUR = 60
    first, second = history(backfill, path, 2)
    pipeline.run(first.pk)
    assert next_ones() == [first.call.steps.get(stage="second").pk], "later stages ask the UCM nothing"
    Step.objects.filter(pk=first.pk).update(started_at=timezone.now() - timedelta(seconds=61))
    assert second.pk in next_ones()


def test_what_follows_a_step_of_history_is_history_too(
    backfill: Backfill, path: Obedient, rung: list[tuple[str, int]]
) -> None:
    [step] = history(backfill, path)
    pipeline.run(step.pk)
    assert step.call.steps.get(stage="second").backfill == backfill
    assert rung == []


def test_a_paused_backfill_fetches_nothing(backfill: Backfill, path: Obedient) -> None:
    history(backfill, path)
    backfill.pause()
    assert next_ones() == []
    backfill.resume()
    assert len(next_ones()) == 1


def test_what_a_person_tries_again_is_history_no_more(backfill: Backfill, path: Obedient) -> None:
    [step] = history(backfill, path)
    Step.objects.update(state=Step.State.FAILED)
    assert pipeline.reopen(step).backfill is None


def test_a_dead_workers_step_of_history_is_taken_up_when_its_lease_ends(
    backfill: Backfill, path: Obedient
) -> None:
    [step] = history(backfill, path)
    until = timezone.now() + timedelta(minutes=1)
    Step.objects.update(state=Step.State.CLAIMED, claim="dead", due_at=until, ring_at=until)
    assert next_ones() == []
    Step.objects.update(due_at=timezone.now(), ring_at=timezone.now())
    assert next_ones() == [step.pk]


def test_looking_costs_the_same_however_long_the_queue(backfill: Backfill, path: Obedient) -> None:
    counts = []
    for more in (1, 40):
        history(backfill, path, more)
        with CaptureQueriesContext(database) as queries:
            assert next_ones()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_steps_of_new_calls_are_claimed_as_ever(call: Call, path: Obedient) -> None:
    first, second = (pipeline.open_step(make_call(), path.path[0]) for _ in range(2))
    assert pipeline.run(second.pk) == Done("first")
    assert pipeline.run(first.pk) == Done("first")
