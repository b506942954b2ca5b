"""Claim a step, do its work, save the result with the next step in one transaction, ring.

Knows no stage by name. Safe against everything a worker can do: die, oversleep its lease, be told
of a step twice. Claiming and finishing are conditional UPDATEs whose row count is checked, which
holds on SQLite and PostgreSQL alike. A worker that lost its claim changes nothing.

docs/states.md is drawn from TRANSITIONS.
"""

import logging
import random
import secrets
import threading
import time
from datetime import datetime, timedelta
from types import TracebackType

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from calls import doorbell
from calls.faults import trail
from calls.models import Backfill, Call, Step
from calls.stage import Again, Done, Failed, NotYet, Outcome, Skipped, Stage, after, named

logger = logging.getLogger(__name__)

S = Step.State
# (from, to, what moves it)
TRANSITIONS = [
    (S.WAITING, S.CLAIMED, "a worker claims it"),
    (S.CLAIMED, S.CLAIMED, "the lease ran out, and another worker claims it"),
    (S.CLAIMED, S.DONE, "the work is saved and the next step opened"),
    (S.CLAIMED, S.SKIPPED, "there is nothing to do for this call"),
    (S.CLAIMED, S.WAITING, "not yet, or an error that may pass"),
    (S.CLAIMED, S.FAILED, "an error that cannot pass, or all attempts used"),
    (S.DONE, S.WAITING, "a person or new data opens it again"),
    (S.SKIPPED, S.WAITING, "a person or new data opens it again"),
    (S.FAILED, S.WAITING, "a person or new data opens it again"),
]

MAX_ATTEMPTS = 12
BACKOFF_FIRST, BACKOFF_MOST = 15.0, 3600.0  # seconds


def open_step(call: Call, stage: Stage, *, backfill: Backfill | None = None) -> Step:
    """Make the stage due for this call now, whether or not it was ever done.

    Rings on commit; for the call of a `backfill` the drip rings when no new call waits.
    """
    fresh = {"state": S.WAITING, "attempts": 0, "claim": "", "why": "", "mend": "", "finished_at": None}
    now = timezone.now()
    fresh |= {"due_at": now, "ring_at": now, "backfill": backfill}
    # One statement, where update_or_create takes five: every new call passes here.
    [step] = Step.objects.bulk_create(
        [Step(call=call, stage=stage.name, **fresh)],
        update_conflicts=True,
        unique_fields=["call", "stage"],
        update_fields=fresh,
    )
    if backfill is None:
        doorbell.ring_on_commit(step, stage)
    return step


def skip_step(call: Call, stage: Stage, *, why: str) -> None:
    """End the call's path at this stage, unless the stage was opened before."""
    over = {"state": S.SKIPPED, "why": why, "finished_at": timezone.now()}
    Step.objects.get_or_create(call=call, stage=stage.name, defaults=over)


def reopen(step: Step, *, backfill: Backfill | None = None) -> Step:
    """Try a step again because a person asked to: before others, or in the place of its `backfill`."""
    return open_step(step.call, named(step.stage), backfill=backfill)


def run(step_id: int) -> Outcome | None:
    """Claim the step and carry it one attempt further; None when it is gone, done or taken."""
    claim = secrets.token_hex(16)
    if not _claim(step_id, claim):
        return None
    step = Step.objects.select_related("call", "backfill").filter(pk=step_id, claim=claim).first()
    if step is None:  # opened again and claimed by somebody else in between
        return None
    started = time.monotonic()
    outcome = _finish(step, _attempt(step))
    # Most calls have no recording: a line for each would bury the rest.
    logger.log(
        logging.DEBUG if isinstance(outcome, Skipped) else logging.INFO,
        "call=%d stage=%s attempt=%d seconds=%.1f outcome=%s",
        step.call_id,
        step.stage,
        step.attempts,
        time.monotonic() - started,
        type(outcome).__name__.lower() if outcome else "lost-claim",
    )
    return outcome


def _claim(step_id: int, claim: str) -> bool:
    """Take the step if it is due. The attempt is counted before it is made: a step that kills its
    worker every time must run out of attempts too."""
    now = timezone.now()
    until = now + timedelta(seconds=settings.STEP_LEASE)
    taken = {"state": S.CLAIMED, "claim": claim, "due_at": until, "ring_at": until}
    return (
        Step.objects.claimable(now)
        .filter(pk=step_id)
        .update(**taken, attempts=F("attempts") + 1, started_at=now, why="", mend="")
        == 1
    )


def _attempt(step: Step) -> Outcome:
    if step.attempts > MAX_ATTEMPTS:
        return Failed(
            f"The worker was lost {MAX_ATTEMPTS} times in the middle of this step.",
            "Look at the worker's log and this machine's memory, then press Retry.",
        )
    try:
        stage = named(step.stage)
        with KeepAlive(step, limit=stage.limit):
            return stage.work(step.call)
    except Exception as error:
        return _judged(step, error)


