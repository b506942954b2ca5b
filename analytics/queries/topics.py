"""What the calls of a span are about: how many have each topic, how that changed, and their mood."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from analytics.models import Finding, Insight
from analytics.queries.period import Span

MOST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Calls with the topic, in the span and in the one before; those of them with a mood."""

    name: str
    calls: int
    before: int
    positive: int
    negative: int

    @property
    def change(self) -> int:
        return self.calls - self.before


@dataclass(frozen=True, slots=True)
class About:
    """The topics said most, of `known` analysed calls, `other` of which have none."""

    rows: tuple[Row, ...]
    known: int
    other: int


def about(span: Span, before: Span) -> About:
    has_topic = Exists(Finding.objects.filter(insight=OuterRef("pk"), kind=Finding.Kind.TOPIC))
    found = Insight.objects.filter(span.on("call__started_at")).aggregate(
        known=Count("pk"), other=Count("pk", filter=~has_topic)
    )
    return About(rows=tuple(_rows(span, before)), **found)


def _rows(span: Span, before: Span) -> Iterator[Row]:
    earlier = dict(_topics(before).values_list("text").annotate(n=Count("pk")).order_by())
    M = Insight.Sentiment
    counted = (
        _topics(span)
        .values("text")
        .annotate(
            calls=Count("pk"),
            positive=Count("pk", filter=Q(insight__sentiment=M.POSITIVE)),
            negative=Count("pk", filter=Q(insight__sentiment=M.NEGATIVE)),
        )
    )
    for row in counted.order_by("-calls", "text")[:MOST]:
        name = row.pop("text")
        yield Row(name=name, before=earlier.get(name, 0), **row)


def _topics(span: Span) -> QuerySet[Finding]:
    return Finding.objects.filter(span.on("insight__call__started_at"), kind=Finding.Kind.TOPIC)
