"""Call and Leg: one conversation as the PBX counted it. Written by calls/ingest.py only,
its names by calls/directory/ too."""

from django.db import models

MADE_FROM_RECORDING = "recording:"
"""What the session of such a call begins with; a UCM's own begins with a number."""


class Call(models.Model):
    """All legs that share one session on one PBX, reduced to what people ask of a call.

    `disposition` is the conversation's, not a leg's: a call that voicemail or an IVR picked up
    was not answered by a person, whatever its legs say. Numbers are who somebody is; `agent_name`,
    `callee_name` and `queue_name` are what the directory called them when the call began.
    """

    class Direction(models.TextChoices):
        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"
        INTERNAL = "internal", "Internal"

    class Disposition(models.TextChoices):
        ANSWERED = "answered", "Answered"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Voicemail"
        BUSY = "busy", "Busy"
        FAILED = "failed", "Failed"

    connection = models.ForeignKey("ucm.Connection", on_delete=models.PROTECT, related_name="calls")
    session = models.CharField(max_length=160)
    direction = models.CharField(max_length=10, choices=Direction)
    disposition = models.CharField(max_length=10, choices=Disposition)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()
    caller_number = models.CharField(max_length=80, blank=True)
    caller_name = models.CharField(max_length=120, blank=True)
    callee_number = models.CharField(max_length=80, blank=True)
    callee_name = models.CharField(max_length=120, blank=True)
    agent_number = models.CharField("extension", max_length=80, blank=True)
    agent_name = models.CharField(max_length=120, blank=True)
    customer_number = models.CharField(max_length=80, blank=True)
    customer_name = models.CharField(max_length=120, blank=True)
    queue = models.CharField("queue or ring group", max_length=80, blank=True)
    queue_name = models.CharField(max_length=120, blank=True)
    trunk = models.CharField(max_length=120, blank=True)
    ring_seconds = models.PositiveIntegerField(default=0)
    talk_seconds = models.PositiveIntegerField(default=0)
    duration_seconds = models.PositiveIntegerField(default=0)
    queue_wait_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="From the first queue or ring group; empty: it entered none."
    )
    answering_count = models.PositiveSmallIntegerField(
        default=0, help_text="Different numbers on which a person answered; 2 after a transfer."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "session"], name="one_call_per_session")]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_newest_first"),
            models.Index(fields=["connection", "agent_number", "-started_at"], name="call_of_an_agent"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def is_made_from_recording(self) -> bool:
        """Whether no call record has come for it: its facts are those of a file's name and audio."""
        return self.session.startswith(MADE_FROM_RECORDING)


class Leg(models.Model):
    """One CDR row. `key` is the PBX's identity of the row (see LegRecord.key), unique in its call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    key = models.CharField(max_length=64)
    event = models.ForeignKey("calls.Event", on_delete=models.PROTECT, related_name="legs")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True)
    destination = models.CharField(max_length=80, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    disposition = models.CharField(max_length=20, blank=True)
    action_type = models.CharField(max_length=60, blank=True)
    last_app = models.CharField(max_length=40, blank=True)
    duration_seconds = models.PositiveIntegerField(default=0)
    talk_seconds = models.PositiveIntegerField(default=0)
    raw = models.JSONField(help_text="The record as the PBX sent it, unknown fields and all.")

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="one_leg_per_key")]

    def __str__(self) -> str:
        return f"leg {self.pk} of call {self.call_id}"
