"""Correction: what a person wrote over a line of a transcript. Outlives the transcript it was written over.

Its times are seconds of the recording, not of the call's clock: a recording can change its place in the
call, or its call, and takes its corrections along. Written by calls/correcting.py only.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from calls.models.call import Call


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def of(self, call: Call) -> "CorrectionQuerySet":
        return self.filter(recording__call=call)

    def live(self) -> "CorrectionQuerySet":
        """Those that hold, in the transcript or not."""
        return self.exclude(state=Correction.State.WITHDRAWN)

    def unplaced(self) -> "CorrectionQuerySet":
        return self.filter(state=Correction.State.UNPLACED)


class Correction(models.Model):
    class State(models.TextChoices):
        PLACED = "placed", "In the transcript"
        HEARD = "heard", "Heard so by itself"
        UNPLACED = "unplaced", "Could not be placed"
        WITHDRAWN = "withdrawn", "Undone or written over"

    recording = models.ForeignKey("calls.Recording", on_delete=models.CASCADE, related_name="corrections")
    start = models.FloatField(help_text="Seconds of the recording at which the line began.")
    end = models.FloatField()
    heard = models.TextField(help_text="The line as the recogniser had it.")
    text = models.TextField(help_text="The line as the person wrote it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.PLACED)
    lines = models.JSONField(default=list, help_text="Indexes of the lines of the transcript it stands in.")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"correction {self.pk} in recording {self.recording_id}"
