"""SpeakerRole: what a person said about who one speaker of a recording is. Written by calls/who_is_who.py.

It outlives the transcript: letters of speakers change when a recording is heard again, the stretches
in which somebody spoke do not. Its call is its recording's, which may become another one's.
"""

from django.conf import settings
from django.db import models

from calls.models.transcript import Utterance


class SpeakerRole(models.Model):
    recording = models.ForeignKey("calls.Recording", on_delete=models.CASCADE, related_name="speaker_roles")
    speaker = models.CharField(max_length=8, help_text="The letter when it was said.")
    stretches = models.JSONField(
        help_text="[[start, end], …] in which this speaker spoke, seconds from the recording's start."
    )
    role = models.CharField(max_length=10, choices=Utterance.Role, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recording", "speaker"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "speaker"], name="one_word_on_each_speaker")
        ]

    def __str__(self) -> str:
        return f"role of speaker {self.speaker} of recording {self.recording_id}"
