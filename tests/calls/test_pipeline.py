"""Steps: claimed once, finished once, whatever workers do."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from calls import pipeline
from calls.models import Call, Step
from calls.stage import Again, Done, Failed, NotYet, Outcome, Skipped
from tests.calls.conftest import Obedient

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(call: Call, path: Obedient) -> Step:
    return pipeline.open_step(call, path.path[0])


def expire_lease(step: Step) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=step.pk).update(due_at=past, ring_at=past)


def test_done_work_is_saved_and_opens_the_next_stage(first: Step, call: Call, path: Obedient) -> None:
    assert pipeline.run(first.pk) == Done("first")
    first.refresh_from_db()
    assert first.state == Step.State.DONE
    assert path.saved == [("first", "first")]
    assert call.steps.get(stage="second").state == Step.State.WAITING


def test_the_last_stage_opens_nothing(first: Step, call: Call) -> None:
    pipeline.run(first.pk)
    pipeline.run(call.steps.get(stage="second").pk)
    assert [step.state for step in call.steps.all()] == [Step.State.DONE, Step.State.DONE]


def test_a_skipped_stage_ends_the_path_and_says_why(first: Step, call: Call, path: Obedient) -> None:
    path.answer("first", Skipped("Nobody spoke."))
    pipeline.run(first.pk)
    first.refresh_from_db()
    assert (first.state, first.why) == (Step.State.SKIPPED, "Nobody spoke.")
    assert call.steps.count() == 1


def test_not_yet_waits_without_costing_an_attempt(first: Step, path: Obedient) -> None:
    path.answer("first", NotYet(30.0, "Still being written."))
    pipeline.run(first.pk)
    first.refresh_from_db()
    assert (first.state, first.attempts) == (Step.State.WAITING, 0)
    assert timedelta(seconds=25) < first.due_at - timezone.now() <= timedelta(seconds=30)
    assert pipeline.run(first.pk) is None


@pytest.mark.parametrize(
    "unfinished", [NotYet(5.0, "Half.", result="half"), Failed("No.", "Do.", result="half")]
)
def test_what_an_unfinished_try_has_got_is_saved_and_opens_nothing(
    first: Step, call: Call, path: Obedient, unfinished: NotYet | Failed
) -> None:
    path.answer("first", unfinished)
    pipeline.run(first.pk)
    assert path.saved == [("first", "half")]
    assert call.steps.count() == 1


def test_a_worker_that_lost_its_claim_saves_nothing_of_an_unfinished_try(first: Step, path: Obedient) -> None:
    def overslept(call: Call) -> Outcome:
        Step.objects.update(claim="somebody else's")
        return NotYet(5.0, "Half.", result="half")

    path.answer("first", overslept)
    pipeline.run(first.pk)
    assert path.saved == []


def test_an_error_that_may_pass_is_tried_again_later(first: Step, path: Obedient) -> None:
    path.answer("first", RuntimeError("boom"))
    assert isinstance(pipeline.run(first.pk), Again)
    first.refresh_from_db()
    assert (first.state, first.attempts) == (Step.State.WAITING, 1)
    assert "RuntimeError" in first.why


def test_an_error_keeps_its_own_words_and_its_own_wait(first: Step, path: Obedient) -> None:
    error = RuntimeError()
    error.why, error.advice, error.wait = "The UCM says: too often.", "Wait.", 60.0  # type: ignore[attr-defined]
    path.answer("first", error)
    assert pipeline.run(first.pk) == Again(60.0, "The UCM says: too often.", "Wait.")


def test_an_error_that_cannot_pass_fails_at_once(first: Step, path: Obedient) -> None:
    error = RuntimeError()
    error.why, error.advice, error.retryable = "Wrong password.", "Type it again.", False  # type: ignore[attr-defined]
    path.answer("first", error)
    pipeline.run(first.pk)
    first.refresh_from_db()
    assert (first.state, first.why, first.mend) == (Step.State.FAILED, "Wrong password.", "Type it again.")


def test_attempts_run_out(first: Step, path: Obedient) -> None:
    path.answer("first", RuntimeError("boom"))
    for _ in range(pipeline.MAX_ATTEMPTS):
        expire_lease(first)
        pipeline.run(first.pk)
    first.refresh_from_db()
    assert first.state == Step.State.FAILED
    assert first.mend


def test_a_step_that_always_kills_its_worker_fails_in_the_end(first: Step, path: Obedient) -> None:
    Step.objects.filter(pk=first.pk).update(
        attempts=pipeline.MAX_ATTEMPTS, state=Step.State.CLAIMED, claim="dead"
    )
    expire_lease(first)
    assert isinstance(pipeline.run(first.pk), Failed)
    assert path.saved == []


def test_a_claimed_step_is_left_alone(first: Step, path: Obedient) -> None:
    def told_twice(call: Call) -> Done:
        assert pipeline.run(first.pk) is None
        return Done("once")

    path.answer("first", told_twice)
    pipeline.run(first.pk)
    assert path.saved == [("first", "once")]


def test_a_worker_that_overslept_its_lease_changes_nothing(first: Step, call: Call, path: Obedient) -> None:
    def oversleep(call: Call) -> Done:
        expire_lease(first)
        path.answer("first", Done("successor"))
        assert pipeline.run(first.pk) == Done("successor")
        return Done("sleeper")

    path.answer("first", oversleep)
    assert pipeline.run(first.pk) is None
    assert path.saved == [("first", "successor")]


def test_a_result_that_cannot_be_saved_is_tried_again(first: Step, call: Call, path: Obedient) -> None:
    object.__setattr__(path.path[0], "save", lambda call, result: 1 / 0)
    assert isinstance(pipeline.run(first.pk), Again)
    first.refresh_from_db()
    assert first.state == Step.State.WAITING
    assert call.steps.count() == 1


def test_a_gone_step_is_no_error(path: Obedient) -> None:
    assert pipeline.run(404) is None


def test_reopening_a_failed_step_starts_afresh(first: Step, path: Obedient) -> None:
    path.answer("first", Failed("Broken.", "Mend it."))
    pipeline.run(first.pk)
    pipeline.reopen(first)
    first.refresh_from_db()
    assert (first.state, first.attempts, first.why) == (Step.State.WAITING, 0, "")


def test_back_off_doubles_up_to_an_hour() -> None:
    assert [pipeline.backoff(n, jitter=1.0) for n in (1, 2, 3, 20)] == [15.0, 30.0, 60.0, 3600.0]


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_goes_on(
    call: Call, path: Obedient, settings: pytest.FixtureRequest
) -> None:
    settings.STEP_LEASE = 0.3  # type: ignore[attr-defined]
    first = pipeline.open_step(call, path.path[0])
    seen: list[bool] = []

    def slow(call: Call) -> Done:
        until = timezone.now() + timedelta(seconds=0.9)
        while timezone.now() < until:
            seen.append(Step.objects.due().exists())
        return Done("slow")

    path.answer("first", slow)
    assert pipeline.run(first.pk) == Done("slow")
    assert not any(seen)


@pytest.mark.django_db(transaction=True)
def test_stuck_work_loses_its_lease_at_the_limit(
    call: Call, path: Obedient, settings: pytest.FixtureRequest
) -> None:
    settings.STEP_LEASE = 0.2  # type: ignore[attr-defined]
    object.__setattr__(path.path[0], "limit", 0.1)
    first = pipeline.open_step(call, path.path[0])

    def stuck(call: Call) -> Done:
        until = timezone.now() + timedelta(seconds=5)
        while not Step.objects.due().exists():
            assert timezone.now() < until, "the lease never ran out"
        return Done("stuck")

    path.answer("first", stuck)
    pipeline.run(first.pk)


def test_a_dead_connection_at_the_end_does_not_throw_the_work_away(
    first: Step, path: Obedient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = pipeline._write, []

    def once_dead(step: Step, outcome: Done) -> bool:
        calls.append(outcome)
        if len(calls) == 1:
            raise OperationalError
        return real(step, outcome)

    monkeypatch.setattr(pipeline, "_write", once_dead)
    monkeypatch.setattr(pipeline.connection, "close", lambda: None)  # the test's own transaction is in it
    assert pipeline.run(first.pk) == Done("first")
    assert path.saved == [("first", "first")]


def test_a_claim_that_was_taken_over_at_once_is_not_worked_on(
    first: Step, path: Obedient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline._claim

    def taken_over(step_id: int, claim: str) -> bool:
        mine = real(step_id, claim)
        Step.objects.filter(pk=step_id).update(claim="another worker")
        return mine

    monkeypatch.setattr(pipeline, "_claim", taken_over)
    assert pipeline.run(first.pk) is None
    assert path.saved == []


def test_one_failed_renewal_does_not_end_the_lease(
    first: Step, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    settings.STEP_LEASE = 0.15  # type: ignore[attr-defined]
    keeper, beats = pipeline.KeepAlive(first, limit=5.0), []

    def hiccup(self: object) -> bool:
        beats.append(1)
        if len(beats) == 3:
            keeper._over.set()
        return True

    def broken(**_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as once:
        once.setattr("calls.models.step.StepQuerySet.update", lambda *a, **k: broken())
        once.setattr(pipeline.connection, "close", lambda: None)
        assert keeper._renewed() is True
    monkeypatch.setattr(pipeline.KeepAlive, "_renewed", hiccup)
    with keeper:
        keeper._over.wait(5)
    assert len(beats) == 3
