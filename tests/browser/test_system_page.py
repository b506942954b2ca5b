"""The System page in a browser: the test of the recogniser is asked for, followed, and answered."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from calls.models import SelfTest

PASSED = {
    "engine": "faster-whisper 1.2.1", "model": "base", "words": 100, "right": 92,
    "audio": 58.0, "seconds": 5.8, "has_speakers": True,
}  # fmt: skip


def test_a_self_test_is_followed_without_reloading(page: Page, site: str) -> None:
    page.goto(f"{site}/system/")
    page.get_by_role("button", name="Test the recogniser").click()
    expect(page.get_by_role("status")).to_contain_text("hears a call")
    expect(page.get_by_role("button", name="Test the recogniser")).to_have_count(0)
    SelfTest.objects.update(state="passed", result=PASSED, finished_at=timezone.now())
    expect(page.get_by_role("status")).to_contain_text("92 of 100 were right", timeout=10_000)
    expect(page.get_by_role("button", name="Test the recogniser")).to_be_visible()
