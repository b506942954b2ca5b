"""Correcting lines on the call page: who may, what the form refuses, what comes back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from calls.models import Call, Correction, Step, Utterance
from tests import factories as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HEARD = "Hello, my boiler broke down again and the flat is freezing."
RIGHT = "Hello, my Vaillant boiler broke down again and the flat is freezing."


@pytest.fixture
def call(db: None) -> Call:
    return make.make_ready_call()


@pytest.fixture
def editor(db: None) -> User:
    return make.make_user("jonas", permissions=["change_utterance"], first_name="Jonas", last_name="Keller")


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def url(call: Call, index: int = 1, what: str = "edit/") -> str:
    return f"/calls/{call.pk}/lines/{index}/{what}"


def said(call: Call, index: int = 1) -> str:
    return Utterance.objects.get(transcript__call=call, index=index).text


def text_of(client: Client, path: str, **data: str) -> str:
    response = client.post(path, data, headers=HTMX) if data else client.get(path, headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def unplaced(call: Call) -> Correction:
    return Correction.objects.create(
        recording=call.recordings.get(), start=12.1, end=16.4, state=Correction.State.UNPLACED,
        heard="ulf bread", text="Ulf <Bredt>",
    )  # fmt: skip


# --- Who may ---


def test_who_may_not_correct_sees_no_way_to_and_has_none(browser_of: Client, call: Call) -> None:
    correction = unplaced(call)
    page = browser_of.get(f"/calls/{call.pk}/").content.decode()
    assert "could not be placed" in page
    for way in (url(call), url(call, what="undo/"), f"/corrections/{correction.pk}/dismiss/"):
        assert way not in page
        assert browser_of.post(way, {"text": RIGHT, "was": HEARD}).status_code == 403
    assert browser_of.get(url(call)).status_code == 403
    assert said(call) == HEARD


def test_correcting_does_not_allow_to_transcribe_again(editing: Client, call: Call) -> None:
    assert "Transcribe again" not in editing.get(f"/calls/{call.pk}/").content.decode()
    step = call.steps.get(stage="transcribe")
    assert editing.post(f"/steps/{step.pk}/retry/").status_code == 403


def test_a_call_can_be_transcribed_again_by_those_who_may_retry(client: Client, call: Call) -> None:
    client.force_login(make.make_user("keeper", permissions=["change_step"]))
    step = call.steps.get(stage="transcribe")
    assert f'action="/steps/{step.pk}/retry/"' in client.get(f"/calls/{call.pk}/").content.decode()
    client.post(f"/steps/{step.pk}/retry/")
    step.refresh_from_db()
    assert step.state == Step.State.WAITING
    assert "Transcribe again" not in client.get(f"/calls/{call.pk}/").content.decode()


# --- In its place ---


def test_the_form_takes_the_lines_place_with_what_it_says(editing: Client, call: Call) -> None:
    form = text_of(editing, url(call))
    assert form.startswith('<li id="u1" class="line customer turn"')
    assert f">\n{HEARD}</textarea>" in form
    assert "Customer" in form


def test_saving_shows_the_line_with_its_mark_and_the_work_it_makes(editing: Client, call: Call) -> None:
    shown = text_of(editing, url(call), text=f"  {RIGHT}\n", was=HEARD)
    assert said(call) == RIGHT
    assert RIGHT in shown
    assert "Corrected by Jonas Keller on" in shown
    assert f"Heard: “{HEARD}”" in shown
    assert 'id="progress"' in shown
    assert 'hx-trigger="every 2s"' in shown
    assert 'hx-swap-oob="true"' in shown.split('id="progress"')[1]


def test_the_page_says_what_was_corrected(editing: Client, call: Call) -> None:
    text_of(editing, url(call), text=RIGHT, was=HEARD)
    page = editing.get(f"/calls/{call.pk}/").content.decode()
    assert page.count("Corrected by Jonas Keller on") == 2  # as a title, and to be opened by keys or touch
    assert url(call, what="undo/") in page


def test_undo_brings_back_what_was_heard(editing: Client, call: Call) -> None:
    text_of(editing, url(call), text=RIGHT, was=HEARD)
    shown = text_of(editing, url(call, what="undo/"), sure="yes")
    assert "corrected" not in shown
    assert said(call) == HEARD


def test_undoing_a_correction_of_two_lines_shows_both(editing: Client, call: Call) -> None:
    text_of(editing, url(call), text=RIGHT, was=HEARD)
    correction = Correction.objects.get()
    correction.lines = [1, 2]
    correction.save()
    shown = text_of(editing, url(call, what="undo/"), sure="yes")
    assert '<li id="u1"' in shown
    assert 'hx-swap-oob="true"' in shown.split('<li id="u2"')[1].split(">")[0]


def test_cancel_shows_the_line_as_it_is(editing: Client, call: Call) -> None:
    shown = text_of(editing, url(call, what=""))
    assert "<form" not in shown
    assert HEARD in shown


@pytest.mark.parametrize(("text", "told"), [("  \n ", "cannot be empty"), (HEARD, "says just that already")])
def test_nothing_to_keep_is_refused_in_words(editing: Client, call: Call, text: str, told: str) -> None:
    assert told in text_of(editing, url(call), text=text, was=HEARD)
    assert not Correction.objects.exists()


def test_who_comes_second_sees_what_the_first_wrote_and_loses_nothing(editing: Client, call: Call) -> None:
    text_of(editing, url(call), text="Hello, my broiler.", was=HEARD)
    shown = text_of(editing, url(call), text=RIGHT, was=HEARD)
    assert "It now says: “Hello, my broiler.”" in shown
    assert f">\n{RIGHT}</textarea>" in shown
    assert said(call) == "Hello, my broiler."
    text_of(editing, url(call), text=RIGHT, was="Hello, my broiler.")
    assert said(call) == RIGHT


def test_what_was_typed_outlives_the_line(editing: Client, call: Call) -> None:
    call.transcript.utterances.all().delete()
    shown = text_of(editing, url(call), text=RIGHT, was=HEARD)
    assert "transcribed again meanwhile" in shown
    assert RIGHT in shown
    assert editing.get(url(call, what=""), headers=HTMX).headers["HX-Refresh"] == "true"


def test_words_are_text_and_never_markup(editing: Client, call: Call) -> None:
    shown = text_of(editing, url(call), text="<b>Bold</b> & brave", was=HEARD)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in shown


# --- Without scripts ---


def test_without_htmx_there_is_a_page_for_it(editing: Client, call: Call) -> None:
    page = editing.get(url(call)).content.decode()
    assert "<h1>Correct a line</h1>" in page
    response = editing.post(url(call), {"text": RIGHT, "was": HEARD})
    assert response.headers["Location"] == f"/calls/{call.pk}/#u1"
    assert said(call) == RIGHT
    assert editing.post(url(call, what="undo/")).headers["Location"] == f"/calls/{call.pk}/#u1"
    assert said(call) == HEARD


def test_a_line_that_there_is_not_cannot_be_opened(editing: Client, call: Call) -> None:
    assert editing.get(url(call, 99)).status_code == 404
    assert editing.get(url(make.make_call(), 0)).status_code == 404


def test_looking_changes_nothing(editing: Client, call: Call) -> None:
    assert editing.get(url(call, what="undo/")).status_code == 405
    assert editing.get(f"/corrections/{unplaced(call).pk}/dismiss/").status_code == 405


# --- Without a place ---


def test_a_correction_without_a_place_is_told_until_somebody_dismisses_it(
    editing: Client, call: Call
) -> None:
    correction = unplaced(call)
    page = editing.get(f"/calls/{call.pk}/").content.decode()
    assert "could not be placed" in page
    assert "somebody who is gone wrote “Ulf &lt;Bredt&gt;” where “ulf bread” was heard" in page
    assert editing.post(f"/corrections/{correction.pk}/dismiss/").headers["Location"] == f"/calls/{call.pk}/"
    assert "could not be placed" not in editing.get(f"/calls/{call.pk}/").content.decode()
    assert Correction.objects.get().text == "Ulf <Bredt>"
