"""Correcting lines in a real browser: by keyboard, beside work that ends, and without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from calls.models import Call, Correction, Step, Utterance
from calls.speech.types import Segment, Speech, Word
from calls.transcribing import Heard, keep_transcript
from tests.browser import scenes
from tests.browser.conftest import sign_in
from tests.browser.test_pages import faults

RIGHT = "I am sorry to hear that, Mrs Lindner. When did it stop?"


@pytest.fixture
def ready(page: Page, site: str) -> Call:
    call = scenes.two_channels(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


def test_a_line_is_corrected_without_the_mouse(page: Page, ready: Call) -> None:
    page.locator("#u2 .at").focus()
    page.keyboard.press("e")
    field = page.get_by_label("What was said at 0:08")
    expect(field).to_be_focused()
    assert faults(page) == []
    field.fill(RIGHT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#u2 .words")).to_have_text(RIGHT)
    expect(page.locator("#u2 .corrected summary")).to_be_visible()
    expect(page.get_by_role("link", name="Correct the line at 0:08")).to_be_focused()
    expect(page.locator("#progress")).to_contain_text("waiting")
    assert faults(page) == []


def test_e_corrects_the_line_being_spoken(page: Page, ready: Call) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('call:seek', {detail: {time: 18}}))")
    page.keyboard.press("e")
    expect(page.locator("#u4 textarea")).to_be_focused()


def test_escape_leaves_the_line_as_it_was(page: Page, ready: Call) -> None:
    page.locator("#u2").hover()
    page.get_by_role("link", name="Correct the line at 0:08").click()
    expect(page.locator("#u2 textarea")).to_be_focused()
    page.keyboard.type("Nonsense. ")
    page.keyboard.press("Escape")
    expect(page.locator("#u2 .words")).to_have_text("I am sorry to hear that. When did it stop?")
    assert not Correction.objects.exists()


def test_a_corrected_line_is_found_played_and_undone(page: Page, ready: Call) -> None:
    page.locator("#u2 .at").focus()
    page.keyboard.press("e")
    page.locator("#u2 textarea").fill(RIGHT)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#u2 .words")).to_have_text(RIGHT)
    page.get_by_label("Search in the transcript").fill("lindner")
    expect(page.locator("[data-found]")).to_have_text("1/1")
    page.evaluate("document.dispatchEvent(new CustomEvent('call:seek', {detail: {time: 9}}))")
    expect(page.locator("#u2")).to_have_attribute("aria-current", "true")
    expect(page.locator(".line[aria-current]")).to_have_count(1)
    page.locator("#u2 .corrected summary").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#u2 .corrected")).to_have_count(0)
    expect(page.locator("#u2 .words")).to_have_text("I am sorry to hear that. When did it stop?")


def test_what_is_being_typed_stays_while_the_call_is_heard_again(page: Page, site: str, ready: Call) -> None:
    step = ready.steps.get(stage="transcribe")
    Step.objects.filter(pk=step.pk).update(state=Step.State.CLAIMED)
    page.reload()
    page.locator("#u2 .at").focus()
    page.keyboard.press("e")
    page.locator("#u2 textarea").fill(RIGHT)
    heard_otherwise(ready)
    Step.objects.filter(pk=step.pk).update(state=Step.State.DONE, finished_at=timezone.now())
    expect(page.locator("#progress")).not_to_contain_text("working", timeout=10_000)
    expect(page.locator("#u2 textarea")).to_have_value(RIGHT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#u2 .problem")).to_contain_text("It now says: “Third line.”")
    expect(page.locator("#u2 textarea")).to_have_value(RIGHT)
    expect(page.locator("#u2 textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#u0 .words")).to_have_text("First line.")
    assert not Correction.objects.exists()


def heard_otherwise(call: Call) -> None:
    segments = [
        Segment(
            n * 9.0, n * 9.0 + 2, f"{text} line.", (Word(n * 9.0, n * 9.0 + 2, f" {text} line.", 0.9),), 0.9
        )
        for n, text in enumerate(("First", "Second", "Third"))
    ]
    speech = Speech("en", 32.0, 1, tuple(segments))
    keep_transcript(call, Heard("ear", "new", ((call.recordings.get(), speech),)))


def test_transcribing_again_asks_twice_and_keeps_the_lines(page: Page, ready: Call) -> None:
    page.get_by_text("Transcribe again").click()
    page.get_by_role("button", name="Transcribe this call again").click()
    expect(page.locator("#progress .waiting")).to_contain_text("Transcribed")
    expect(page.locator(".line")).to_have_count(8)
    expect(page.get_by_text("Transcribe again")).to_have_count(0)


def test_a_correction_without_a_place_can_be_dismissed(page: Page, site: str) -> None:
    page.goto(f"{site}/calls/{scenes.corrected(timezone.now()).pk}/")
    told = page.get_by_text(re.compile("A correction of .* could not be placed"))
    expect(told).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(told).to_have_count(0)


def test_lines_can_be_corrected_without_scripts(browser: Browser, site: str) -> None:
    call = scenes.two_channels(timezone.now())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site}/calls/{call.pk}/")
    page.get_by_role("link", name="Correct the line at 0:08").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What was said at 0:08").fill(RIGHT)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#u2 .words")).to_have_text(RIGHT)
    context.close()
    assert Utterance.objects.get(transcript__call=call, index=2).text == RIGHT


def test_the_page_of_one_line_works_with_scripts_too(page: Page, site: str, ready: Call) -> None:
    page.goto(f"{site}/calls/{ready.pk}/lines/2/edit/")
    assert faults(page) == []
    page.get_by_label("What was said at 0:08").fill(RIGHT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#u2 .words")).to_have_text(RIGHT)
