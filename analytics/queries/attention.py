"""What to look at first: a phone system that keeps us out, missed and not called back, unhappy, failed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from analytics.models import Insight
from analytics.queries.overview import ANSWERED, INBOUND, calls_in
from analytics.queries.period import Span
from calls.missed import Notice, notices
from calls.models import Call, Event, Step
from ucm.models import Connection

SHOWN = 5


@dataclass(frozen=True, slots=True)
class MissedNumber:
    """A number that called `times` in vain and has not been spoken to since `last`."""

    number: str
    name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Attention:
    """Each list is cut to SHOWN; the counts are of all."""

    locked_out: Sequence[Connection]
    missed_by_push: Sequence[Notice]
    unread: int
    missed: Sequence[MissedNumber]
    missed_count: int
    negative: Sequence[Call]
    failed: Sequence[Step]
    failed_count: int

    @property
    def is_empty(self) -> bool:
        return not (
            self.locked_out
            or self.missed_by_push
            or self.unread
            or self.missed
            or self.negative
            or self.failed
        )


def attention(span: Span) -> Attention:
    missed = not_returned(span)
    connections = list(Connection.objects.all())
    # Of a backfill's calls, which may be thousands, its own page tells.
    failed = Step.objects.failed().of_new_calls().filter(span.on("call__started_at")).select_related("call")
    newest_failed = list(failed.order_by("-finished_at", "-id")[:SHOWN])
    return Attention(
        locked_out=[connection for connection in connections if connection.login_refused],
        missed_by_push=notices(connections, now=timezone.now()),
        unread=Event.objects.filter(state__in=Event.TROUBLE).count(),
        missed=missed[:SHOWN],
        missed_count=len(missed),
        negative=most_negative(span),
        failed=newest_failed,
        failed_count=failed.count() if len(newest_failed) == SHOWN else len(newest_failed),
    )


def not_returned(span: Span) -> list[MissedNumber]:
    """Numbers with a missed inbound call and no answered call, either way, after it. Newest first.

    Numbers are compared as the phone system writes them; calls without one are left out. Two plain
    queries, folded here: one query with a subquery for each missed call took 3.5 s over 20,000 calls.
    """
    calls = calls_in(span).exclude(customer_number="").order_by("started_at")
    answered = calls.filter(ANSWERED).values_list("customer_number", "started_at")
    missed = calls.filter(INBOUND).exclude(ANSWERED)
    spoken = dict(answered.iterator())  # ascending, so that the last one stays
    return fold(missed.values_list("customer_number", "customer_name", "started_at").iterator(), spoken)


def fold(missed: Iterable[tuple[str, str, datetime]], spoken: Mapping[str, datetime]) -> list[MissedNumber]:
    """Missed calls (number, name, time; oldest first) to numbers, without those `spoken` to since."""
    found: dict[str, MissedNumber] = {}
    for number, name, moment in missed:
        if number in spoken and spoken[number] > moment:
            continue
        before = found.pop(number, None)  # put back at the end, so that the newest comes last
        found[number] = MissedNumber(
            number,
            name or (before.name if before else ""),
            times=before.times + 1 if before else 1,
            last=moment,
        )
    return list(reversed(found.values()))


def most_negative(span: Span) -> list[Call]:
    calls = calls_in(span).filter(insight__sentiment=Insight.Sentiment.NEGATIVE)
    calls = calls.select_related("insight").defer("insight__metrics", "insight__sentiments", "insight__notes")
    return list(calls.order_by("insight__sentiment_score", "-started_at")[:SHOWN])
