"""Poll: one look at a UCM's own records, and how far they are known to be here as well."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

if TYPE_CHECKING:
    from ucm.models import Connection


class PollQuerySet(models.QuerySet["Poll"]):
    def open(self) -> "PollQuerySet":
        return self.exclude(state=Poll.State.DONE)

    def done(self) -> "PollQuerySet":
        return self.filter(state=Poll.State.DONE)

    def reconciled_until(self, connection: "Connection") -> datetime | None:
        """The latest call end up to which this UCM's records were compared; None before the first time."""
        latest: datetime | None = (
            self.done().filter(connection=connection).aggregate(models.Max("window_end"))["window_end__max"]
        )
        return latest

    def thin(self, *, now: datetime) -> int:
        """Keep the done polls of a day as one row once they are POLL_KEEP_DAYS old; the rows deleted.

        Only windows that meet are joined, so what was compared and what was not stays known for ever.
        """
        before = now - timedelta(days=settings.POLL_KEEP_DAYS)
        old = self.done().filter(window_end__lt=before).order_by("connection", "window_start")
        deleted, kept = 0, None
        for row in old.iterator():
            if kept is not None and kept.can_absorb(row):
                kept.absorb(row)
                deleted += 1
            else:
                kept = row
        return deleted


class Poll(models.Model):
    """The windows of the done ones, which overlap, are what is reconciled.

    A connection has one open poll at most: what could not be finished is taken up again by the next
    try, with a window that reaches to then, so trouble is one row however long it lasts.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    connection = models.ForeignKey("ucm.Connection", on_delete=models.CASCADE, related_name="polls")
    window_start = models.DateTimeField(help_text="By the time at which calls ended.")
    window_end = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    legs_seen = models.PositiveIntegerField(default=0)
    calls_seen = models.PositiveIntegerField(default=0)
    calls_recovered = models.PositiveIntegerField(
        default=0, help_text="Calls that no push had brought, over all tries of this poll."
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why it waits or failed, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=~Q(state="done"), name="one_open_poll_per_connection"
            )
        ]
        indexes = [models.Index(fields=["connection", "state", "-window_end"], name="poll_reconciled")]

    def __str__(self) -> str:
        return f"poll {self.pk} ({self.get_state_display().lower()})"

    def can_absorb(self, other: "Poll") -> bool:
        """Whether the other one, which begins later, leaves no gap and ends on the same day."""
        return (
            self.connection_id == other.connection_id
            and other.window_start <= self.window_end
            and other.window_end.date() == self.window_end.date()
        )

    def absorb(self, other: "Poll") -> None:
        """Windows overlap, so what they saw cannot be added up: the most is kept. Recovered calls can."""
        self.window_end = max(self.window_end, other.window_end)
        self.legs_seen = max(self.legs_seen, other.legs_seen)
        self.calls_seen = max(self.calls_seen, other.calls_seen)
        self.calls_recovered += other.calls_recovered
        with transaction.atomic():
            self.save(update_fields=["window_end", "legs_seen", "calls_seen", "calls_recovered"])
            other.delete()
