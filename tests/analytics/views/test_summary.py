"""The summary on the call page: whose it is, and how people make it theirs."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from analytics.models import EditedSummary, LanguageModel, WrittenSummary
from analytics.stages import ANALYSE
from calls import pipeline
from calls.models import Call
from tests import factories as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PICKED = "my boiler broke down again"
WRITTEN = "The customer reports a broken boiler."


@pytest.fixture
def call(db: None) -> Call:
    return make.make_ready_call()


@pytest.fixture
def editor(db: None) -> User:
    return make.make_user(
        "jonas", permissions=["change_editedsummary"], first_name="Jonas", last_name="Keller"
    )


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def _page(browser: Client, call: Call) -> str:
    return browser.get(reverse("call", args=[call.pk])).content.decode()


def _post(browser: Client, call: Call, what: str, **data: str) -> str:
    answer = browser.post(reverse(f"call-summary-{what}", args=[call.pk]), data, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def _write(call: Call, **fields: object) -> WrittenSummary:
    sentences = [
        {"slot": "reason", "text": WRITTEN, "at": [4.1]},
        {"slot": "next_step", "text": "An engineer comes.", "at": [9999.0]},
    ]
    told = {"sentences": sentences, "is_shown": True, "model": "small", "host": "gpu.lan", "asked": "x"}
    return WrittenSummary.objects.create(call=call, **told | fields)


def test_the_calls_own_sentences_come_first_of_all(browser_of: Client, call: Call) -> None:
    page = _page(browser_of, call)
    assert PICKED in page
    assert "word for word" in page
    assert "call-summary" not in page
    assert "/summary/edit/" not in page


def test_what_a_model_wrote_says_so_and_leads_to_the_words(browser_of: Client, call: Call) -> None:
    _write(call, dropped=2)
    page = _page(browser_of, call)
    assert WRITTEN in page
    assert "Written by small on gpu.lan" in page
    assert "2 sentences left out" in page
    assert "Next steps" in page
    assert "In the words of the call" in page
    assert PICKED in page


def test_what_a_model_wrote_badly_is_not_shown(browser_of: Client, editing: Client, call: Call) -> None:
    _write(call, is_shown=False, why="The call bears out none of its sentences.")
    page = _page(editing, call)
    assert WRITTEN not in page
    assert "is not shown: The call bears out none" in page


def test_a_person_edits_and_the_edit_outlives_everything(editing: Client, call: Call) -> None:
    _write(call)
    form = editing.get(reverse("call-summary-edit", args=[call.pk]), headers=HTMX).content.decode()
    assert f"{WRITTEN} [0:0" in form
    card = _post(editing, call, "edit", text="The boiler is cold. [0:04]\n\nNobody   came.")
    assert "The boiler is cold." in card
    assert "Written by Jonas Keller" in card
    assert EditedSummary.objects.get().lines == [
        {"text": "The boiler is cold.", "at": [4.0]},
        {"text": "Nobody came.", "at": []},
    ]
    pipeline.run(pipeline.open_step(call, ANALYSE).pk)
    page = _page(editing, call)
    assert "The boiler is cold." in page
    assert 'data-seek="' in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (" \n ", "Write at least one sentence"),
        ("Later. [59:59]", "is after the end of this call"),
        ("[0:02]", "holds times and no sentence"),
        ("x" * 501, "under 500 characters"),
        ("\n".join("abc"[n % 3] + str(n) for n in range(21)), "Keep it to 20 lines"),
    ],
)
def test_what_the_form_refuses_is_kept_for_mending(editing: Client, call: Call, text: str, told: str) -> None:
    page = _post(editing, call, "edit", text=text)
    assert told in page
    assert text.strip()[:20] in page
    assert not EditedSummary.objects.exists()


def test_approving_keeps_what_is_shown_and_editing_takes_it_back(editing: Client, call: Call) -> None:
    _write(call)
    card = _post(editing, call, "approve")
    assert "Approved by Jonas Keller" in card
    assert WRITTEN in card
    WrittenSummary.objects.all().delete()
    assert WRITTEN in _page(editing, call)
    card = _post(editing, call, "edit", text="Something else.")
    assert "Approved by" not in card
    card = _post(editing, call, "approve")
    assert "Something else." in card
    assert "Written by Jonas Keller" in card


def test_discarding_brings_the_other_summary_back(editing: Client, call: Call) -> None:
    _write(call)
    _post(editing, call, "edit", text="Mine.")
    assert WRITTEN in _post(editing, call, "discard")
    assert not EditedSummary.objects.exists()


def test_without_scripts_it_is_a_page_of_its_own(editing: Client, call: Call) -> None:
    address = reverse("call-summary-edit", args=[call.pk])
    assert "Edit the summary" in editing.get(address).content.decode()
    assert editing.post(address, {"text": "Mine."}).status_code == 302
    assert editing.get(reverse("call-summary", args=[call.pk])).status_code == 302


@pytest.mark.parametrize("what", ["edit", "approve", "discard", "write"])
def test_who_may_only_read_changes_nothing(browser_of: Client, call: Call, what: str) -> None:
    answer = browser_of.post(reverse(f"call-summary-{what}", args=[call.pk]), {"text": "Mine."})
    assert answer.status_code == 403
    assert not EditedSummary.objects.exists()


def test_a_person_asks_the_model_again(editing: Client, call: Call) -> None:
    assert "Have it written" not in _page(editing, call)
    editing.post(reverse("call-summary-write", args=[call.pk]))
    assert not call.steps.filter(stage="write").exists()
    LanguageModel.objects.create(name="House", base_url="http://gpu.lan/v1", model="small", in_use=True)
    assert "Have it written" in _page(editing, call)
    _write(call)
    editing.post(reverse("call-summary-write", args=[call.pk]))
    assert WrittenSummary.objects.get().asked == ""
    assert call.steps.get(stage="write").is_open
    assert "Summed up" in _page(editing, call)


def test_what_is_personal_in_an_edited_summary_is_hidden(editing: Client, call: Call) -> None:
    card = _post(editing, call, "edit", text="Mail goes to jo@example.com now.")
    assert "jo@example.com" not in card
    assert "[e-mail address]" in card
