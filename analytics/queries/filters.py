"""Filters, and the calls that match them. Made by forms.py from a URL; used by list and export."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from analytics.insight.risk import MEDIUM_FROM
from analytics.models import Finding, Insight
from analytics.queries.period import Period, Span, span_of, span_of_day
from analytics.queries.status import with_status
from calls.models import Call, Utterance

MISSED = "missed"  # a disposition of our own: every call that no person answered
AT_RISK = "at-risk"  # beside moods and courses: calls with a risk that is medium or high

# Ranges of the score of a call: from, and below.
QUALITIES = {"low": (0.0, 50.0), "fair": (50.0, 80.0), "good": (80.0, 101.0)}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked for; an empty string asks for everything. `day` overrules `period`.

    `agent` is "CONNECTION-NUMBER", such as "3-1002": names change, and two systems may share a number.
    """

    q: str = ""
    period: Period = Period.MONTH
    day: date | None = None
    direction: str = ""
    disposition: str = ""
    sentiment: str = ""
    status: str = ""
    agent: str = ""
    topic: str = ""
    tracker: str = ""
    quality: str = ""

    @property
    def span(self) -> Span:
        return span_of_day(self.day) if self.day else span_of(self.period)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many calls match within the span, and how many match but are older than it."""

    here: int
    earlier: int


def matching(filters: Filters) -> QuerySet[Call]:
    """The calls that match, each with its `status`, in no particular order."""
    return _matching_ever(filters).filter(filters.span.on("started_at"))


def counts(filters: Filters) -> Counts:
    """Both counts in one query, so that an empty page can say that there are older calls."""
    span = filters.span
    earlier = Q(started_at__lt=span.start) if span.start else Q(pk__in=[])
    found = _matching_ever(filters).aggregate(
        here=Count("pk", filter=span.on("started_at")), earlier=Count("pk", filter=earlier)
    )
    return Counts(**found)


def over_all_time(filters: Filters) -> Filters:
    return replace(filters, period=Period.ALL, day=None)


def _matching_ever(filters: Filters) -> QuerySet[Call]:
    calls = with_status(Call.objects.all())
    if filters.q:
        calls = calls.filter(_says_or_is(filters.q))
    if filters.direction:
        calls = calls.filter(direction=filters.direction)
    if filters.disposition == MISSED:
        calls = calls.exclude(disposition=Call.Disposition.ANSWERED)
    elif filters.disposition:
        calls = calls.filter(disposition=filters.disposition)
    if filters.sentiment:
        calls = calls.filter(_feels(filters.sentiment))
    if filters.status:
        calls = calls.filter(status=filters.status)
    if filters.agent:
        connection, _, number = filters.agent.partition("-")
        calls = calls.filter(connection=int(connection), agent_number=number)
    return _found_in(calls, filters)


def _found_in(calls: QuerySet[Call], filters: Filters) -> QuerySet[Call]:
    """By what an analysis found in them."""
    if filters.topic:
        calls = calls.filter(Exists(_findings_of(filters.topic, kind=Finding.Kind.TOPIC)))
    if filters.tracker:
        calls = calls.filter(Exists(_findings_of(filters.tracker, kind=Finding.Kind.TRACKER)))
    if filters.quality:
        least, below = QUALITIES[filters.quality]
        calls = calls.filter(insight__quality__gte=least, insight__quality__lt=below)
    return calls


def _findings_of(name: str, *, kind: str) -> QuerySet[Finding]:
    return Finding.objects.filter(insight__call=OuterRef("pk"), kind=kind, text=name)


def _feels(sentiment: str) -> Q:
    """A mood, where the mood went, or that somebody should look at the call."""
    if sentiment == AT_RISK:
        risks = Finding.objects.filter(kind=Finding.Kind.RISK, score__gte=MEDIUM_FROM)
        return Q(Exists(risks.filter(insight__call=OuterRef("pk"))))
    if sentiment in Insight.Course:
        return Q(insight__sentiment_course=sentiment)
    return Q(insight__sentiment=sentiment)


def _says_or_is(q: str) -> Q:
    """Who it was with, by number or name, or a phrase that somebody said."""
    said = Utterance.objects.filter(transcript__call=OuterRef("pk"), text__icontains=q)
    columns = ("customer_name", "agent_name", "callee_name", "queue_name")
    people = Q.create([(f"{column}__icontains", q) for column in columns], connector=Q.OR)
    return people | _numbered(q) | Q(Exists(said))


def _numbered(q: str) -> Q:
    """Numbers are typed as "+49 30 12-34" and stored as digits."""
    number = "".join(sign for sign in q if sign not in " -/().")
    if not number.lstrip("+").isdigit():
        return Q(customer_number__icontains=q) | Q(agent_number__icontains=q)
    return Q(customer_number__contains=number) | Q(agent_number__contains=number)
