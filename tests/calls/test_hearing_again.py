"""Which calls are transcribed again when somebody asks, from the admin and the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from calls.hearing_again import hear_again
from calls.models import Call, Recording, Step
from tests import factories as make

pytestmark = pytest.mark.django_db
CALLS = reverse("admin:calls_call_changelist")


def state(call: Call) -> str:
    return call.steps.get(stage="transcribe").state


def retry(*arguments: str) -> str:
    out = io.StringIO()
    call_command("retry", *arguments, stdout=out)
    return out.getvalue()


def test_a_call_with_a_recording_is_due_again_and_keeps_its_transcript_meanwhile() -> None:
    call = make.make_ready_call()
    assert hear_again(Call.objects.all()) == 1
    assert state(call) == Step.State.WAITING
    assert call.transcript.utterances.count() == len(make.CONVERSATION)


def test_what_is_being_heard_goes_on_and_what_has_no_audio_is_left_out() -> None:
    working, without = make.make_ready_call(), make.make_ready_call()
    working.steps.filter(stage="transcribe").update(state=Step.State.CLAIMED, claim="mine")
    without.recordings.update(state=Recording.State.MISSING)
    assert hear_again(Call.objects.all()) == 0
    assert working.steps.get(stage="transcribe").claim == "mine"


def test_the_admin_says_how_many_of_the_chosen_it_will_be(admin_client: Client) -> None:
    chosen = [make.make_ready_call(), make.make_call()]
    data = {"action": "transcribe_again", "_selected_action": [call.pk for call in chosen]}
    page = admin_client.post(CALLS, data, follow=True).content.decode()
    assert "1 of 2 calls will be transcribed again." in page
    assert "no recording here" in page


def test_who_may_only_look_at_calls_cannot_have_them_heard(client: Client) -> None:
    client.force_login(make.make_user("looker", permissions=["view_call"], is_staff=True))
    call = make.make_ready_call()
    client.post(CALLS, {"action": "transcribe_again", "_selected_action": [call.pk]})
    assert state(call) == Step.State.DONE


def test_the_command_hears_the_calls_it_is_given_again() -> None:
    call, other = make.make_ready_call(), make.make_ready_call()
    assert "1 of 1 calls will be transcribed again" in retry("--again", str(call.pk))
    assert (state(call), state(other)) == (Step.State.WAITING, Step.State.DONE)


def test_the_command_changes_nothing_when_a_number_is_wrong() -> None:
    call = make.make_ready_call()
    with pytest.raises(CommandError, match="There is no call 987654"):
        retry("--again", str(call.pk), "987654")
    assert state(call) == Step.State.DONE


def test_the_command_still_retries_what_failed() -> None:
    make.make_step(make.make_call(), "transcribe", Step.State.FAILED)
    make.make_step(make.make_call(), "analyse", Step.State.FAILED)
    assert "1 steps are due again" in retry("--stage", "analyse")
    assert "1 steps are due again" in retry()
