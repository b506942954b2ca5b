"""The call page in use: playing, following, searching, keys, and work that ends meanwhile."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calls.models import Call, Step
from tests import factories as make
from tests.browser import scenes

NOW = "[data-now]"


@pytest.fixture
def ready(page: Page, site: str) -> Call:
    call = scenes.two_channels(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


@pytest.fixture
def mono(page: Page, site: str) -> Call:
    call = scenes.mono(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    return call


def times(page: Page) -> list[float]:
    return page.evaluate("[...document.querySelectorAll('audio')].map(audio => audio.currentTime)")


def playing(page: Page) -> list[bool]:
    return page.evaluate("[...document.querySelectorAll('audio')].map(audio => !audio.paused)")


def wait_until_playing(page: Page, expected: list[bool] | None = None) -> None:
    """Until the audio elements play as expected. (Playwright's own wait needs eval: the CSP forbids it.)"""
    for _ in range(100):
        if playing(page) == expected or (expected is None and any(playing(page))):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"audio elements play {playing(page)}, not {expected or 'any'}")


def test_a_lines_time_plays_from_there_and_marks_the_line(page: Page, ready: Call) -> None:
    page.locator("#u5 .at").click()
    wait_until_playing(page)
    assert times(page)[0] >= 22.0
    expect(page.locator("#u5")).to_have_attribute("aria-current", "true")
    expect(page.locator(".line[aria-current]")).to_have_count(1)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_a_summary_sentence_leads_to_its_line(page: Page, ready: Call) -> None:
    page.get_by_role("region", name="Summary").get_by_role("link", name="0:17").click()
    wait_until_playing(page)
    expect(page.locator("#u4")).to_have_attribute("aria-current", "true")


def test_a_click_on_the_strip_seeks(page: Page, ready: Call) -> None:
    box = page.locator(".lanes").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    expect(page.locator(NOW)).to_have_text("0:16")
    assert times(page)[0] == pytest.approx(16, abs=0.3)
    assert playing(page) == [False]


def test_a_link_with_a_time_opens_there(page: Page, site: str, ready: Call) -> None:
    page.goto(f"{site}/calls/{ready.pk}/?t=23")
    expect(page.locator(NOW)).to_have_text("0:23")
    expect(page.locator("#u5")).to_have_attribute("aria-current", "true")


def test_the_clock_runs_on_into_the_second_recording(page: Page, mono: Call) -> None:
    page.locator("#u70 .at").click()
    wait_until_playing(page, [False, True])
    assert times(page)[1] == pytest.approx(6.5 * 70 - 400, abs=1)
    page.locator("#u2 .at").click()
    wait_until_playing(page, [True, False])


def test_when_a_recording_ends_the_next_one_begins(page: Page, mono: Call) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('call:seek', {detail: {time: 399.6, play: true}}))")
    wait_until_playing(page, [False, True])
    expect(page.locator(NOW)).to_have_text("6:40")


def test_keys_move_through_the_call(page: Page, ready: Call) -> None:
    for key, shown in (("l", "0:10"), ("ArrowRight", "0:15"), ("j", "0:05"), ("ArrowLeft", "0:00")):
        page.keyboard.press(key)
        expect(page.locator(NOW)).to_have_text(shown)
    page.keyboard.press(">")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    page.keyboard.press("<")
    page.keyboard.press(" ")
    wait_until_playing(page)
    page.keyboard.press("k")
    assert playing(page) == [False]


def test_keys_leave_a_field_alone(page: Page, ready: Call) -> None:
    page.keyboard.press("/")
    page.keyboard.type("jkl ?")
    expect(page.get_by_label("Search in the transcript")).to_have_value("jkl ?")
    expect(page.locator("dialog")).not_to_be_visible()
    assert times(page) == [0]


