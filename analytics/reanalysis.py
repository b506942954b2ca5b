"""Calls whose insight was made with other rules than those of now are analysed again, newest first.

What is outdated is told by `Insight.version`, which names the analyser and a fingerprint of the rules: so
changing a rule needs to write nothing down, and work that was cut off goes on where it stopped. Nothing is
transcribed. Carried a few seconds at a time by `analytics.tasks` while no new call waits to be analysed, or
to the end by `manage.py reanalyse`.
"""

import logging
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from analytics import rules
from analytics.models import Insight
from analytics.stages import ANALYSE
from calls import pipeline
from calls.faults import trail
from calls.models import Call, Step
from calls.stage import Done

logger = logging.getLogger(__name__)

AT_ONCE = 20  # calls between two looks for new ones


@dataclass(frozen=True, slots=True)
class Progress:
    """Calls with a transcript that were analysed, and those of them with the rules of now."""

    done: int
    total: int

    @property
    def is_over(self) -> bool:
        return self.done >= self.total


def progress() -> Progress:
    total = Insight.objects.filter(call__transcript__isnull=False).count()
    return Progress(total - outdated().count(), total)


def outdated() -> QuerySet[Insight]:
    """Without calls whose analysis is under way already or failed, which a person is told of there."""
    barred = [*Step.OPEN, Step.State.FAILED]
    steps = Step.objects.filter(call=OuterRef("call"), stage=ANALYSE.name, state__in=barred)
    analysed = Insight.objects.filter(call__transcript__isnull=False)
    return analysed.exclude(version=rules.version()).exclude(Exists(steps))


def carry_on(*, seconds: float) -> int:
    """Analyse outdated calls for about that long, unless new calls wait; how many were done."""
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until and not _new_calls_wait():
        batch = _newest()
        if not batch:
            break
        for call in batch:
            _analyse(call)
            count += 1
            if time.monotonic() >= until:
                break
    return count


def _new_calls_wait() -> bool:
    return Step.objects.due().filter(stage=ANALYSE.name).exists()


def _newest() -> list[Call]:
    rows = outdated().order_by("-call__started_at").values("call")[:AT_ONCE]
    calls = Call.objects.filter(pk__in=[row["call"] for row in rows])
    return list(calls.select_related("connection").order_by("-started_at"))


def _analyse(call: Call) -> None:
    """What goes wrong goes the way of any analysis: its step is opened, tried again and explained."""
    try:
        _replace(call)
    except Call.DoesNotExist:
        logger.info("call=%d was deleted before it could be analysed again.", call.pk)
    except Exception as error:
        logger.error("call=%d could not be analysed again: %s", call.pk, trail(error))
        pipeline.open_step(call, ANALYSE)


def _replace(call: Call) -> None:
    outcome = ANALYSE.work(call)
    if not isinstance(outcome, Done):
        return
    with transaction.atomic():
        # Two workers may have taken the same call: one waits here for the other.
        Call.objects.select_for_update().get(pk=call.pk)
        ANALYSE.save(call, outcome.result)


def forget_versions() -> int:
    """Make every insight outdated; of how many calls."""
    return Insight.objects.update(version="")
