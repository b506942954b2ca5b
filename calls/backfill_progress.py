"""How far a backfill is: what its admin page and `manage.py ucm_backfill` show. A fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from calls.models import Backfill, Call, Leg, Step
from calls.stages import FETCH_RECORDING, TRANSCRIBE

LATELY = timedelta(hours=1)  # the time over which the pace of recordings is measured


@dataclass(frozen=True, slots=True)
class StageCount:
    """The backfill's steps at one stage. `left` is None while nothing has been finished lately."""

    waiting: int = 0
    done: int = 0
    failed: int = 0
    left: timedelta | None = None

    @property
    def over(self) -> int:
        return self.done + self.failed

    @property
    def all(self) -> int:
        return self.waiting + self.over


@dataclass(frozen=True, slots=True)
class Progress:
    """`calls_found` are those of the finished days; `calls_new` had not been here at all.

    `days_left` is the time the days may still take, None when there is no telling.
    """

    days: int
    days_done: int
    calls_found: int
    calls_new: int
    days_left: timedelta | None
    fetch: StageCount
    transcribe: StageCount

    @property
    def is_at_work(self) -> bool:
        """Whether recordings are still to come, after the days are done."""
        return bool(self.fetch.waiting or self.transcribe.waiting)


def progress(backfill: Backfill, *, now: datetime | None = None) -> Progress:
    now = now or timezone.now()
    counts = _stage_counts(backfill, now)
    return Progress(
        days=backfill.days,
        days_done=backfill.days_done,
        calls_found=backfill.calls_found,
        calls_new=new_calls(backfill).count(),
        days_left=_days_left(backfill, now),
        fetch=counts.get(FETCH_RECORDING.name, StageCount()),
        transcribe=counts.get(TRANSCRIBE.name, StageCount()),
    )


def new_calls(backfill: Backfill) -> QuerySet[Call]:
    """Calls whose first leg came by this backfill."""
    legs = Leg.objects.filter(call=OuterRef("pk"))
    first = legs.order_by("pk").values("event__backfill")[:1]
    brought = Call.objects.filter(Exists(legs.filter(event__backfill=backfill)))
    return brought.alias(first_by=Subquery(first)).filter(first_by=backfill.pk)


def _days_left(backfill: Backfill, now: datetime) -> timedelta | None:
    """At the pace since it last went on without a stop."""
    if backfill.state != Backfill.State.RUNNING or not backfill.resumed_at or not backfill.resumed_day:
        return None
    done = (backfill.resumed_day - backfill.next_day).days
    return (now - backfill.resumed_at) / done * backfill.days_to_do if done else None


def _stage_counts(backfill: Backfill, now: datetime) -> dict[str, StageCount]:
    lately = Q(state__in=(Step.State.DONE, Step.State.FAILED), finished_at__gt=now - LATELY)
    rows = (
        Step.objects.filter(backfill=backfill)
        .order_by()
        .values("stage")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=Step.OPEN)),
            done=Count("pk", filter=Q(state=Step.State.DONE)),
            failed=Count("pk", filter=Q(state=Step.State.FAILED)),
            lately=Count("pk", filter=lately),
        )
    )
    begun = max(now - LATELY, backfill.resumed_at or backfill.created_at)
    return {row.pop("stage"): _count(**row, time=now - begun) for row in rows}


def _count(*, waiting: int, done: int, failed: int, lately: int, time: timedelta) -> StageCount:
    left = time / lately * waiting if lately else None
    return StageCount(waiting, done, failed, left)
