"""The strip's stages from a call's steps."""

import pytest

from analytics.queries.progress import progress
from calls.models import Step
from tests import factories as make

pytestmark = pytest.mark.django_db
S = Step.State


def states(call: object) -> list[str]:
    return [row.state for row in progress(call).rows]  # type: ignore[arg-type]


def test_a_call_just_received_has_everything_ahead() -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording", S.WAITING)
    assert states(call) == [S.DONE, S.WAITING, "ahead", "ahead"]
    assert progress(call).is_open


def test_a_skipped_stage_ends_the_path() -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording", S.SKIPPED)
    assert states(call) == [S.DONE, S.SKIPPED, "unneeded", "unneeded"]
    assert progress(call).is_quiet


def test_a_failed_stage_names_the_step_to_retry() -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording")
    step = make.make_step(call, "transcribe", S.FAILED, why="No model.", mend="Run models.")
    failed = progress(call).failed
    assert failed is not None
    assert (failed.label, failed.failed_id, failed.why, failed.mend) == (
        "Transcribed",
        step.pk,
        "No model.",
        "Run models.",
    )
    assert not progress(call).is_quiet


def test_waiting_after_an_error_is_backing_off() -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording", S.WAITING, why="The UCM did not answer.")
    assert progress(call).rows[1].is_backing_off


def test_the_signature_changes_when_a_stage_ends_and_not_when_it_is_claimed() -> None:
    call = make.make_call()
    step = make.make_step(call, "fetch_recording", S.WAITING)
    before = progress(call).signature
    Step.objects.filter(pk=step.pk).update(state=S.CLAIMED)
    assert progress(call).signature == before
    Step.objects.filter(pk=step.pk).update(state=S.DONE, finished_at=call.created_at)
    assert progress(call).signature != before
