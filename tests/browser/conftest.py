"""A real chromium against the real site, and what every page is held to while it is open."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.factories import make_user

# Playwright's synchronous API runs an event loop in this thread, which Django takes for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: object, transactional_db: None, settings: object, tmp_path: object) -> str:
    """The address of the site. Signed in as `rosa`, who may do everything."""
    settings.RECORDINGS_DIR = tmp_path  # type: ignore[attr-defined]
    settings.MIN_FREE_BYTES = 1  # type: ignore[attr-defined]
    make_user("rosa", is_staff=True, is_superuser=True)
    return live_server.url  # type: ignore[attr-defined,no-any-return]


class Watched:
    """A context that writes down what a browser complains of: console, exceptions, CSP."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(5000)
    yield Watched(context)
    context.close()


@pytest.fixture
def page(watched: Watched, site: str) -> Iterator[Page]:
    """A page, signed in. The test fails if the browser complained of anything meanwhile."""
    page = watched.page()
    sign_in(page, site)
    yield page
    page.close()
    assert watched.complaints == []


def sign_in(page: Page, site: str, *, username: str = "rosa") -> None:
    page.goto(f"{site}/login/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")
