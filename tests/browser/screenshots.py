"""Pictures of every page, wide and narrow, light and dark, with much data, little and none.

Not collected with the tests. Run: pytest tests/browser/screenshots.py
They are written to the folder that SCREENSHOTS names, var/screenshots by default.
"""

import os
from contextlib import ExitStack
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.analytics.llm.conftest import in_use
from tests.analytics.llm.endpoint import Says, in_turn, serving, summary
from tests.analytics.llm.test_admin import TRUE
from tests.browser import scenes
from tests.browser.conftest import sign_in
from tests.browser.test_admin_pages import press_test

FOLDER = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))
LOOKS = [(width, colours) for width in (1440, 390) for colours in ("light", "dark")]


def take(browser: Browser, site: str, pages: dict[str, str], *, prefix: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width, colours in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 400 else 844},
            color_scheme=colours,
            reduced_motion="reduce",
            has_touch=width < 400,
            is_mobile=width < 400,
        )
        page = context.new_page()
        _picture(page, f"{site}/login/", f"{prefix}-login-{width}-{colours}")
        sign_in(page, site)
        for name, path in pages.items():
            _picture(page, f"{site}{path}", f"{prefix}-{name}-{width}-{colours}")
        context.close()


def _picture(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.wait_for_function("document.readyState === 'complete'")
    page.screenshot(path=FOLDER / f"{name}.png", full_page="mono" not in name)


def test_much(browser: Browser, site: str) -> None:
    states = scenes.states()
    scenes.much()
    pages = {f"call-{name}": f"/calls/{call.pk}/" for name, call in states.items()}
    pages |= {
        "overview": "/?period=30",
        "calls": "/calls/?period=all",
        "search": "/calls/?q=charged&period=all",
        "nothing": "/calls/?q=zeppelin",
        "said": "/search/?q=invoice+visit",
        "said-spelling": "/search/?q=tecnician",
        "said-nothing": "/search/?q=zeppelin&direction=internal",
        "said-examples": "/search/",
        "not-found": "/calls/999999/",
        "system": "/system/",
    }
    pages |= dict(zip(("add", "added", "tell"), scenes.brought(), strict=True))
    take(browser, site, pages, prefix="much")


def test_in_use(browser: Browser, site: str) -> None:
    call = scenes.mono(timezone.now())
    for width, colours in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)
        page = context.new_page()
        sign_in(page, site)
        page.goto(f"{site}/calls/{call.pk}/")
        page.locator(".unavailable summary").click()
        page.get_by_label("Search in the transcript").fill("second entry")
        page.locator("#u40 .at").click()
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(1500)
        page.screenshot(path=FOLDER / f"in-use-{width}-{colours}.png")
        page.get_by_role("button", name="Pause").click()
        page.locator(".info summary").nth(2).click()
        page.screenshot(path=FOLDER / f"definition-{width}-{colours}.png")
        page.keyboard.press("?")
        page.screenshot(path=FOLDER / f"keys-{width}-{colours}.png")
        context.close()


def test_correcting(browser: Browser, site: str) -> None:
    call = scenes.corrected(timezone.now())
    for width, colours in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=colours, has_touch=width < 400,
            is_mobile=width < 400,
        )  # fmt: skip
        page = context.new_page()
        sign_in(page, site)
        page.goto(f"{site}/calls/{call.pk}/")
        page.locator("#u1 .corrected summary").click()
        page.locator("#u3").hover()
        page.screenshot(path=FOLDER / f"corrected-{width}-{colours}.png")
        page.locator("#u4 .edit").click()
        page.locator("#u4 textarea").fill(" ")
        page.get_by_role("button", name="Save").click()
        page.locator("#u4 .problem").wait_for()
        page.locator("#u6 .edit").click()
        page.locator("#u6 textarea").wait_for()
        page.get_by_text("Transcribe again").click()
        page.screenshot(path=FOLDER / f"correcting-{width}-{colours}.png")
        page.goto(f"{site}/calls/{call.pk}/lines/6/edit/")
        page.screenshot(path=FOLDER / f"correcting-alone-{width}-{colours}.png")
        context.close()


def test_rules(browser: Browser, site: str) -> None:
    names = ("trackers", "new", "tracker", "edit", "scorecards", "scorecard", "call", "filtered")
    take(browser, site, {"none": "/trackers/", "none-cards": "/scorecards/"}, prefix="rules")
    take(browser, site, dict(zip(names, scenes.ruled(), strict=True)), prefix="rules")


def test_summaries(browser: Browser, site: str) -> None:
    scene, sample = scenes.summed_up(timezone.now()), Says(summary(*TRUE))
    with serving(in_turn(sample), models=["small"]) as endpoint:
        model = in_use(endpoint, name="In the house")
        for width, colours in LOOKS:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=colours, is_mobile=width < 400
            )
            page = context.new_page()
            sign_in(page, site)
            page.goto(f"{site}/calls/{scene.pk}/")
            page.locator("#summary").get_by_role("link", name="Edit").click()
            page.locator("#summary textarea").fill("Later. [59:59]")
            page.get_by_role("button", name="Save").click()
            page.locator("#summary .problem").wait_for()
            page.screenshot(path=FOLDER / f"summary-form-{width}-{colours}.png")
            page.goto(f"{site}/calls/{scene.pk}/summary/edit/")
            page.screenshot(path=FOLDER / f"summary-alone-{width}-{colours}.png")
            page.goto(f"{site}{reverse('admin:analytics_languagemodel_change', args=[model.pk])}")
            page.screenshot(path=FOLDER / f"language-model-{width}-{colours}.png", full_page=True)
            page.get_by_role("button", name="Test").click()
            page.get_by_role("button", name="Test again").wait_for()
            page.screenshot(path=FOLDER / f"language-model-test-{width}-{colours}.png", full_page=True)
            context.close()


def test_little(browser: Browser, site: str) -> None:
    scenes.little()
    take(browser, site, {"overview": "/", "calls": "/calls/", "add": "/calls/add/"}, prefix="little")


def test_none(browser: Browser, site: str) -> None:
    take(browser, site, {"overview": "/", "calls": "/calls/", "add": "/calls/add/"}, prefix="none")


def test_connection(browser: Browser, site: str) -> None:
    for scenario in ("good", "api-closed", "not-permitted-recapi", "weak-tls"):
        with ExitStack() as stack:
            connection = scenes.connected(stack, scenario)
            for width, colours in LOOKS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=colours, is_mobile=width < 400
                )
                page = context.new_page()
                sign_in(page, site)
                press_test(page, site, connection)
                page.screenshot(path=FOLDER / f"doctor-{scenario}-{width}-{colours}.png", full_page=True)
                if scenario == "good":
                    page.go_back()
                    page.screenshot(path=FOLDER / f"connection-{width}-{colours}.png", full_page=True)
                context.close()
            connection.delete()