def _judged(step: Step, error: Exception) -> Outcome:
    """An exception as an outcome. Errors of ours say themselves whether a retry can help; of any
    other we do not know, so we try again and keep the traceback in the log."""
    retryable = getattr(error, "retryable", True)
    why = getattr(error, "why", "") or f"This step stopped with an unexpected error ({type(error).__name__})."
    mend = getattr(error, "mend", "") or getattr(error, "advice", "")
    if not hasattr(error, "why"):
        logger.error("call=%d stage=%s: %s", step.call_id, step.stage, trail(error))
    if retryable and step.attempts < MAX_ATTEMPTS:
        return Again(getattr(error, "wait", None) or backoff(step.attempts), why, mend)
    return Failed(why, mend or "The worker's log has the details. Press Retry when the cause is mended.")


def backoff(attempts: int, *, jitter: float | None = None) -> float:
    """Seconds to wait after the given number of attempts: doubling, capped, spread by 20 %."""
    spread = random.uniform(0.8, 1.2) if jitter is None else jitter  # noqa: S311 - no secret
    return min(BACKOFF_FIRST * 2 ** max(attempts - 1, 0), BACKOFF_MOST) * spread


def _finish(step: Step, outcome: Outcome) -> Outcome | None:
    """Write the outcome if the claim is still ours; answer what was written, None when it was not.

    A connection that idled through an hour of work may be dead at the end: one more try opens a new
    one, rather than doing the hour again. What cannot be saved goes the way of any error.
    """
    try:
        return _written(step, outcome)
    except (OperationalError, InterfaceError):
        connection.close()
    except Exception as error:
        outcome = _judged(step, error)
    try:
        return _written(step, outcome)
    except Exception as error:
        return _written(step, _judged(step, error))


def _written(step: Step, outcome: Outcome) -> Outcome | None:
    with transaction.atomic():
        return outcome if _write(step, outcome) else None


def _write(step: Step, outcome: Outcome) -> bool:
    mine = Step.objects.filter(pk=step.pk, claim=step.claim, state=S.CLAIMED)
    if mine.update(**_columns(step, outcome)) != 1:
        return False
    match outcome:
        case Done(result):
            stage = named(step.stage)
            stage.save(step.call, result)
            following = after(stage)
            if following and following.wanted(step.call):
                open_step(step.call, following, backfill=step.backfill)
        case (NotYet() | Failed()) as unfinished if unfinished.result is not None:
            named(step.stage).save(step.call, unfinished.result)
    return True


def _columns(step: Step, outcome: Outcome) -> dict[str, object]:
    now = timezone.now()
    closed = {"claim": "", "finished_at": now}
    match outcome:
        case Done():
            return closed | {"state": S.DONE, "why": "", "mend": ""}
        case Skipped(why):
            return closed | {"state": S.SKIPPED, "why": why, "mend": ""}
        case Failed(why, mend):
            return closed | {"state": S.FAILED, "why": why, "mend": mend}
        case NotYet(seconds, why, mend):
            return _waiting(now + timedelta(seconds=seconds), why, mend) | {"attempts": step.attempts - 1}
        case Again(seconds, why, mend):
            return _waiting(now + timedelta(seconds=seconds), why, mend)


def _waiting(until: datetime, why: str, mend: str) -> dict[str, object]:
    return {"state": S.WAITING, "claim": "", "due_at": until, "ring_at": until, "why": why, "mend": mend}


class KeepAlive:
    """Renews a claim's lease from a thread while the work goes on, up to the stage's limit.

    So a lease can be short, and a killed worker's step is taken up within it, however long the
    work itself takes. After `limit` seconds the work counts as stuck and the lease runs out.
    """

    def __init__(self, step: Step, *, limit: float) -> None:
        self._step = step
        self._until = time.monotonic() + limit
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="keep-alive", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(settings.STEP_LEASE / 3) and time.monotonic() < self._until:
                if not self._renewed():
                    return
        finally:
            connection.close()

    def _renewed(self) -> bool:
        """Whether the claim is still ours, as far as the database can be asked."""
        until = timezone.now() + timedelta(seconds=settings.STEP_LEASE)
        mine = Step.objects.filter(pk=self._step.pk, claim=self._step.claim, state=S.CLAIMED)
        try:
            return mine.update(due_at=until, ring_at=until) == 1
        except Exception as error:
            # One hiccup is not the end: there are two more beats before the lease is.
            logger.warning("call=%d: lease not renewed (%s)", self._step.call_id, type(error).__name__)
            connection.close()
            return True
