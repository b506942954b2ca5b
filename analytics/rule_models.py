"""Tracker, Scorecard and ScorecardItem: what people listen for in their calls, and how they score them.

Edited on the product's own pages; `analytics.rules` makes an analysis's rules of them. Findings hold names
and ids of rows, so a row that is no longer wanted is switched off and not deleted.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from analytics.insight.phrases import sought

MOST_PHRASES = 50
LONGEST_PHRASE = 100  # characters
LONGEST_EXAMPLE = 200
MOST_ITEMS = 40


def lines_of(text: str) -> tuple[str, ...]:
    """The lines without blank ones and repetitions."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


class Tracker(models.Model):
    """Phrases, or sentences with a meaning, to listen for in every call."""

    class Speaker(models.TextChoices):
        ANYONE = "", "anyone, recorded voices too"
        AGENT = "agent", "the agent"
        CUSTOMER = "customer", "the customer"

    class Asked(models.TextChoices):
        ANY = "", "as a question or not"
        QUESTION = "question", "as a question"
        STATEMENT = "statement", "not as a question"

    class Where(models.TextChoices):
        ANYWHERE = "", "anywhere in the call"
        FIRST = "first", "at the start of the conversation"
        LAST = "last", "at the end of the conversation"

    name = models.CharField(max_length=60)
    phrases = models.TextField(
        blank=True,
        help_text="One on each line. Each word is found in all its forms: “cancel” finds “cancelled”. "
        '“refund*” finds words that begin so; "in quotes" only these exact words.',
    )
    examples = models.TextField(
        "or by meaning",
        blank=True,
        help_text="Whole sentences, one on each line. What means nearly the same is found, in other words "
        "too. English only.",
    )
    threshold = models.FloatField(
        "how near in meaning",
        default=0.6,
        validators=[MinValueValidator(0.3), MaxValueValidator(0.95)],
        help_text="From 0.3, nearly anything, to 0.95, nearly the same words. 0.6 is a good start.",
    )
    said_by = models.CharField(max_length=10, choices=Speaker, blank=True, default=Speaker.ANYONE)
    asked = models.CharField(max_length=10, choices=Asked, blank=True, default=Asked.ANY)
    where = models.CharField(max_length=10, choices=Where, blank=True, default=Where.ANYWHERE)
    seconds = models.PositiveIntegerField(
        "how many seconds",
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(3600)],
        help_text="Length of the start or end. It counts from the first words of a person.",
    )
    is_absence = models.BooleanField("mark calls in which it was not said", default=False)
    is_active = models.BooleanField("in use", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_tracker_a_name",
                violation_error_message="There is a tracker of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        phrases, examples = lines_of(self.phrases), lines_of(self.examples)
        self.phrases, self.examples = "\n".join(phrases), "\n".join(examples)
        if not phrases and not examples:
            raise ValidationError({"phrases": "Give at least one phrase, or an example sentence below."})
        _limits("phrases", phrases, longest=LONGEST_PHRASE)
        _limits("examples", examples, longest=LONGEST_EXAMPLE)
        if mute := [phrase for phrase in phrases if not sought(phrase)]:
            raise ValidationError({"phrases": f"“{mute[0]}” has no word to listen for."})


def _limits(field: str, lines: tuple[str, ...], *, longest: int) -> None:
    if len(lines) > MOST_PHRASES:
        raise ValidationError({field: f"{len(lines)} lines are too many; {MOST_PHRASES} is the most."})
    if any(len(line) > longest for line in lines):
        raise ValidationError({field: f"Keep each line under {longest} characters."})


class Scorecard(models.Model):
    """Items that a call passes or fails; its score is the share of their weight that passed."""

    class Direction(models.TextChoices):
        ANY = "", "every call"
        INBOUND = "inbound", "inbound calls"
        OUTBOUND = "outbound", "outbound calls"

    name = models.CharField(max_length=60)
    direction = models.CharField("for", max_length=10, choices=Direction, blank=True, default=Direction.ANY)
    is_active = models.BooleanField("in use", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_scorecard_a_name",
                violation_error_message="There is a scorecard of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ScorecardItem(models.Model):
    """One question of a scorecard: of a tracker, or of a metric (a key of the analysis) with its bounds."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="items")
    text = models.CharField("question", max_length=120)
    weight = models.FloatField(default=1, validators=[MinValueValidator(0.1), MaxValueValidator(100)])
    is_auto_fail = models.BooleanField("failing it makes the score 0", default=False)
    tracker = models.ForeignKey(Tracker, on_delete=models.PROTECT, null=True, blank=True)
    is_wanted = models.BooleanField("the tracker must apply", default=True)
    metric = models.CharField(max_length=40, blank=True)
    least = models.FloatField("at least", null=True, blank=True)
    most = models.FloatField("at most", null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if bool(self.tracker_id) == bool(self.metric):
            raise ValidationError("Choose a tracker or a number of the call, one of the two.")
        if self.metric and self.least is None and self.most is None:
            raise ValidationError({"least": "Give a lower bound, an upper bound, or both."})
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValidationError({"most": "The upper bound is below the lower one."})
