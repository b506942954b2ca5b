"""Step: one stage of work on one call. The row is the queue; a Celery message only rings.

Two times drive everything. `due_at` says when the step may be claimed: for a waiting step the
end of its back-off, for a claimed one the end of its lease. `ring_at` says when the sweeper rings
for it, should no doorbell have been heard.

Steps of a backfill's calls come last: calls/drip.py rings for them, and nobody may claim one while a
new call's step of the same stage is due.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

# A new call that found its UCM busy looks again within this time; history must not slip in before it.
SOON = timedelta(seconds=10)


class StepQuerySet(models.QuerySet["Step"]):
    def open(self) -> "StepQuerySet":
        return self.filter(state__in=Step.OPEN)

    def due(self, now: datetime | None = None) -> "StepQuerySet":
        """Steps that a worker may claim at `now`, a dead worker's included."""
        return self.open().filter(due_at__lte=now or timezone.now())

    def of_new_calls(self) -> "StepQuerySet":
        return self.filter(backfill=None)

    def of_history(self) -> "StepQuerySet":
        return self.filter(backfill__isnull=False)

    def claimable(self, now: datetime) -> "StepQuerySet":
        """Due steps; of a backfill's only those with no new call before them."""
        return self.due(now).exclude(
            Q(backfill__isnull=False)
            & Exists(Step.objects.of_new_calls().due(now + SOON).filter(stage=OuterRef("stage")))
        )

    def head(self, stage: str, *, of: int) -> "StepQuerySet":
        """The `of` steps of new calls at a stage that have been due the longest: those taken next."""
        return self.of_new_calls().due().filter(stage=stage).order_by("due_at", "pk")[:of]

    def failed(self) -> "StepQuerySet":
        return self.filter(state=Step.State.FAILED)


class Step(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "Working"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Nothing to do"
        FAILED = "failed", "Failed"

    OPEN = (State.WAITING, State.CLAIMED)

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    ring_at = models.DateTimeField(default=timezone.now)
    claim = models.CharField(max_length=32, blank=True, help_text="Token of the worker that holds it.")
    why = models.TextField(blank=True, help_text="Why it waits, was skipped or failed, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    backfill = models.ForeignKey(
        "calls.Backfill", null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "step of work"
        verbose_name_plural = "steps of work"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "stage"], name="one_step_per_stage")]
        indexes = [
            models.Index(fields=["state", "stage", "backfill", "due_at"], name="step_due"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of call {self.call_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
