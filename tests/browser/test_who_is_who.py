"""“Who is who?” in use: by keyboard, while work goes on, and without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from calls.models import Call, Step
from tests.browser import scenes
from tests.browser.conftest import sign_in


@pytest.fixture
def ready(page: Page, site: str) -> Call:
    call = scenes.two_channels(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


@pytest.fixture
def letters(page: Page, site: str) -> Call:
    call = scenes.told_apart(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


def test_one_key_swaps_and_the_same_key_swaps_back(page: Page, ready: Call) -> None:
    page.locator("#who-swap").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#u0 .who")).to_have_text("Customer")
    expect(page.get_by_text("Speakers named by rosa")).to_be_visible()
    expect(page.locator("#who-swap")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#u0 .who")).to_have_text("Agent")


def test_speakers_are_named_by_keyboard_and_the_form_stays_open(page: Page, letters: Call) -> None:
    expect(page.locator("#who-swap")).to_have_count(0)
    page.locator("#who-details > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Speaker A").select_option("Customer")
    page.get_by_label("Speaker B").select_option("Agent")
    page.locator("#who-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#u0 .who")).to_have_text("Customer")
    expect(page.locator("#who-save")).to_be_focused()
    expect(page.locator(".lane-names")).to_contain_text("Agent")
    letters.steps.filter(stage="analyse").update(state=Step.State.DONE, finished_at=timezone.now())
    expect(page.locator("#progress")).to_have_class("progress is-quiet")
    expect(page.get_by_label("Speaker A")).to_be_visible()


def test_what_was_said_is_taken_back(page: Page, ready: Call) -> None:
    page.locator("#who-swap").click()
    expect(page.locator("#u0 .who")).to_have_text("Customer")
    page.locator("#who-details > summary").click()
    page.get_by_role("button", name="Work it out from the words again").click()
    expect(page.locator("#u0 .who")).to_have_text("Agent")
    expect(page.get_by_text("Speakers named by")).to_have_count(0)


def test_one_line_is_given_to_the_other_one(page: Page, ready: Call) -> None:
    button = page.locator("#give1")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#u1")).to_have_class("line agent")
    expect(page.locator("#give1")).to_be_focused()
    expect(page.locator("#give1")).to_contain_text("Said by the customer")


def test_doubt_and_overlap_are_said_in_words(page: Page, letters: Call) -> None:
    expect(page.locator("#u2 .mark")).to_have_attribute("title", "Who spoke here is not sure")
    expect(page.locator("#u5 .words")).to_contain_text("(who spoke here is not sure) (both spoke at once)")
    expect(page.locator("#u0 .mark")).to_have_count(0)


def test_it_works_without_javascript(browser: Browser, site: str) -> None:
    call = scenes.told_apart(timezone.now())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site}/calls/{call.pk}/")
    page.locator("#who-details > summary").click()
    page.get_by_label("Speaker A").select_option("Agent")
    page.get_by_label("Speaker B").select_option("Customer")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#u0 .who")).to_have_text("Agent")
    page.get_by_role("button", name="Swap agent and customer").click()
    expect(page.locator("#u0 .who")).to_have_text("Customer")
    page.get_by_role("button", name="Said by the customer at 0:04").click()
    expect(page.locator("#u1")).to_have_class("line customer")
    context.close()
