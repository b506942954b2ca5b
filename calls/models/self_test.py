"""SelfTest: the recogniser hears a call whose words are known, so that somebody sees words come out."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

ANSWERS_WITHIN = timedelta(seconds=60)
"""A transcriber that hears long calls takes a bell at once all the same: it hears several at a time."""
GIVEN_UP_AFTER = timedelta(minutes=10)


class SelfTest(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True, help_text="calls.self_test.Proof")
    why = models.TextField(blank=True, help_text="Why it failed, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"self-test {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come."""
        is_young = timezone.now() - self.asked_at < GIVEN_UP_AFTER
        return self.state in (self.State.WAITING, self.State.RUNNING) and is_young

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody took it up in time."""
        return self.state == self.State.WAITING and timezone.now() - self.asked_at > ANSWERS_WITHIN
