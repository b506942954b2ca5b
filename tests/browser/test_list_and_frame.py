"""The list's filters in use, the colour switch, definitions, a session that ended."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from calls.models import Step
from tests import factories as make


@pytest.fixture
def two_calls(page: Page, site: str) -> None:
    make.make_audio(make.make_ready_call(customer_name="Bakery Lindner").recordings.get())
    make.make_call(talk=0, customer_name="T. Okafor", direction="outbound")
    page.goto(f"{site}/calls/")


def test_a_filter_changes_the_results_and_the_address_only(page: Page, site: str, two_calls: None) -> None:
    page.evaluate("document.body.dataset.same = 'yes'")
    page.get_by_label("Direction").select_option("outbound")
    expect(page.locator("tr.call")).to_have_count(1)
    expect(page).to_have_url(f"{site}/calls/?period=30&direction=outbound")
    assert page.locator("body").get_attribute("data-same") == "yes"
    expect(page.locator("#said[role=status]")).to_have_text("1 call found")
    page.go_back()
    expect(page.locator("tr.call")).to_have_count(2)


def test_typing_searches_and_a_chip_takes_it_back(page: Page, site: str, two_calls: None) -> None:
    page.get_by_label("Number, name or words spoken").press_sequentially("freezing")
    expect(page.locator("tr.call")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("freezing")
    page.get_by_role("link", name="Remove the filter “freezing”").click()
    expect(page.locator("tr.call")).to_have_count(2)
    expect(page.get_by_label("Number, name or words spoken")).to_have_value("")


def test_a_snippet_opens_the_call_at_the_words(page: Page, site: str, two_calls: None) -> None:
    page.goto(f"{site}/calls/?q=contract")
    page.locator(".snippet").click()
    expect(page.locator("#u6")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-found]")).to_have_text("0/1")


def test_choosing_a_period_gives_up_the_day(page: Page, site: str, two_calls: None) -> None:
    page.goto(f"{site}/calls/?day=2020-01-01")
    expect(page.locator("tr.call")).to_have_count(0)
    page.get_by_label("Period").select_option("7")
    expect(page.locator("tr.call")).to_have_count(2)


def test_the_colours_stay_as_chosen(page: Page, site: str, two_calls: None) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    toggle = page.get_by_role("button", name="Colours")
    toggle.click()
    toggle.click()
    dark = page.evaluate(background)
    assert dark != before
    page.reload()
    assert page.evaluate(background) == dark


def test_a_definition_opens_by_key_and_closes_on_escape(page: Page, site: str, two_calls: None) -> None:
    page.goto(f"{site}/")
    summary = page.locator(".tile summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Conversations, each counted once")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Conversations, each counted once")).not_to_be_visible()
    expect(summary).to_be_focused()


def test_a_page_whose_session_ended_asks_for_a_sign_in(page: Page, site: str) -> None:
    call = make.make_call(timezone.now())
    make.make_step(call, "fetch_recording", Step.State.CLAIMED)
    page.goto(f"{site}/calls/{call.pk}/")
    Session.objects.all().delete()
    page.wait_for_url(f"{site}/login/?next=/calls/{call.pk}/", timeout=6000)
