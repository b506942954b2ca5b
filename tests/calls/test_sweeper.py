"""The sweeper: what no bell announced is found; long queues are not drowned in bells."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calls import pipeline, sweeper
from calls.models import Call, Step
from tests.calls.conftest import Obedient
from tests.factories import make_call

pytestmark = pytest.mark.django_db
Bells = list[tuple[str, int]]


@pytest.fixture
def step(call: Call, path: Obedient, monkeypatch: pytest.MonkeyPatch) -> Step:
    monkeypatch.setattr(sweeper, "stages", lambda: path.path)
    return pipeline.open_step(call, path.path[0])


def silence_since(step: Step, seconds: float) -> None:
    past = timezone.now() - timedelta(seconds=seconds)
    Step.objects.filter(pk=step.pk).update(ring_at=past, due_at=past)


def test_opening_a_step_rings_once_the_row_is_committed(
    call: Call, path: Obedient, rung: Bells, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:  # type: ignore[operator]
        step = pipeline.open_step(call, path.path[0])
        assert rung == []
    assert len(callbacks) == 1
    assert rung == [("calls.run_step", step.pk)]


def test_a_lost_bell_is_rung_again(step: Step, rung: Bells) -> None:
    silence_since(step, 1)
    assert sweeper.sweep() == 1
    assert rung == [("calls.run_step", step.pk)]


def test_a_step_that_has_just_been_rung_for_is_left_alone(step: Step, rung: Bells) -> None:
    silence_since(step, 1)
    sweeper.sweep()
    assert sweeper.sweep() == 0
    assert len(rung) == 1


def test_a_bell_that_stays_unheard_is_rung_once_a_lease(step: Step, rung: Bells) -> None:
    for _ in range(3):
        silence_since(step, 0)
        sweeper.sweep()
        step.refresh_from_db()
        assert round((step.ring_at - timezone.now()).total_seconds(), -1) == 60
    assert len(rung) == 3


def test_only_the_head_of_a_long_queue_is_rung_for(
    step: Step, path: Obedient, rung: Bells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "HEAD", 2)
    queue = [step, *(pipeline.open_step(make_call(), path.path[0]) for _ in range(3))]
    for waited, each in enumerate(reversed(queue), start=1):
        silence_since(each, waited)
    sweeper.sweep()
    assert rung == [("calls.run_step", each.pk) for each in queue[:2]]
    Step.objects.filter(pk=queue[0].pk).update(state=Step.State.DONE)
    sweeper.sweep()
    assert rung[2:] == [("calls.run_step", queue[2].pk)]


def test_a_dead_workers_step_is_rung_for_when_its_lease_ends(step: Step, rung: Bells) -> None:
    Step.objects.filter(pk=step.pk).update(state=Step.State.CLAIMED, claim="dead")
    silence_since(step, 1)
    sweeper.sweep()
    assert rung == [("calls.run_step", step.pk)]


def test_finished_and_backed_off_steps_are_silent(step: Step, rung: Bells) -> None:
    Step.objects.filter(pk=step.pk).update(state=Step.State.DONE)
    silence_since(step, 60)
    assert sweeper.sweep() == 0
    later = timezone.now() + timedelta(minutes=5)
    Step.objects.filter(pk=step.pk).update(state=Step.State.WAITING, due_at=later, ring_at=later)
    assert sweeper.sweep() == 0
