"""Term: a name or a word that is likely to be said on the calls of a phone system."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower

LONGEST = 60


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, connection_id: int) -> "TermQuerySet":
        """Those of this phone system, and those of all."""
        return self.filter(Q(connection=None) | Q(connection=connection_id))

    def used_on(self, connection_id: int) -> "TermQuerySet":
        """Those that the recogniser is told for this phone system's calls, the newest first."""
        return self.of(connection_id).filter(state=Term.State.USED).order_by("-id")


class Term(models.Model):
    """People write terms down, or accept those that were learned from their corrections.

    Names of extensions and queues need not be here: they come from the directory.
    """

    class State(models.TextChoices):
        USED = "used", "Used"
        SUGGESTED = "suggested", "Suggested"
        DISMISSED = "dismissed", "Dismissed"

    connection = models.ForeignKey(
        "ucm.Connection",
        on_delete=models.CASCADE,
        related_name="terms",
        null=True,
        blank=True,
        help_text="Empty: all phone systems.",
    )
    text = models.CharField(
        "term", max_length=LONGEST, help_text="A name, a product, a street, as it is written: Quillnet."
    )
    state = models.CharField(max_length=10, choices=State, default=State.USED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "vocabulary"
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                Lower("text"),
                Coalesce("connection", Value(0)),
                name="one_term_a_connection",
                violation_error_message="This term is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"term {self.pk}"

    def clean(self) -> None:
        self.text = " ".join(self.text.split())
        if not any(letter.isalpha() for letter in self.text):
            raise ValidationError({"text": "Write a name or a word. Numbers are recognised without help."})
