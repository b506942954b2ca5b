"""Backfills carried on: some days' records are asked for in one turn with the UCM, then taken in.

Called by calls.tasks.backfill, `manage.py ucm_backfill` and `manage.py work`. A turn is short and gives
way to the recording of a new call; reading what came happens after it. A day is finished by an UPDATE
that only succeeds while the claim is still ours, so a kill, a pause or a second worker costs a day
asked for twice, and no call is doubled by that.
"""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from calls import pipeline
from calls.faults import trail
from calls.models import Backfill, Recording, Step
from calls.models.backfill import DAY
from calls.models.step import SOON
from calls.sources.compare import (
    Seen,
    Window,
    batches,
    ended_between,
    filter_must_work,
    keep_unread,
    take,
)
from calls.sources.poll import SETTLE
from calls.stage import stages
from ucm.connect import Closed, session
from ucm.protocol.cdr import LegRecord
from ucm.protocol.errors import UcmError
from ucm.reader import UcmReader
from ucm.turn import NotOurTurn

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
PATIENCE = 1.0  # seconds to wait for a turn; it comes again soon
TURN = 10.0  # seconds after which no further day is asked for; the poll waits up to twice that
LEGS = 1000  # after as many, too: taking them in takes as long as the turn
GIVE_WAY = timedelta(minutes=1)  # a turn delays nobody for longer
LONGEST_WAIT = 900.0  # seconds between tries with a UCM that is away
CLOSED = 60.0  # seconds between looks at a connection that is closed, which ask the UCM nothing
WITHDRAWN = "The backfill that wanted this recording was cancelled before it was fetched."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the UCM has of a day; `unread` are groups that are no call records, as decoded JSON."""

    day: date
    legs: list[LegRecord]
    unread: list[Any]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a backfill has to wait, for `seconds`; without words when that is everyday."""

    seconds: float
    why: str = ""
    mend: str = ""


class LostClaim(Exception):
    """Paused, cancelled, or taken over by another worker: leave it as it is."""


def carry_all() -> list[Backfill]:
    """One turn for each connection with a backfill to do, the oldest one; answers those that had one.

    What goes wrong is on the row, and stops no other connection's.
    """
    oldest: dict[int, Backfill] = {}
    for backfill in Backfill.objects.open().order_by("id").select_related("connection"):
        oldest.setdefault(backfill.connection_id, backfill)
    return [backfill for backfill in oldest.values() if carry(backfill)]


def carry(backfill: Backfill) -> bool:
    """Bring in some more days. False if it is not due, or another worker is at it."""
    if not _claim(backfill):
        return False
    try:
        answers: list[Answer] = []
        trouble = _ask(backfill, answers)
        for answer in answers:
            _take_in(backfill, answer)
        _let_go(backfill, trouble)
    except LostClaim:
        _withdraw_if_cancelled(backfill)
    except Exception as error:
        logger.error("backfill=%d: %s", backfill.pk, trail(error))
        why = f"The backfill stopped with an unexpected error ({type(error).__name__})."
        with suppress(LostClaim):
            _let_go(backfill, _later(backfill, why, "The worker's log has the details."))
    backfill.refresh_from_db()
    return True


def cancel(backfill: Backfill) -> bool:
    """Ask for nothing more, recordings that wait included. What has come stays. False if it was over."""
    cancelled = backfill.cancel()
    _withdraw_if_cancelled(backfill)
    return cancelled


def _withdraw_if_cancelled(backfill: Backfill) -> None:
    """Also by the worker that was in the middle of a day: it may have opened steps since."""
    if Backfill.objects.filter(pk=backfill.pk, state=Backfill.State.CANCELLED).exists():
        waiting = backfill.steps.filter(stage=stages()[0].name, state=Step.State.WAITING)
        waiting.update(state=Step.State.SKIPPED, why=WITHDRAWN, mend="", finished_at=timezone.now())


# --- Asking: the UCM is ours for some seconds -------------------------------------------------------


def _ask(backfill: Backfill, answers: list[Answer]) -> Trouble | None:
    """Add the next days' answers to `answers`. What came before trouble is in there too."""
    if _a_new_call_waits(backfill):
        return Trouble(SOON.total_seconds())
    try:
        with session(backfill.connection, patience=PATIENCE) as client:
            for answer in _answers(client, backfill):
                answers.append(answer)
    except NotOurTurn as error:
        return Trouble(error.wait or SOON.total_seconds())
    except Closed as error:
        return Trouble(CLOSED, error.why, error.advice)
    except UcmError as error:
        return _later(backfill, error.why, error.advice, wait=error.wait)
    return None


def _later(backfill: Backfill, why: str, mend: str, *, wait: float | None = None) -> Trouble:
    seconds = min(pipeline.backoff(backfill.attempts + 1), LONGEST_WAIT)
    return Trouble(max(wait or 0.0, seconds), why, mend)


