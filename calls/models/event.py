"""Event: bytes from the PBX, kept before anybody tried to understand them."""

from django.db import models


class Event(models.Model):
    class Source(models.TextChoices):
        WEBHOOK = "webhook", "Webhook"
        FEED = "feed", "Real-time output"
        POLL = "poll", "Poll"
        BACKFILL = "backfill", "Backfill"
        UPLOAD = "upload", "Upload"
        FOLDER = "folder", "Watched folder"

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        UNDERSTOOD = "understood", "Understood"
        PARTLY = "partly", "Partly unreadable"
        UNREADABLE = "unreadable", "Could not be read"

    # What a person should look at. The records that could be read of PARTLY are calls already.
    TROUBLE = (State.PARTLY, State.UNREADABLE)

    connection = models.ForeignKey("ucm.Connection", on_delete=models.PROTECT, related_name="events")
    source = models.CharField(max_length=10, choices=Source)
    backfill = models.ForeignKey(
        "calls.Backfill", null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    received_at = models.DateTimeField(auto_now_add=True)
    content_type = models.CharField(max_length=120, blank=True)
    raw = models.BinaryField()
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True, help_text="Why it could not be read.")
    advice = models.TextField(blank=True, help_text="What to do about it.")

    class Meta:
        verbose_name = "received event"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return f"event {self.pk} ({self.get_state_display().lower()})"
