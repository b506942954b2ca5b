"""People's rules as the analysis takes them: topics, trackers and scorecards that are in use."""

from analytics import topics
from analytics.forms import Names
from analytics.insight import rulebook
from analytics.insight.report import VERSION
from analytics.insight.types import Rules
from analytics.rule_models import Scorecard, ScorecardItem, Tracker, lines_of


def in_use() -> Rules:
    """In a fixed order, so that the same rules always give the same report.

    A tracker that is switched off is no longer looked for; items that ask for it are not judged.
    """
    return Rules(
        topics=topics.in_use(),
        trackers=tuple(as_rule(row) for row in Tracker.objects.filter(is_active=True).order_by("pk")),
        scorecards=tuple(card_as_rule(card) for card in _scorecards()),
    )


def version() -> str:
    """What `Insight.version` is of a call that was analysed with the rules of now."""
    return f"{VERSION}+{in_use().fingerprint}"


def names() -> Names:
    """What the call list can be filtered by."""
    return Names(
        topics=topics.names(),
        trackers=list(Tracker.objects.filter(is_active=True).values_list("name", flat=True)),
        has_scores=Scorecard.objects.filter(is_active=True).exists(),
    )


def as_rule(row: Tracker) -> rulebook.Tracker:
    return rulebook.Tracker(
        id=row.pk or 0,
        name=row.name,
        phrases=lines_of(row.phrases),
        examples=lines_of(row.examples),
        threshold=row.threshold,
        said_by=row.said_by,
        asked=row.asked,
        where=row.where,
        seconds=float(row.seconds),
        is_absence=row.is_absence,
    )


def card_as_rule(card: Scorecard) -> rulebook.Scorecard:
    items = tuple(item_as_rule(item) for item in card.items.all())
    return rulebook.Scorecard(card.pk, card.name, items, card.direction)


def item_as_rule(item: ScorecardItem) -> rulebook.Item:
    return rulebook.Item(
        id=item.pk or 0,
        text=item.text,
        weight=item.weight,
        is_auto_fail=item.is_auto_fail,
        tracker=item.tracker_id,
        is_wanted=item.is_wanted,
        metric=item.metric,
        least=item.least,
        most=item.most,
    )


def _scorecards() -> list[Scorecard]:
    return list(Scorecard.objects.filter(is_active=True).order_by("pk").prefetch_related("items"))
