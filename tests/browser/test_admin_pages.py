"""The admin's own pages for a connection, in a real browser: the form, and “Test connection”."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.browser import scenes
from tests.browser.conftest import Watched, sign_in
from tests.browser.test_pages import faults, looked_at
from ucm.models import Connection

__all__ = ["looked_at"]


@pytest.fixture
def tested() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def press_test(page: Page, site: str, connection: Connection) -> None:
    page.goto(site + reverse("admin:ucm_connection_change", args=[connection.pk]))
    page.get_by_role("button", name="Test connection").click()
    page.get_by_role("button", name="Test again").wait_for()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scenario", ["good", "api-closed", "not-permitted-recapi"])
def test_the_test_of_a_connection_is_accessible_and_clean(
    looked_at: Watched, site: str, tested: ExitStack, scenario: str
) -> None:
    connection = scenes.connected(tested, scenario)
    page = looked_at.page()
    sign_in(page, site)
    press_test(page, site, connection)
    assert [fault for fault in faults(page) if ".findings" in fault or ".verdict" in fault] == []
    assert looked_at.complaints == []


def test_the_test_fits_a_phone(browser: Browser, site: str, tested: ExitStack) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    sign_in(page, site)
    press_test(page, site, scenes.connected(tested, "good"))
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390
    context.close()


def test_a_failed_step_is_one_jump_from_the_verdict(page: Page, site: str, tested: ExitStack) -> None:
    press_test(page, site, scenes.connected(tested, "api-closed"))
    verdict = page.locator(".verdict")
    assert "does not work as it should" in verdict.inner_text()
    verdict.get_by_role("link").first.click()
    failed = page.locator("li.failed").first
    assert failed.is_visible()
    assert "Apply Changes" in failed.inner_text()
