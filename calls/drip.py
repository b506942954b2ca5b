"""The drip: which steps of a backfill's calls come next, so that history never delays a new call.

Asked by the sweeper, which rings for them, and by `manage.py work`, which runs them. A bell cannot be
taken back once it lies in a queue, so a stage has only a few out at a time, and none while a new call's
step is due there; should one come after, pipeline.run leaves the history until that is done.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from calls.models import Backfill, Step
from calls.models.step import SOON, StepQuerySet
from calls.stage import Stage, stages

AT_ONCE = 2  # rung for or at work, for each stage


def dripping() -> list[tuple[Step, Stage]]:
    """The steps of history that may begin now: one of each stage at most."""
    now = timezone.now()
    found = ((_next(stage, now), stage) for stage in stages())
    return [(step, stage) for step, stage in found if step]


def _next(stage: Stage, now: datetime) -> Step | None:
    here = Step.objects.open().filter(stage=stage.name)
    if here.of_new_calls().due(now + SOON).exists():
        return None
    history = here.of_history().exclude(backfill__state=Backfill.State.PAUSED)
    waiting = history.due(now).filter(ring_at__lte=now).order_by("due_at", "pk").first()
    if waiting is None or _out(history, now) >= AT_ONCE or _too_soon(stage, now):
        return None
    return waiting


def _out(history: StepQuerySet, now: datetime) -> int:
    """Steps at work, and those whose bell has not been heard yet."""
    at_work = Q(state=Step.State.CLAIMED, due_at__gt=now)
    rung_for = Q(due_at__lte=now, ring_at__gt=now)
    return history.filter(at_work | rung_for).count()


def _too_soon(stage: Stage, now: datetime) -> bool:
    """Whether the UCM has been asked for a recording of the past just now. Later stages ask it nothing."""
    if stage != stages()[0]:
        return False
    last = Step.objects.of_history().filter(stage=stage.name).aggregate(Max("started_at"))["started_at__max"]
    return last is not None and now - last < timedelta(hours=1) / settings.HISTORY_PER_HOUR
