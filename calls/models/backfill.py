"""Backfill: a person's wish for the calls of some past days, and how far it has been fulfilled.

Made in the admin or by `manage.py ucm_backfill`, carried on by calls/sources/backfill.py. As with a
Step, `due_at` says when it may be claimed: the end of a wait, or of the lease of whoever works on it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ucm.protocol.clock import EARLIEST

if TYPE_CHECKING:
    from ucm.models import Connection

DAY = timedelta(days=1)


class BackfillQuerySet(models.QuerySet["Backfill"]):
    def open(self) -> "BackfillQuerySet":
        return self.filter(state__in=Backfill.OPEN)

    def unfinished(self) -> "BackfillQuerySet":
        return self.exclude(state__in=Backfill.OVER)

    def due(self, now: datetime) -> "BackfillQuerySet":
        """Those that a worker may claim at `now`, a dead worker's included."""
        return self.open().filter(due_at__lte=now)


class Backfill(models.Model):
    """Days are taken newest first; those after `next_day` are done.

    Days are the connection's: midnight to midnight of the zone its clock shows, by the end of calls.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        CANCELLED = "cancelled", "Cancelled"
        DONE = "done", "Done"

    OPEN = (State.WAITING, State.RUNNING)
    OVER = (State.CANCELLED, State.DONE)

    connection = models.ForeignKey("ucm.Connection", on_delete=models.PROTECT, related_name="backfills")
    first_day = models.DateField("from", help_text="The first day to bring in, in the phone system's zone.")
    last_day = models.DateField("to", help_text="The last day, itself included.")
    recordings = models.BooleanField(
        "recordings too",
        default=True,
        help_text="Fetch and transcribe what was recorded, after the calls of today. Off: call records only.",
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, editable=False)
    next_day = models.DateField(editable=False)
    calls_found = models.PositiveIntegerField(default=0, editable=False)
    why = models.TextField(blank=True, editable=False, help_text="Why it waits, for a person.")
    mend = models.TextField(blank=True, editable=False, help_text="What a person can do.")
    attempts = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="In vain, since it last went well."
    )
    claim = models.CharField(max_length=32, blank=True, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    resumed_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when it has gone on without a stop: for the time left."
    )
    resumed_day = models.DateField(null=True, editable=False, help_text="The next day at that time.")
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = BackfillQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"], name="backfill_due")]

    def __str__(self) -> str:
        return f"backfill {self.pk} ({self.first_day} to {self.last_day})"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.next_day is None:
            self.next_day = self.last_day
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if self.connection_id and self.first_day and self.last_day:
            self._days_must_make_sense(timezone.localdate(timezone=self.connection.zone))

    def _days_must_make_sense(self, today: date) -> None:
        if self.first_day > self.last_day:
            raise ValidationError({"last_day": f"This day is before {self.first_day}, the first one."})
        if self.last_day > today:
            raise ValidationError({"last_day": f"This day has not come yet. Today is {today} there."})
        if self.first_day < EARLIEST.date():
            raise ValidationError({"first_day": f"No phone system has calls from before {EARLIEST:%Y}."})

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def days_done(self) -> int:
        return (self.last_day - self.next_day).days

    @property
    def days_to_do(self) -> int:
        return self.days - self.days_done

    def days_left(self) -> Iterator[date]:
        """Newest first."""
        return (self.next_day - n * DAY for n in range(self.days_to_do))

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The instants at which a day of this phone system begins and ends: 23 to 25 hours apart."""
        zone = self.connection.zone
        start, end = (datetime.combine(at, time(), zone).astimezone(UTC) for at in (day, day + DAY))
        return start, end

    # --- What a person may do: each answers whether it could be done ----------------------------------

    def pause(self) -> bool:
        """Stop before the next day and the next recording; what is under way is finished."""
        return self._move(Backfill.objects.open(), state=self.State.PAUSED)

    def resume(self) -> bool:
        """Go on, also when it waits to try again."""
        return self._move(
            Backfill.objects.unfinished(),
            state=self.State.WAITING,
            due_at=timezone.now(),
            attempts=0,
            why="",
            mend="",
        )

    def cancel(self) -> bool:
        """Ask for nothing more. What has come stays."""
        return self._move(
            Backfill.objects.unfinished(), state=self.State.CANCELLED, finished_at=timezone.now()
        )

    def _move(self, allowed: BackfillQuerySet, **changes: object) -> bool:
        """Taking the claim away makes a worker that is at it stop when it next looks."""
        moved = allowed.filter(pk=self.pk).update(claim="", **changes) == 1
        self.refresh_from_db()
        return moved


def covered(connection: "Connection", start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times, some of which may lie outside, that backfills have compared between the two."""
    zone = connection.zone
    days = (start.astimezone(zone).date(), end.astimezone(zone).date())
    for backfill in Backfill.objects.filter(
        connection=connection, last_day__gte=days[0], first_day__lte=days[1]
    ):
        if backfill.days_done:
            yield backfill.bounds(backfill.next_day + DAY)[0], backfill.bounds(backfill.last_day)[1]
