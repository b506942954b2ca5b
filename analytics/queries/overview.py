"""The overview's numbers: how many calls, answered by whom, how long, when, in what mood.

"Answered" is the conversation's disposition: a call that voicemail or a menu picked up was not
answered by a person. Internal calls count as calls, but not in the answer rate (nobody outside was
waiting). Averages are over calls, each call counted once.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from analytics.models import Insight
from analytics.queries.period import Span
from calls.models import Call, Recording

ANSWERED = Q(disposition=Call.Disposition.ANSWERED)
INBOUND = Q(direction=Call.Direction.INBOUND)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of calls, and the mean talk time of answered calls in seconds, None without any.

    `transferred` are inbound calls answered on two extensions or more.
    """

    calls: int
    answered: int
    inbound: int
    inbound_answered: int
    talk: float | None
    transferred: int = 0

    @property
    def missed(self) -> int:
        return self.inbound - self.inbound_answered

    @property
    def answer_rate(self) -> float | None:
        """Percent of inbound calls that a person answered; None when there were none."""
        return 100 * self.inbound_answered / self.inbound if self.inbound else None


@dataclass(frozen=True, slots=True)
class DayVolume:
    day: date
    answered: int = 0
    no_answer: int = 0
    voicemail: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.answered + self.no_answer + self.voicemail + self.other


@dataclass(frozen=True, slots=True)
class Moods:
    """Sentiment over the answered calls: `analysed` of `recorded` calls have one."""

    positive: int
    neutral: int
    negative: int
    recorded: int

    @property
    def analysed(self) -> int:
        return self.positive + self.neutral + self.negative


def calls_in(span: Span) -> QuerySet[Call]:
    return Call.objects.filter(span.on("started_at"))


def totals(span: Span) -> Totals:
    found = calls_in(span).aggregate(
        calls=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        inbound=Count("pk", filter=INBOUND),
        inbound_answered=Count("pk", filter=INBOUND & ANSWERED),
        transferred=Count("pk", filter=INBOUND & ANSWERED & Q(answering_count__gte=2)),
        talk=Avg("talk_seconds", filter=ANSWERED),
    )
    return Totals(**found)


def volume(span: Span) -> list[DayVolume]:
    """One row for each day of the span, days without calls included."""
    D = Call.Disposition
    days = calls_in(span).annotate(day=TruncDate("started_at")).values("day").order_by("day")
    counted = days.annotate(
        answered=Count("pk", filter=ANSWERED),
        no_answer=Count("pk", filter=Q(disposition=D.NO_ANSWER)),
        voicemail=Count("pk", filter=Q(disposition=D.VOICEMAIL)),
        other=Count("pk", filter=Q(disposition__in=[D.BUSY, D.FAILED])),
    )
    found = {row["day"]: DayVolume(**row) for row in counted}
    return [found.get(day, DayVolume(day)) for day in span.days()]


def by_hour(span: Span) -> dict[tuple[int, int], int]:
    """Calls by (ISO weekday 1 to 7, hour 0 to 23) in the current time zone."""
    slots = calls_in(span).annotate(weekday=ExtractIsoWeekDay("started_at"), hour=ExtractHour("started_at"))
    counted = slots.values_list("weekday", "hour").annotate(n=Count("pk")).order_by()
    return {(weekday, hour): n for weekday, hour, n in counted}


def moods(span: Span) -> Moods:
    M = Insight.Sentiment
    insights = Insight.objects.filter(span.on("call__started_at"))
    found = insights.aggregate(
        positive=Count("pk", filter=Q(sentiment=M.POSITIVE)),
        neutral=Count("pk", filter=Q(sentiment=M.NEUTRAL)),
        negative=Count("pk", filter=Q(sentiment=M.NEGATIVE)),
    )
    stored = Recording.objects.filter(span.on("call__started_at"), state=Recording.State.STORED)
    return Moods(**found, recorded=stored.values("call").distinct().count())


def earlier_calls(span: Span) -> int:
    return Call.objects.filter(started_at__lt=span.start).count() if span.start else 0
