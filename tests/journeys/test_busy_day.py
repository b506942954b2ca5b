"""A company's busiest day: 20,000 records in 25 hours, and everything that can happen to them on the way.

The proof is the product's own: `ucm_reconcile --ledger` compares every call with what the simulator has
written down, `--report` says what the pushes missed.
"""

import io
import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from calls import doorbell
from calls.models import Call, Event, Leg, Poll
from tests.journeys.day import Chapter, Clock, Day, Way
from ucm.simulator.outbox import Form
from ucm.simulator.traffic.busy import busy_day

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BERLIN = ZoneInfo("Europe/Berlin")
CLOCKS_GO_BACK = date(2026, 10, 25)
LEGS = 20_000

CHAPTERS = (
    Chapter("07:00", Way.HTTP, "nameless-groups answer-of-busy expired-cookie"),
    Chapter("09:00", Way.TCP, "fields-of-62xx"),
    Chapter("10:00", Way.MIXED_UP),
    # Our receiver is away, and the UCM restarts before it is back: these are lost to the pushes.
    Chapter("10:45", Way.HTTP, "monthly-account-ids", down_until=""),
    Chapter("12:00", Way.TCP, "forgets-cache pushes-calls"),
    # Away for an hour, then everything comes at once.
    Chapter("13:30", Way.TCP, "status-with-records", form=Form.XML, down_until="13:00"),
    Chapter("15:00", Way.MIXED_UP, "pushes-calls newer-fields", form=Form.XML),
    # Away again; the UCM restarts and sends what it kept after the poll has brought it.
    Chapter("16:00", Way.TCP, "uncapped", down_until=""),
    Chapter("17:00", Way.TCP, "busy"),
    Chapter("26:00", Way.HTTP, "challenge-for-anybody"),
)


@pytest.fixture(scope="session", autouse=True)
def speech_model() -> None:
    """Nothing is heard on this day: overrides the model that other journeys need."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the UCM and of Django. Nobody answers the doorbell; the test reads what arrived."""
    machine = Clock(time.time())
    monkeypatch.setattr(timezone, "now", lambda: machine.moment)
    monkeypatch.setattr(doorbell, "_send", lambda *arguments, **words: None)
    return machine


def ucm_reconcile(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("ucm_reconcile", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_a_busy_day_ends_with_every_call_exactly_once(
    tmp_path: Path, settings: Any, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TIME_ZONE = BERLIN.key
    began = time.monotonic()
    calls = busy_day(CLOCKS_GO_BACK, legs=LEGS, zone=BERLIN)
    day = Day(calls, zone=BERLIN, folder=tmp_path, clock=clock)
    for chapter in CHAPTERS:
        day.live_through(chapter)
    clock.now += timedelta(hours=4).total_seconds()
    with day.ucm():
        last = day.reconcile()
    proof = ucm_reconcile("--ledger", str(day.ledger))["ledger"]
    [report] = [each for each in ucm_reconcile("--days", "1")["days"] if each["day"] == "2026-10-25"]
    with capsys.disabled():
        print(f"\n  {proof['sentence']}\n  {report['sentence']}\n  {time.monotonic() - began:.0f} s")

    assert proof["holds"]
    assert (proof["calls"], proof["legs"]) == (len(calls), LEGS)
    assert (Call.objects.count(), Leg.objects.count()) == (len(calls), LEGS)
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()

    assert report["calls"] == sum(
        datetime.fromtimestamp(call.ends, BERLIN).date() == CLOCKS_GO_BACK for call in calls
    )
    assert report["unchecked"] == 0
    assert len(calls) // 20 < report["recovered"] == report["calls"] - report["pushed"]
    assert last.calls_recovered == 0

    assert_it_was_a_hard_day(day)


def assert_it_was_a_hard_day(day: Day) -> None:
    """What the chapters promise has happened, or the proof proves little."""
    failed = [poll for poll in day.polls if poll.state == Poll.State.FAILED]
    assert sum("refuses connections" in poll.why for poll in failed) == len(CHAPTERS)
    assert sum("too frequent" in poll.why for poll in failed) == 1
    for chapter, logins in zip(CHAPTERS, day.logins, strict=True):
        tries = 2 if "busy" in chapter.scenario.split() else 1
        assert (logins > tries) == ("expired-cookie" in chapter.scenario)
    assert any("did not take it (HTTP 503)" in line for line in day.told)
    assert any("is away" in line for line in day.told)
    assert day.late > LEGS // 20
