"""Transcript and Utterance: what was said in a call, written whole or not at all.

Times are seconds from the start of the call's audio; a call with several recordings counts on
through them (Recording.offset).
"""

from django.db import models


class Transcript(models.Model):
    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="transcript")
    engine = models.CharField(max_length=60)
    model = models.CharField(max_length=120)
    language = models.CharField(max_length=12, blank=True)
    duration = models.FloatField(help_text="Seconds of audio heard.")
    channels = models.PositiveSmallIntegerField(
        help_text="1: both people in one channel. 2: one person each."
    )
    has_speakers = models.BooleanField(default=False)
    words = models.PositiveIntegerField(default=0)
    spans = models.JSONField(default=list, help_text="[[kind, start, end], …]: what is no conversation.")
    created_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"transcript of call {self.call_id}"


class Utterance(models.Model):
    """A stretch of speech by one person (or, in mono that nobody separated, by anybody)."""

    class Role(models.TextChoices):
        AGENT = "agent", "Agent"
        CUSTOMER = "customer", "Customer"
        SYSTEM = "system", "Recorded voice"
        UNKNOWN = "", "Speaker"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="utterances")
    recording = models.ForeignKey("calls.Recording", on_delete=models.CASCADE, related_name="utterances")
    index = models.PositiveIntegerField(help_text="Place in the call, from 0; evidence points here.")
    speaker = models.CharField(max_length=8, blank=True)
    role = models.CharField(max_length=10, choices=Role, blank=True, default=Role.UNKNOWN)
    start = models.FloatField()
    end = models.FloatField()
    text = models.TextField()
    confidence = models.FloatField(help_text="Mean word probability, 0 to 1.")
    speaker_confidence = models.FloatField(
        null=True, blank=True, help_text="Mean probability of the speaker, 0 to 1. Empty: not known."
    )
    words = models.JSONField(
        default=list,
        help_text="[[start, end, text, confidence], …]; a fifth element 1 where two spoke at once.",
    )
    heard = models.JSONField(
        null=True,
        blank=True,
        help_text="{text, words, confidence} as recognised, where a correction stands in their place.",
    )

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "index"], name="one_utterance_per_index")
        ]

    def __str__(self) -> str:
        return f"utterance {self.index} of transcript {self.transcript_id}"
