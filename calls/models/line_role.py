"""LineRole: a person said that one line is not by whom it was given to. Written by calls/who_said.py.

Like SpeakerRole it outlives the transcript, and is placed in the next one by time.
"""

from django.conf import settings
from django.db import models

from calls.models.transcript import Utterance


class LineRole(models.Model):
    recording = models.ForeignKey("calls.Recording", on_delete=models.CASCADE, related_name="line_roles")
    start = models.FloatField(help_text="Seconds from the recording's start.")
    end = models.FloatField()
    role = models.CharField(max_length=10, choices=Utterance.Role, help_text="Who said it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["recording", "start"]
        constraints = [models.UniqueConstraint(fields=["recording", "start"], name="one_word_on_each_line")]

    def __str__(self) -> str:
        return f"role of a line of recording {self.recording_id}"
