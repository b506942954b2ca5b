"""“Who is who?”: who may say it, what becomes of it, and what the page shows."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from calls.models import Call, SpeakerRole, Step, Utterance
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(client: Client) -> User:
    user = make.make_user("ida", permissions=["change_utterance"])
    client.force_login(user)
    return user


@pytest.fixture
def call() -> Call:
    return make.make_ready_call()


def path(call: Call) -> str:
    return f"/calls/{call.pk}/who/"


def page(client: Client, call: Call) -> str:
    return client.get(f"/calls/{call.pk}/").content.decode()


def form(call: Call, **roles: str) -> dict[str, str]:
    """What the browser sends: `A="customer"` is the choice for speaker A."""
    recording = call.recordings.get().pk
    chosen = {f"role-{recording}-{speaker}": role for speaker, role in roles.items()}
    return {"transcript": str(call.transcript.pk)} | chosen


def roles_of(call: Call) -> dict[str, str]:
    said = Utterance.objects.filter(transcript__call=call)
    return dict(said.values_list("speaker", "role").distinct())


def swap_form(text: str) -> dict[str, str]:
    """The hidden fields of the form with the swap button, as the browser would send them."""
    [before, _] = text.split('id="who-swap"')
    fields = re.findall(r'<input type="hidden" name="(\S+)" value="(\S*)">', before.rsplit("<form", 1)[1])
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_one_click_swaps_and_another_one_swaps_back(client: Client, ida: User, call: Call) -> None:
    response = client.post(path(call), swap_form(page(client, call)))
    assert response.headers["Location"] == f"/calls/{call.pk}/#transcript"
    assert roles_of(call) == {"A": "customer", "B": "agent"}
    client.post(path(call), swap_form(page(client, call)))
    assert roles_of(call) == {"A": "agent", "B": "customer"}


def test_a_double_click_swaps_once(client: Client, ida: User, call: Call) -> None:
    sent = swap_form(page(client, call))
    client.post(path(call), sent)
    client.post(path(call), sent)
    assert roles_of(call) == {"A": "customer", "B": "agent"}


def test_each_speaker_can_be_named_and_the_page_says_who_did(client: Client, ida: User, call: Call) -> None:
    client.post(path(call), form(call, A="system", B=""))
    assert roles_of(call) == {"A": "system", "B": ""}
    text = page(client, call)
    assert "Speakers named by ida" in text
    assert '<p class="who">Recorded voice</p>' in text
    assert call.steps.get(stage="analyse").state == Step.State.WAITING


def test_what_was_said_can_be_taken_back(client: Client, ida: User, call: Call) -> None:
    assert "who-withdraw" not in page(client, call)
    client.post(path(call), form(call, A="customer", B="agent"))
    assert "who-withdraw" in page(client, call)
    client.post(path(call), form(call) | {"do": "withdraw"})
    assert not SpeakerRole.objects.exists()
    assert roles_of(call) == {"A": "agent", "B": "customer"}


def test_who_may_not_sees_no_form_and_changes_nothing(browser_of: Client, call: Call) -> None:
    assert "Who is who?" not in page(browser_of, call)
    assert browser_of.post(path(call), form(call, A="customer")).status_code == 403
    assert roles_of(call) == {"A": "agent", "B": "customer"}


def test_a_link_changes_nothing(client: Client, ida: User, call: Call) -> None:
    assert client.get(path(call)).status_code == 405


def test_a_page_from_before_a_new_transcription_changes_nothing(
    client: Client, ida: User, call: Call
) -> None:
    old = form(call, A="customer", B="agent")
    call.transcript.delete()
    make.make_transcript(call)
    text = client.post(path(call), old, follow=True).content.decode()
    assert "has been transcribed again meanwhile" in text
    assert roles_of(call) == {"A": "agent", "B": "customer"}
    by_htmx = client.post(path(call), old, headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("role", ["boss", "AGENT"])
def test_a_role_that_does_not_exist_changes_nothing(client: Client, ida: User, call: Call, role: str) -> None:
    client.post(path(call), form(call, A=role))
    assert roles_of(call) == {"A": "agent", "B": "customer"}


def test_htmx_gets_everything_that_shows_a_role(client: Client, ida: User, call: Call) -> None:
    response = client.post(
        path(call), form(call, A="customer", B="agent") | {"player": "1"}, headers={"HX-Request": "true"},
        follow=True,
    )  # fmt: skip
    text = response.content.decode()
    assert 'id="progress"' in text
    assert 'aria-labelledby="transcript-title" hx-swap-oob="true"' in text
    assert 'id="strip"' in text
    assert "<audio" not in text


def test_a_speaker_is_known_by_what_he_says(client: Client, ida: User, call: Call) -> None:
    text = page(client, call)
    assert "<q>Good morning, Northwind Heating, Anna speaking.</q>" in text
    assert "Speaker A in recording" not in text


def test_speakers_of_several_recordings_are_told_apart_by_name(client: Client, ida: User, call: Call) -> None:
    second = make.make_recording(call, position=1, offset=32.0)
    call.transcript.utterances.filter(index__gte=4).update(recording=second)
    text = page(client, call)
    assert "Speaker A in recording 1</label>" in text
    assert "Speaker A in recording 2</label>" in text


def test_where_nobody_was_told_apart_nobody_can_be_named(client: Client, ida: User) -> None:
    call = make.make_call()
    make.make_transcript(call, [("", 0, 1, " Hello.")])
    assert "Who is who?" not in page(client, call)
    assert client.post(path(call), {"transcript": call.transcript.pk}).status_code == 404


# --- One line ---


def line(call: Call, index: int) -> dict[str, str]:
    return {"transcript": str(call.transcript.pk), "line": str(index)}


def who_said(call: Call) -> list[str]:
    return list(Utterance.objects.filter(transcript__call=call).values_list("role", flat=True)[:3])


def test_a_line_is_given_to_the_other_one_and_back(client: Client, ida: User, call: Call) -> None:
    assert 'value="1">Said by the agent' in page(client, call)
    client.post(f"{path(call)}line/", line(call, 1))
    assert who_said(call) == ["agent", "agent", "agent"]
    assert 'value="1">Said by the customer' in page(client, call)
    assert call.steps.get(stage="analyse").state == Step.State.WAITING
    client.post(f"{path(call)}line/", line(call, 1))
    assert who_said(call) == ["agent", "customer", "agent"]


def test_a_line_of_a_transcript_that_is_gone_changes_nothing(client: Client, ida: User, call: Call) -> None:
    old = line(call, 1)
    call.transcript.delete()
    make.make_transcript(call)
    text = client.post(f"{path(call)}line/", old, follow=True).content.decode()
    assert "has been transcribed again meanwhile" in text
    assert who_said(call) == ["agent", "customer", "agent"]


def test_without_roles_it_is_not_clear_who_the_other_one_is(client: Client, ida: User, call: Call) -> None:
    call.transcript.utterances.update(role="")
    assert "Said by the" not in page(client, call)
    text = client.post(f"{path(call)}line/", line(call, 1), follow=True).content.decode()
    assert "say under “Who is who?” first" in text


def test_lines_are_given_by_those_who_may(browser_of: Client, call: Call) -> None:
    assert "Said by the" not in page(browser_of, call)
    assert browser_of.post(f"{path(call)}line/", line(call, 1)).status_code == 403


@pytest.mark.parametrize("sent", [{}, {"line": "x", "transcript": "1"}])
def test_no_line_is_not_found(client: Client, ida: User, call: Call, sent: dict[str, str]) -> None:
    assert client.post(f"{path(call)}line/", sent).status_code == 404


def test_a_line_of_another_call_is_not_given(client: Client, ida: User, call: Call) -> None:
    other = make.make_ready_call()
    client.post(f"{path(other)}line/", line(call, 1))
    assert who_said(call) == who_said(other) == ["agent", "customer", "agent"]
