"""What the recogniser is told of a call: its people, the terms of its house, its colleagues."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.correcting import correct
from calls.models import Call, Term
from calls.recogniser import hints
from calls.vocabulary import likely_in
from tests.factories import make_call, make_connection, make_ready_call, make_user

pytestmark = pytest.mark.django_db


def test_the_people_of_the_call_come_first_then_terms_then_who_is_on_the_telephone_most() -> None:
    for name in ("Ida", "Ida", "Tom", ""):
        make_call(agent_name=name)
    Term.objects.create(text="Quillnet")
    Term.objects.create(text="Northwind", connection=make_connection())
    call = make_call(agent_name="Anna Weber", customer_name="+49305550", queue_name="Repairs")
    assert likely_in(call) == ("Anna Weber", "Repairs", "Northwind", "Quillnet", "Ida", "Tom")


def test_another_phone_systems_words_are_not_expected() -> None:
    elsewhere = make_connection("Branch")
    make_call(agent_name="Ida", connection=elsewhere)
    Term.objects.create(text="Quillnet", connection=elsewhere)
    assert likely_in(make_call(agent_name="Anna Weber")) == ("Anna Weber",)


@pytest.mark.parametrize("state", [Term.State.SUGGESTED, Term.State.DISMISSED])
def test_a_term_that_nobody_accepted_is_not_expected(call: Call, state: Term.State) -> None:
    Term.objects.create(text="Quillnet", state=state)
    assert "Quillnet" not in likely_in(call)


def test_colleagues_of_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calls.vocabulary.RECENT", 2)
    make_call(timezone.now() - timedelta(days=900), agent_name="Ida")
    make_call(agent_name="Tom")
    assert likely_in(make_call(agent_name="Anna")) == ("Anna", "Tom")


def test_a_call_is_heard_in_the_language_of_its_connection(call: Call, settings: object) -> None:
    settings.WHISPER_LANGUAGE = "en"  # type: ignore[attr-defined]
    assert hints(call).language == "en"
    call.connection.language = "de"
    assert hints(call).language == "de"


def test_the_same_term_is_kept_once_whatever_its_case() -> None:
    Term.objects.create(text="Quillnet")
    with pytest.raises(ValidationError, match="there already"):
        Term(text="quillnet").full_clean()
    Term(text="quillnet", connection=make_connection()).full_clean()


@pytest.mark.parametrize("text", ["  ", "555 010", "…"])
def test_what_is_no_word_is_no_term(text: str) -> None:
    with pytest.raises(ValidationError):
        Term(text=text).full_clean()


def corrected(*names: str) -> None:
    """Two calls and more in which somebody writes the name over what was heard."""
    person = make_user()
    for name in names:
        call = make_ready_call()
        line = call.transcript.utterances.get(index=0)
        correct(call, 0, line.text.replace("Anna", name), was=line.text, by=person)


def test_what_is_corrected_in_two_calls_is_suggested_and_used_once_somebody_accepts() -> None:
    corrected("Quillnet", "Quillnet", "Beth")
    term = Term.objects.get()
    assert (term.text, term.state) == ("Quillnet", Term.State.SUGGESTED)
    term.state = Term.State.USED
    term.save()
    assert "Quillnet" in likely_in(make_call())


def test_a_dismissed_suggestion_does_not_come_back() -> None:
    Term.objects.create(text="quillnet", state=Term.State.DISMISSED)
    corrected("Quillnet", "Quillnet")
    assert [term.state for term in Term.objects.all()] == [Term.State.DISMISSED]


@pytest.mark.parametrize(("action", "state"), [("use", "used"), ("dismiss", "dismissed")])
def test_suggestions_are_accepted_and_dismissed_in_the_admin(
    client: Client, admin_user: User, action: str, state: str
) -> None:
    term = Term.objects.create(text="Quillnet", state=Term.State.SUGGESTED)
    client.force_login(admin_user)
    url = reverse("admin:calls_term_changelist")
    page = client.post(url, {"action": action, "_selected_action": [term.pk]}, follow=True)
    assert "1 term " in page.content.decode()
    assert Term.objects.get().state == state


def test_only_those_who_may_change_terms_are_offered_to(client: Client) -> None:
    Term.objects.create(text="Quillnet", state=Term.State.SUGGESTED)
    client.force_login(make_user(permissions=["view_term"], is_staff=True))
    page = client.get(reverse("admin:calls_term_changelist")).content.decode()
    assert "Quillnet" in page
    assert "Do not use" not in page