def test_shortcuts_can_be_switched_off_and_stay_off(page: Page, site: str, ready: Call) -> None:
    page.keyboard.press("?")
    page.get_by_label("Use these shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("l")
    expect(page.locator(NOW)).to_have_text("0:00")


def test_search_counts_matches_and_steps_through_them(page: Page, mono: Call) -> None:
    find = page.get_by_label("Search in the transcript")
    find.fill("Second")
    expect(page.locator("[data-found]")).to_have_text("1/16")
    find.press("Enter")
    expect(page.locator("[data-found]")).to_have_text("2/16")
    page.get_by_role("button", name="Previous match").click()
    page.get_by_role("button", name="Previous match").click()
    expect(page.locator("[data-found]")).to_have_text("16/16")
    assert page.evaluate("[CSS.highlights.get('found').size, CSS.highlights.get('found-here').size]") == [
        16,
        1,
    ]
    expect(page.locator("#u77")).to_be_in_viewport()


def test_search_reads_across_an_unsure_word(page: Page, ready: Call) -> None:
    page.get_by_label("Search in the transcript").fill("a technician today")
    expect(page.locator("[data-found]")).to_have_text("1/1")


def test_following_stops_at_a_scroll_and_starts_again_at_a_press(page: Page, mono: Call) -> None:
    page.locator("#u40 .at").click()
    wait_until_playing(page)
    expect(page.locator("#u40")).to_be_in_viewport()
    page.mouse.move(300, 600)
    page.mouse.wheel(0, -4000)
    follow = page.get_by_role("button", name="Follow")
    expect(follow).to_be_visible()
    page.evaluate("document.querySelector('[data-follow]').click()")
    expect(page.locator("#u40, #u41").first).to_be_in_viewport()
    expect(follow).not_to_be_visible()


def test_a_transcript_that_arrives_is_shown_and_the_audio_plays_on(page: Page, site: str) -> None:
    call = scenes.working(now=timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    expect(page.get_by_text("Transcribing now")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    wait_until_playing(page)
    page.evaluate("document.querySelector('audio').dataset.same = 'yes'")
    make.make_transcript(call)
    Step.objects.filter(call=call, stage="transcribe").update(state="done", finished_at=timezone.now())
    make.make_step(call, "analyse", Step.State.SKIPPED)
    expect(page.locator("#u3")).to_be_visible(timeout=6000)
    assert page.locator("audio").get_attribute("data-same") == "yes"
    assert playing(page) == [True]
    expect(page.locator(".said.agent").first).to_be_attached()
    expect(page.locator("[hx-trigger]")).to_have_count(0)
    page.locator("#u5 .at").click()
    expect(page.locator("#u5")).to_have_attribute("aria-current", "true")


def test_audio_that_arrives_can_be_played(page: Page, site: str) -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording", Step.State.CLAIMED)
    page.goto(f"{site}/calls/{call.pk}/")
    expect(page.get_by_text("The recording is on its way")).to_be_visible()
    make.make_audio(make.make_recording(call))
    Step.objects.filter(call=call).update(state="done", finished_at=timezone.now())
    page.get_by_role("button", name="Play").click(timeout=6000)
    wait_until_playing(page)


def test_retry_turns_a_failure_into_work(page: Page, site: str) -> None:
    call = scenes.failed(timezone.now())
    page.goto(f"{site}/calls/{call.pk}/")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("The recording is on its way")).to_be_visible()
    expect(page.get_by_role("button", name="Retry")).to_have_count(0)
    assert call.steps.get().state == "waiting"


def test_brackets_walk_the_filtered_list(page: Page, site: str) -> None:
    older = make.make_call(timezone.now() - timezone.timedelta(hours=1), direction="outbound")
    newer = make.make_call(direction="outbound")
    page.goto(f"{site}/calls/{newer.pk}/?direction=outbound")
    page.keyboard.press("]")
    page.wait_for_url(f"{site}/calls/{older.pk}/?direction=outbound")
    page.keyboard.press("[")
    page.wait_for_url(f"{site}/calls/{newer.pk}/?direction=outbound")
