"""The summary in a real browser: edited by keyboard, approved, given back; the page of a language model."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from analytics.models import EditedSummary
from calls.models import Call
from tests.analytics.llm.conftest import in_use
from tests.browser import scenes
from tests.browser.conftest import Watched, sign_in
from tests.browser.test_pages import faults, looked_at

__all__ = ["looked_at"]


@pytest.fixture
def ready(page: Page, site: str) -> Call:
    call = scenes.summed_up(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


def test_a_summary_is_edited_approved_and_given_back_without_the_mouse(page: Page, ready: Call) -> None:
    card = page.locator("#summary")
    card.get_by_role("link", name="Edit").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Summary")
    expect(field).to_be_focused()
    assert faults(page) == []
    field.fill("The boiler is cold again. [0:04]")
    page.keyboard.press("Control+Enter")
    expect(card).to_contain_text("The boiler is cold again.")
    expect(card.get_by_role("link", name="Edit")).to_be_focused()
    card.get_by_role("button", name="Approve").press("Enter")
    expect(card).to_contain_text("Approved by")
    expect(card.get_by_role("link", name="Play from 0:04")).to_be_visible()
    assert faults(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name="Discard").press("Enter")
    expect(card).to_contain_text("Written by llama3.1:8b")
    assert not EditedSummary.objects.exists()


def test_escape_leaves_the_summary_as_it_was(page: Page, ready: Call) -> None:
    card = page.locator("#summary")
    card.get_by_role("link", name="Edit").click()
    card.locator("textarea").fill("Nonsense.")
    page.keyboard.press("Escape")
    expect(card).to_contain_text("Written by llama3.1:8b")
    assert not EditedSummary.objects.exists()


def test_the_admins_page_of_a_language_model_is_accessible(looked_at: Watched, site: str) -> None:
    model = in_use("https://api.example.com/v1")
    page = looked_at.page()
    sign_in(page, site)
    page.goto(site + reverse("admin:analytics_languagemodel_change", args=[model.pk]))
    page.wait_for_load_state("networkidle")
    assert looked_at.complaints == []
    assert [fault for fault in faults(page) if ".leaves" in fault or "test-connection" in fault] == []
