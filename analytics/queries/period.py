"""Periods people ask for, as spans of time. Used by the overview, the filters and their pages.

A period of 7 days is today and the 6 days before it, as the wall clock of the current time zone
counts days. It is compared with the same span 7 days earlier, so that half a Monday is compared
with half a Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone


class Period(models.TextChoices):
    WEEK = "7", "7 days"
    MONTH = "30", "30 days"
    QUARTER = "90", "90 days"
    ALL = "all", "All time"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, and without, `end`; both aware. `start` is None for "since ever"."""

    start: datetime | None
    end: datetime

    def on(self, field: str) -> models.Q:
        """The condition that `field` lies in this span."""
        condition = models.Q(**{f"{field}__lt": self.end})
        return condition & models.Q(**{f"{field}__gte": self.start}) if self.start else condition

    def earlier(self, days: int) -> "Span":
        """The same span so many calendar days before (a wall clock's days: 23 to 25 hours)."""
        back = timedelta(days=days)
        return Span(start=self.start - back if self.start else None, end=self.end - back)

    def days(self) -> list[date]:
        """The calendar days it touches, oldest first; none when it has no start."""
        if not self.start:
            return []
        first, last = self.start.date(), (self.end - timedelta(microseconds=1)).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def span_of(period: Period, *, now: datetime | None = None) -> Span:
    """The span that ends now. Its times carry the current time zone."""
    now = timezone.localtime(now)
    if period == Period.ALL:
        return Span(start=None, end=now)
    return Span(start=_midnight(now.date() - timedelta(days=int(period) - 1)), end=now)


def span_of_day(day: date) -> Span:
    return Span(start=_midnight(day), end=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
