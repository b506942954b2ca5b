"""Recording: a file the PBX named in a CDR, wanted until it is stored or known to be gone."""

from django.db import models


class Recording(models.Model):
    class State(models.TextChoices):
        WANTED = "wanted", "Wanted"
        STORED = "stored", "Stored"
        MISSING = "missing", "Missing on the PBX"

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="recordings")
    name = models.CharField(max_length=260, help_text="As in the CDR, month folder included.")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WANTED)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="When the audio begins.")
    expected_size = models.PositiveBigIntegerField(default=0, help_text="Bytes, as announced; 0 if unknown.")
    expected_duration = models.PositiveIntegerField(
        default=0, help_text="Seconds, as announced or talked; 0 if unknown."
    )
    unique_code = models.CharField(max_length=80, blank=True, help_text="Its key in Grandstream's cloud.")
    why = models.TextField(blank=True, help_text="Why it is missing or short, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")
    file = models.FileField(upload_to="", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    codec = models.CharField(max_length=20, blank=True)
    sample_rate = models.PositiveIntegerField(default=0, help_text="Hertz.")
    channels = models.PositiveSmallIntegerField(default=0)
    duration = models.FloatField(default=0.0, help_text="Seconds of audio.")
    offset = models.FloatField(
        default=0.0, help_text="Seconds of audio in the call's recordings before this one."
    )
    quality = models.JSONField(
        null=True, editable=False, help_text="calls.speech.types.Quality, once it has been heard."
    )
    waveform = models.JSONField(
        default=list, editable=False, help_text="Largest amplitudes in order, 0 to 100 of the loudest."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="one_recording_per_name")]
        permissions = [("play_recording", "Can listen to recordings")]

    def __str__(self) -> str:
        return f"recording {self.pk} of call {self.call_id}"
