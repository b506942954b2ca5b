"""ImportedFile: a file that was found in a watched folder or uploaded, and what became of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from calls.recordings import StoredFile
from calls.speech.audio import AudioFacts

if TYPE_CHECKING:
    from ucm.models import Connection


class ImportedFileQuerySet(models.QuerySet["ImportedFile"]):
    def arriving(self) -> "ImportedFileQuerySet":
        return self.filter(state=ImportedFile.State.ARRIVING)

    def waiting(self) -> "ImportedFileQuerySet":
        """Recordings that are here and belong to no call yet."""
        return self.filter(state=ImportedFile.State.WAITING)

    def asking(self) -> "ImportedFileQuerySet":
        return self.filter(state=ImportedFile.State.ASKING)

    def without_call(self) -> "ImportedFileQuerySet":
        return self.filter(state__in=[ImportedFile.State.WAITING, ImportedFile.State.ASKING])

    def named(self, connection: "Connection", names: list[str]) -> "ImportedFileQuerySet":
        """Stored recordings by their bare names (recording_names.bare)."""
        return self.without_call().filter(connection=connection, bare_name__in=names)


class ImportedFile(models.Model):
    """A recording, an export of call records, or what could not be taken, with its reason.

    `name` is the path as it was found, below the watched folder or inside an archive. A recording's audio
    is in `file` from the start; it becomes a call's when the fetch stage asks for its name. `bare_name` is
    that name; of a file whose own name tells nothing it has a part of the hash, for two may be alike.
    """

    class Source(models.TextChoices):
        FOLDER = "folder", "Watched folder"
        UPLOAD = "upload", "Upload"

    class Kind(models.TextChoices):
        RECORDING = "recording", "Recording"
        RECORDS = "records", "Call records"
        ARCHIVE = "archive", "Archive"
        OTHER = "other", "Unknown"

    class State(models.TextChoices):
        ARRIVING = "arriving", "Still being written"
        WAITING = "waiting", "Waits for its call record"
        ASKING = "asking", "Needs to be told whose call it is"
        TAKEN = "taken", "Taken in"
        DUPLICATE = "duplicate", "Already here"
        REFUSED = "refused", "Not taken"

    connection = models.ForeignKey("ucm.Connection", on_delete=models.PROTECT, related_name="imported_files")
    source = models.CharField(max_length=6, choices=Source)
    batch = models.CharField(max_length=32, blank=True, db_index=True, help_text="Files uploaded together.")
    name = models.CharField(max_length=400)
    bare_name = models.CharField(max_length=260, blank=True)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OTHER)
    state = models.CharField(max_length=9, choices=State)
    why = models.TextField(blank=True, help_text="Why it was not taken, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")
    records = models.PositiveIntegerField(default=0, help_text="Call records read from it.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes, as it was brought.")
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="", max_length=200, blank=True)
    codec = models.CharField(max_length=20, blank=True)
    sample_rate = models.PositiveIntegerField(default=0, help_text="Hertz.")
    channels = models.PositiveSmallIntegerField(default=0)
    duration = models.FloatField(default=0.0, help_text="Seconds of audio.")
    written_at = models.DateTimeField(null=True, blank=True, help_text="The file's own time.")
    is_left = models.BooleanField(
        default=False, help_text="Still lies in its folder, out of which it could not be moved."
    )
    call = models.ForeignKey(
        "calls.Call", on_delete=models.SET_NULL, null=True, blank=True, related_name="imported_files"
    )
    events = models.ManyToManyField("calls.Event", blank=True, related_name="imported_files")
    received_at = models.DateTimeField(auto_now_add=True)

    objects = ImportedFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["connection", "bare_name"], name="imported_by_name"),
            models.Index(fields=["connection", "sha256"], name="imported_by_content"),
            models.Index(fields=["state", "received_at"], name="imported_waiting"),
        ]

    def __str__(self) -> str:
        return f"imported file {self.pk} ({self.get_state_display().lower()})"

    @property
    def waits_until(self) -> datetime:
        """When a call is made of it though no call record has come."""
        return self.received_at + timedelta(seconds=settings.IMPORT_WAIT)

    @property
    def stored(self) -> StoredFile:
        """The audio as the fetch stage hands it on."""
        audio = AudioFacts(self.codec, self.sample_rate, self.channels, self.duration)
        size = (settings.RECORDINGS_DIR / self.file.name).stat().st_size
        return StoredFile(self.file.name, self.sha256, size, audio)
