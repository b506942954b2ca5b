"""HeardPart: ten minutes of a long recording that have been heard, while the rest has not."""

from django.db import models


class HeardPart(models.Model):
    """Kept until the call's transcript is written, so that a killed worker does not begin again.

    `made_by` is a digest of engine, model and hints: another one must hear the part itself.
    """

    recording = models.ForeignKey("calls.Recording", on_delete=models.CASCADE, related_name="heard_parts")
    number = models.PositiveIntegerField(help_text="Place in the recording, from 0.")
    made_by = models.CharField(max_length=64)
    heard = models.JSONField()
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="one_part_per_number")]

    def __str__(self) -> str:
        return f"part {self.number} of recording {self.recording_id}"
