"""LanguageModel and what it costs; WrittenSummary, what it wrote of a call; EditedSummary, what a person
says.

A summary refers to a call by seconds: indexes of utterances change when the call is heard again.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from analytics.insight.llm.ladder import Rung
from analytics.llm import address
from ucm.fields import EncryptedTextField


class LanguageModel(models.Model):
    """An endpoint that may write summaries. One at most is in use; none is, until an admin says so."""

    class Rungs(models.TextChoices):
        SCHEMA = Rung.SCHEMA, "a JSON schema"
        OBJECT = Rung.OBJECT, "any JSON object"
        PROMPT = Rung.PROMPT, "nothing but the prompt"

    name = models.CharField(max_length=60, unique=True)
    in_use = models.BooleanField(
        default=False,
        help_text="Calls are sent to it from now on, as said above. Without it nothing is sent anywhere.",
    )
    base_url = models.CharField("address", max_length=300, help_text="Such as http://192.168.1.20:11434/v1")
    model = models.CharField(max_length=120, help_text="As the endpoint calls it, such as llama3.1:8b")
    key = EncryptedTextField(blank=True, editable=False)
    language = models.CharField("summaries in", max_length=12, blank=True)
    context = models.PositiveIntegerField(
        "context in tokens",
        default=8192,
        validators=[MinValueValidator(2048), MaxValueValidator(1_000_000)],
        help_text="As the model was started. Of longer calls the telling parts are sent.",
    )
    patience = models.PositiveIntegerField(
        "seconds for an answer", default=120, validators=[MinValueValidator(5), MaxValueValidator(1800)]
    )
    calls_a_day = models.PositiveIntegerField(
        "calls a day",
        default=500,
        validators=[MinValueValidator(1)],
        help_text="Calls beyond that keep the sentences that AudiaPro picks.",
    )
    tokens_a_day = models.PositiveBigIntegerField(
        "tokens a day", null=True, blank=True, help_text="In and out together. Empty: no limit."
    )
    rung = models.CharField(max_length=20, choices=Rungs, default=Rungs.SCHEMA, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    paused_why = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"],
                condition=Q(in_use=True),
                name="one_language_model_in_use",
                violation_error_message="Another language model is in use. Switch that one off first.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        return address.host_of(self.base_url)

    @property
    def leaves_the_house(self) -> bool:
        return not address.is_in_the_house(self.base_url)


class Spending(models.Model):
    """What a language model was asked on one day, in TIME_ZONE."""

    language_model = models.ForeignKey(LanguageModel, on_delete=models.CASCADE, related_name="spending")
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        verbose_name_plural = "spending"
        constraints = [models.UniqueConstraint(fields=["language_model", "day"], name="one_spending_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.calls} calls, {self.tokens} tokens"


class WrittenSummary(models.Model):
    """What a language model wrote of a call, checked: [{slot, text, at: [seconds]}, …] in `sentences`.

    Not `is_shown` where the sentences that AudiaPro picks serve better; `why` then says why.
    """

    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="written_summary")
    sentences = models.JSONField(default=list)
    is_shown = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    dropped = models.PositiveIntegerField(default=0, help_text="Sentences that the call does not bear out.")
    model = models.CharField(max_length=120)
    host = models.CharField(max_length=300)
    asked = models.CharField(max_length=64, help_text="Fingerprint of what was asked, and of whom.")
    tries = models.PositiveIntegerField(default=0, help_text="Without an answer, one after the other.")
    tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "written summaries"

    def __str__(self) -> str:
        return f"written summary of call {self.call_id}"


class EditedSummary(models.Model):
    """A person's word on a call: [{text, at: [seconds]}, …] in `lines`. Stays when anything is analysed
    again."""

    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="edited_summary")
    lines = models.JSONField(default=list)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, help_text="Empty where it was approved as it stood.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "edited summaries"

    def __str__(self) -> str:
        return f"edited summary of call {self.call_id}"
