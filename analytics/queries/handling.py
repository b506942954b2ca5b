"""Queues and ring groups of a period, each with its counts, and who called again. Read by the overview."""

from dataclasses import dataclass
from functools import reduce
from operator import add

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from analytics.insight.handling import REPEAT_WITHIN, Repeats, Waits, repeats
from analytics.queries.overview import ANSWERED, INBOUND, calls_in
from analytics.queries.period import Span
from calls.models import Call

ABANDONED = Q(disposition=Call.Disposition.NO_ANSWER)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """`name` is "" where the directory knows none."""

    number: str
    name: str
    waits: Waits

    @property
    def misses_goal(self) -> bool:
        level = self.waits.service_level
        return level is not None and level < settings.SERVICE_LEVEL_GOAL


@dataclass(frozen=True, slots=True)
class Handling:
    """`queues` in order of calls offered, the first SHOWN of `queue_count`; `all` sums every one."""

    queues: tuple[Queue, ...]
    queue_count: int
    all: Waits


def handling(span: Span) -> Handling:
    """One pass over the period's calls. A queue that was renamed goes by its latest name."""
    waited = calls_in(span).filter(INBOUND, queue_wait_seconds__isnull=False)
    rows = waited.values("connection", "queue").annotate(name=Max("queue_name"), **_counts()).order_by()
    queues = sorted((_queue(row) for row in rows), key=lambda queue: (-queue.waits.offered, queue.number))
    return Handling(
        tuple(queues[:SHOWN]), len(queues), reduce(add, (queue.waits for queue in queues), Waits())
    )


def _counts() -> dict[str, Count | Sum | Max]:
    in_time = Q(queue_wait_seconds__lte=settings.SERVICE_LEVEL_SECONDS)
    short = Q(queue_wait_seconds__lt=settings.SHORT_ABANDON_SECONDS)
    return {
        "offered": Count("pk"),
        "answered": Count("pk", filter=ANSWERED),
        "abandoned": Count("pk", filter=ABANDONED),
        "short": Count("pk", filter=ABANDONED & short),
        "in_time": Count("pk", filter=ANSWERED & in_time),
        "waited": Sum("queue_wait_seconds", filter=ANSWERED, default=0),
        "longest": Max("queue_wait_seconds"),
    }


def _queue(row: dict[str, str | int]) -> Queue:
    counts = {name: int(row[name]) for name in _counts()}
    return Queue(str(row["queue"]), str(row["name"]), Waits(**counts))


def repeat_calls(span: Span) -> Repeats:
    """Answered inbound calls whose number called again. Withheld and excluded numbers are left out."""
    wide = Span(span.start, span.end + REPEAT_WITHIN)
    inbound = calls_in(wide).filter(INBOUND).exclude(customer_number__in=["", *settings.REPEAT_CALLS_EXCLUDE])
    found = inbound.order_by("customer_number", "started_at").values_list(
        "customer_number", "started_at", "disposition"
    )
    calls = ((number, start, what == Call.Disposition.ANSWERED) for number, start, what in found.iterator())
    return repeats(calls, until=span.end)