def _answers(client: UcmReader, backfill: Backfill) -> Iterator[Answer]:
    until, legs, proven = time.monotonic() + TURN, 0, False
    for day in backfill.days_left():
        if day != backfill.next_day:
            if legs >= LEGS or time.monotonic() >= until or _a_new_call_waits(backfill):
                return
            time.sleep(settings.BACKFILL_PAUSE)
        window = _window(backfill, day)
        legs_of_day = list(client.cdrs(start=window.start, end=window.end))
        answer = Answer(day, legs_of_day, client.take_unread())
        proven = proven or window.holds(answer.legs)
        if not proven:
            # Once a turn: most offices have many days without a call.
            filter_must_work(client, window)
            proven = True
        yield answer
        legs += len(answer.legs)


def _window(backfill: Backfill, day: date) -> Window:
    """The day up to its last second, or until just now: a call that ends now is its push's."""
    start, end = backfill.bounds(day)
    last = min(end - timedelta(seconds=1), timezone.now() - SETTLE)
    return Window(backfill.connection, start, max(start, last))


def _a_new_call_waits(backfill: Backfill) -> bool:
    """Whether a recording of this UCM is due that is not history's; one long overdue waits for others."""
    now = timezone.now()
    fetch = Step.objects.of_new_calls().filter(stage=stages()[0].name, state=Step.State.WAITING)
    due = fetch.due(now + SOON).filter(due_at__gt=now - GIVE_WAY)
    return due.filter(call__connection=backfill.connection).exists()


# --- Taking in ----------------------------------------------------------------------------------------


def _take_in(backfill: Backfill, answer: Answer) -> None:
    seen = Seen()
    for batch in batches(iter(answer.legs)):
        _keep_claim(backfill)
        take(backfill.connection, batch, seen, backfill=backfill)
    keep_unread(backfill.connection, answer.unread, backfill=backfill)
    if backfill.recordings:
        _want_what_was_left_out(backfill, _window(backfill, answer.day))
    _finish_day(backfill, answer.day, calls=len(seen.calls))


def _want_what_was_left_out(backfill: Backfill, window: Window) -> None:
    """Recordings that an earlier backfill did not ask for, or could not get."""
    calls = ended_between(window.connection, window.start, window.end + timedelta(seconds=1))
    left_out = (
        Step.objects.exclude(state__in=Step.OPEN)
        .filter(stage=stages()[0].name, call__in=calls.filter(recordings__state=Recording.State.WANTED))
        .select_related("call")
    )
    for step in left_out:
        pipeline.open_step(step.call, stages()[0], backfill=backfill)


# --- The row: whoever holds the claim may write -----------------------------------------------------


def _claim(backfill: Backfill) -> bool:
    now = timezone.now()
    Backfill.objects.due(now).filter(pk=backfill.pk, state=Backfill.State.WAITING).update(
        resumed_at=now, resumed_day=F("next_day")
    )
    claim = secrets.token_hex(16)
    taken = {"state": Backfill.State.RUNNING, "claim": claim, "due_at": now + LEASE}
    if Backfill.objects.due(now).filter(pk=backfill.pk).update(**taken) != 1:
        return False
    backfill.refresh_from_db()
    return backfill.claim == claim


def _keep_claim(backfill: Backfill, **changes: object) -> None:
    """Renew the lease and write `changes`. Raises LostClaim, and writes nothing, if it is not ours."""
    mine = Backfill.objects.filter(pk=backfill.pk, claim=backfill.claim, state=Backfill.State.RUNNING)
    if mine.update(**{"due_at": timezone.now() + LEASE, **changes}) != 1:
        raise LostClaim


def _finish_day(backfill: Backfill, day: date, *, calls: int) -> None:
    _keep_claim(
        backfill,
        next_day=day - DAY,
        calls_found=F("calls_found") + calls,
        attempts=0,
        why="",
        mend="",
    )
    backfill.next_day, backfill.attempts = day - DAY, 0
    logger.info("backfill=%d day=%s calls=%d left=%d", backfill.pk, day, calls, backfill.days_to_do)


def _let_go(backfill: Backfill, trouble: Trouble | None) -> None:
    """End this turn: done, at once again, or after a wait."""
    now = timezone.now()
    changes: dict[str, object] = {"claim": "", "due_at": now}
    if not backfill.days_to_do:
        changes |= {"state": Backfill.State.DONE, "finished_at": now}
    elif trouble:
        changes |= {"due_at": now + timedelta(seconds=trouble.seconds)}
        if trouble.why:
            changes |= {"state": Backfill.State.WAITING, "attempts": backfill.attempts + 1}
            changes |= {"why": trouble.why, "mend": trouble.mend}
    _keep_claim(backfill, **changes)
