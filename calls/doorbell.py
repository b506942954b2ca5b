"""Doorbells: tell a worker that a row is due. Losing one loses time, never work.

The broker may be down, flushed or slow. Ringing is tried once, on commit; the sweeper rings again
for rows that nobody took up. Who keeps an event does not wait for its bell: a web request must be
answered within a tenth of a second, and a silent broker takes seconds to be given up.
"""

import logging
import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import cache, partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from calls.faults import trail
from calls.models import Event, SelfTest, Step
from calls.stage import Stage

logger = logging.getLogger(__name__)

QUIET_AFTER_FAILURE = 30.0  # seconds in which a broker that just failed is left alone

_quiet_until = 0.0


def ring_on_commit(step: Step, stage: Stage) -> None:
    """Ring for the step when the rows it needs are visible to others."""
    transaction.on_commit(partial(ring, step.pk, stage))


def ring(step_id: int, stage: Stage) -> None:
    again = timezone.now() + timedelta(seconds=settings.STEP_LEASE)
    Step.objects.filter(pk=step_id).update(ring_at=again)
    _send("calls.run_step", step_id, queue=stage.queue, limit=stage.limit)


def ring_for_self_test(test: SelfTest) -> None:
    """Nobody rings again for one: whoever asked sees that no answer came, and asks again."""
    transaction.on_commit(partial(_send, "calls.self_test", test.pk, queue="speech", limit=600.0))


def ring_for_event(event: Event) -> None:
    transaction.on_commit(partial(_ring_soon, event.pk))


def _ring_soon(event_id: int) -> None:
    try:
        bell = _ringer(os.getpid()).submit(_send, "calls.ingest_event", event_id, queue="calls", limit=120.0)
    except RuntimeError:
        # The process is about to end; its threads take nothing more, and the sweeper reads the event.
        logger.info("event=%d is left to the sweeper.", event_id)
    else:
        bell.add_done_callback(_report)


def _report(bell: Future[None]) -> None:
    """Nobody waits for a bell, so nobody else would hear of an error we did not foresee."""
    if error := bell.exception():
        logger.error("A bell was not rung: %s", trail(error))


@cache
def _ringer(pid: int) -> ThreadPoolExecutor:
    """One thread for each process, because a fork inherits none. It ends after the last bell was rung."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="doorbell")


def _send(task: str, row_id: int, *, queue: str, limit: float) -> None:
    global _quiet_until  # noqa: PLW0603 - one broker, one process
    if time.monotonic() < _quiet_until:
        return
    try:
        # The soft limit ends a stuck attempt with an exception; the hard one kills its process.
        current_app.send_task(
            task, args=[row_id], queue=queue, soft_time_limit=limit, time_limit=limit + 30, retry=False
        )
    except (OperationalError, RedisError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning(
            "The broker cannot be reached (%s); the sweeper will ring later.", type(error).__name__
        )
