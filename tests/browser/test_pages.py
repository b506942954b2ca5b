"""Every page in a real browser: no complaint, no sideways scrolling, no accessibility fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import scenes
from tests.browser.conftest import Watched, sign_in
from tests.calls.audio import wav
from tests.factories import make_connection

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LISTS = [
    "/system/",
    "/",
    "/?period=90",
    "/calls/?period=all",
    "/calls/?q=boiler&status=ready",
    "/calls/?q=zeppelin",
    "/search/",
    "/search/?q=invoice",
    "/search/?q=zeppelin&direction=internal",
]


@pytest.fixture
def paths(site: str) -> list[str]:
    return (
        LISTS
        + scenes.ruled()
        + scenes.brought()
        + [f"/calls/{call.pk}/" for call in scenes.states().values()]
    )


@pytest.fixture(params=["light", "dark"])
def looked_at(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=request.param, reduced_motion="reduce"
    )
    yield Watched(context)
    context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, one line a rule. It is run by the browser's debugger, past the CSP."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [
        f"{page.url} {rule['id']}: {[node['target'] for node in rule['nodes']][:3]}"
        for rule in found["violations"]
    ]


def test_no_page_has_an_accessibility_fault_or_makes_the_browser_complain(
    looked_at: Watched, site: str, paths: list[str]
) -> None:
    page = looked_at.page()
    page.goto(f"{site}/login/")
    found = faults(page)
    sign_in(page, site)
    for path in paths:
        page.goto(f"{site}{path}")
        found += faults(page)
    assert found == []
    assert looked_at.complaints == []


def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, site: str, paths: list[str]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    sign_in(page, site)
    wide = {}
    for path in paths:
        page.goto(f"{site}{path}")
        wide[path] = page.evaluate("document.scrollingElement.scrollWidth")
    context.close()
    assert {path: width for path, width in wide.items() if width > 390} == {}


def test_a_site_without_calls_is_no_less_clean(looked_at: Watched, site: str) -> None:
    page = looked_at.page()
    sign_in(page, site)
    assert page.get_by_role("heading", name="No calls yet").is_visible()
    assert faults(page) == []
    assert looked_at.complaints == []


def test_pages_can_be_read_without_scripts(browser: Browser, site: str) -> None:
    call = scenes.states()["ready"]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site}/calls/?q=boiler")
    assert page.get_by_role("button", name="Filter").is_visible()
    page.goto(f"{site}/calls/{call.pk}/")
    assert page.locator("audio[controls]").is_visible()
    assert page.get_by_text("It is covered by your contract").is_visible()
    page.goto(f"{site}/calls/add/")
    page.get_by_label("Recordings and CDR exports").set_input_files(
        {"name": "auto-1777887008-5550142-1001.wav", "mimeType": "audio/wav", "buffer": wav()}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    assert page.get_by_role("heading", name="What became of the files").is_visible()
    context.close()


def test_files_are_sent_with_progress_and_lead_to_what_became_of_them(page: Page, site: str) -> None:
    make_connection("Branch", base_url="", username="")
    page.goto(f"{site}/calls/add/")
    page.get_by_label("Recordings and CDR exports").set_input_files(
        [
            {"name": "auto-1777887008-5550142-1001.wav", "mimeType": "audio/wav", "buffer": wav(2.0)},
            {"name": "interview.wav", "mimeType": "audio/wav", "buffer": wav(1.0)},
        ]
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="What became of the files").wait_for()
    assert "/calls/add/" in page.url
    assert page.url != f"{site}/calls/add/"
    page.get_by_role("link", name="Tell about interview.wav").click()
    page.get_by_label("Who called").fill("5550142")
    page.get_by_role("button", name="Make the call").click()
    page.get_by_role("link", name="Open the call of interview.wav").click()
    assert page.get_by_text("Made from a recording").is_visible()
