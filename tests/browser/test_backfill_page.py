"""The page of a backfill: it follows the work by itself, keeps the keyboard's place, and fits a phone."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from calls.models import Backfill, Event, Poll, Step
from tests import factories as make
from tests.browser.conftest import sign_in
from tests.browser.test_pages import AXE, RULES
from ucm.models import Connection

PICTURES = os.environ.get("SCREENSHOTS")
S = Backfill.State


def a_backfill(state: str = S.RUNNING, *, calls: int = 0, done: int = 27, **fields: object) -> Backfill:
    """The first quarter of 2026, of which so many days are done."""
    last = date(2026, 3, 31)
    made = Backfill.objects.create(
        connection=make.make_connection(),
        first_day=date(2026, 1, 1),
        last_day=last,
        next_day=last - timedelta(days=done),
        state=state,
        calls_found=calls,
        resumed_at=timezone.now() - timedelta(minutes=9),
        resumed_day=last,
        **fields,
    )
    for n in range(calls):
        leg = make.make_leg(make.make_call(talk=60))
        Event.objects.filter(pk=leg.event_id).update(backfill=made, source=Event.Source.BACKFILL)
        states = (Step.State.WAITING, Step.State.DONE, Step.State.DONE, Step.State.FAILED)
        make.make_step(leg.call, "fetch_recording", states[n % 4], backfill=made)
        if n % 4 == 1:
            make.make_step(leg.call, "transcribe", states[n % 3], backfill=made)
    return made


def every_state() -> dict[str, Backfill]:
    trouble = {
        "why": "The phone system cannot be reached over the network.",
        "mend": "Check that this machine has a route to the UCM and that no firewall is in between.",
        "due_at": timezone.now() + timedelta(minutes=4),
    }
    return {
        "running": a_backfill(calls=44),
        "waiting": a_backfill(S.WAITING, done=0),
        "troubled": a_backfill(S.WAITING, calls=3, **trouble),
        "paused": a_backfill(S.PAUSED, calls=8),
        "done": a_backfill(S.DONE, calls=12, done=90),
        "records-only": a_backfill(S.DONE, done=90, recordings=False),
        "cancelled": a_backfill(S.CANCELLED, done=3),
    }


def missed_calls() -> Connection:
    """A connection whose real-time output misses calls again and again."""
    now, connection = timezone.now(), make.make_connection()
    noon = timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=1), time(12)))
    Connection.objects.update(last_event_at=now)
    for n in range(20):
        leg = make.make_leg(make.make_call(noon + timedelta(minutes=7 * n), connection=connection))
        source = Event.Source.POLL if 5 < n < 9 else Event.Source.WEBHOOK
        Event.objects.filter(pk=leg.event_id).update(source=source, received_at=now - timedelta(days=9))
    for days in (1, 2):
        end = noon - timedelta(days=days - 1)
        Poll.objects.create(
            connection=connection, window_start=end - timedelta(days=2), window_end=end, state="done",
            calls_recovered=3,
        )  # fmt: skip
    return connection


def test_it_follows_the_work_and_leaves_the_keyboard_where_it_is(page: Page, site: str) -> None:
    backfill = a_backfill()
    page.goto(f"{site}/admin/calls/backfill/{backfill.pk}/change/")
    page.get_by_role("button", name="Pause").focus()
    expect(page.get_by_text("27 of 90")).to_be_visible()
    Backfill.objects.update(next_day=date(2026, 3, 1))
    expect(page.get_by_text("30 of 90")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "pause"
    page.keyboard.press("Enter")
    expect(page.get_by_text("It goes on where it stopped")).to_be_visible()
    backfill.refresh_from_db()
    assert backfill.state == S.PAUSED


def faults(page: Page) -> list[str]:
    """What axe finds in the part that is ours; the frame around it is Django's."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run('#content-main', {runOnly: rules})", RULES)
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found["violations"]]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_state_of_it_has_a_fault_or_scrolls_sideways(
    browser: Browser, site: str, width: int, colours: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=colours, is_mobile=width < 400
    )
    page = context.new_page()
    sign_in(page, site)
    found, wide = [], []
    every = every_state()
    paths = {name: f"/admin/calls/backfill/{row.pk}/change/" for name, row in every.items()}
    paths |= {"add": "/admin/calls/backfill/add/", "list": "/admin/calls/backfill/"}
    paths |= {"connection": f"/admin/ucm/connection/{missed_calls().pk}/change/", "overview": "/"}
    for name, path in paths.items():
        page.goto(f"{site}{path}")
        if name in every:
            found += faults(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"backfill-{name}-{width}-{colours}.png", full_page=True)
    context.close()
    assert found == []
    assert wide == []
