"""The search in use: live results, the way to the second, the key that leads here."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make


@pytest.fixture
def a_call(page: Page, site: str) -> None:
    make.make_audio(make.make_ready_call(customer_name="Bakery Lindner").recordings.get())
    page.goto(f"{site}/search/")


def test_typing_searches_and_going_back_takes_it_back(page: Page, site: str, a_call: None) -> None:
    page.get_by_label("Words that were said").press_sequentially("freez*")
    expect(page.locator(".found .card")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("freezing")
    expect(page.locator("#said[role=status]")).to_have_text("1 call found")
    page.go_back()
    expect(page.get_by_role("heading", name="Find what was said")).to_be_visible()


def test_a_line_found_opens_the_call_at_its_words(page: Page, site: str, a_call: None) -> None:
    page.goto(f"{site}/search/?q=contract")
    page.locator(".passage a").click()
    expect(page.locator("#u6")).to_have_attribute("aria-current", "true")
    expect(page.locator("#u6")).to_be_in_viewport()


def test_the_slash_key_leads_to_the_search_unless_keys_are_off(page: Page, site: str, a_call: None) -> None:
    page.goto(f"{site}/system/")
    page.evaluate("localStorage.setItem('shortcuts-off', '1')")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{site}/system/")
    page.evaluate("localStorage.removeItem('shortcuts-off')")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{site}/search/")
    expect(page.get_by_label("Words that were said")).to_be_focused()
