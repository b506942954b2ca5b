"""How often trackers apply and how calls score: for the pages of trackers and scorecards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek

from analytics.models import Finding, Insight
from analytics.queries.period import Period, span_of
from analytics.rule_models import Scorecard, Tracker

AGENTS = 20


@dataclass(frozen=True, slots=True)
class Share:
    """Of `calls` analysed calls the tracker applies to `found`."""

    label: str
    found: int
    calls: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The last 90 days of a tracker."""

    all: Share
    weeks: Sequence[Share]
    agents: Sequence[Share]


def trackers() -> QuerySet[Tracker]:
    return Tracker.objects.order_by("-is_active", "name")


def counts() -> dict[str, int]:
    """For each name of a tracker the calls of the last 30 days it applies to."""
    rows = Finding.objects.filter(
        span_of(Period.MONTH).on("insight__call__started_at"), kind=Finding.Kind.TRACKER
    )
    return dict(rows.values_list("text").annotate(n=Count("pk")).order_by())


def numbers(name: str) -> Numbers:
    has_it = Finding.objects.filter(insight=OuterRef("pk"), kind=Finding.Kind.TRACKER, text=name)
    analysed = Insight.objects.filter(span_of(Period.QUARTER).on("call__started_at"))
    told = analysed.annotate(has_it=Exists(has_it))
    count = {"calls": Count("pk"), "found": Count("pk", filter=Q(has_it=True))}
    weeks = told.annotate(week=TruncWeek("call__started_at")).values("week").annotate(**count)
    agents = (
        told.exclude(call__agent_number="")
        .values(number=F("call__agent_number"), name=F("call__agent_name"))
        .annotate(**count)
    )
    return Numbers(
        all=Share("All calls", **told.aggregate(**count)),
        weeks=[_share(_week(row.pop("week").date()), row) for row in weeks.order_by("-week")],
        agents=[
            _share(row.pop("name") or row["number"], {key: row[key] for key in count})
            for row in agents.order_by("-calls", "number")[:AGENTS]
        ],
    )


def scorecards() -> QuerySet[Scorecard]:
    return Scorecard.objects.order_by("-is_active", "name").prefetch_related("items__tracker")


def mean_quality() -> dict[str, float | int | None]:
    """The mean score of the calls of the last 30 days, and of how many."""
    judged = Insight.objects.filter(span_of(Period.MONTH).on("call__started_at"), quality__isnull=False)
    return judged.aggregate(mean=Avg("quality"), calls=Count("pk"))


def _share(label: str, row: dict[str, int]) -> Share:
    return Share(label, row["found"], row["calls"])


def _week(day: date) -> str:
    return f"Week of {day:%-d %b %Y}"
