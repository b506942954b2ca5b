"""Insight and Finding: what a call means; Passage and Word: what a search finds. Derived, so rebuildable;
every finding has evidence.

Topic is what people told us to tell calls apart by.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from analytics.rule_models import Scorecard, ScorecardItem, Tracker
from analytics.summary_models import EditedSummary, LanguageModel, Spending, WrittenSummary

__all__ = [
    "EditedSummary",
    "Finding",
    "Insight",
    "LanguageModel",
    "Passage",
    "Scorecard",
    "ScorecardItem",
    "Spending",
    "Topic",
    "Tracker",
    "Word",
    "WrittenSummary",
]


class Insight(models.Model):
    """The analysis of one call, replaced as a whole by each run of the ANALYSE stage.

    `metrics` is a list of {key, label, value, unit, why, formula}: `value` is null when the
    recording cannot tell, and `why` then says why. `sentiments` holds one number in [-1, 1] or
    null for each utterance, by index.
    """

    class Sentiment(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"
        UNKNOWN = "", "Not available"

    class Course(models.TextChoices):
        IMPROVING = "improving", "Improving"
        STEADY = "steady", "Steady"
        WORSENING = "worsening", "Worsening"
        UNKNOWN = "", "Not available"

    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="insight")
    version = models.CharField(max_length=20, help_text="Version of the analyser, and which rules it had.")
    language = models.CharField(max_length=12, blank=True)
    headline = models.TextField(blank=True, help_text="One line for lists, taken from the summary.")
    sentiment = models.CharField(max_length=10, choices=Sentiment, blank=True, default=Sentiment.UNKNOWN)
    sentiment_score = models.FloatField(null=True, blank=True)
    sentiment_course = models.CharField(max_length=10, choices=Course, blank=True, default=Course.UNKNOWN)
    sentiments = models.JSONField(default=list)
    metrics = models.JSONField(default=list)
    quality = models.FloatField(null=True, blank=True, help_text="Mean of its scorecards, 0 to 100.")
    notes = models.JSONField(default=list, help_text="What could not be analysed, and why, in sentences.")
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["sentiment"]), models.Index(fields=["version"])]

    def __str__(self) -> str:
        return f"insight on call {self.call_id}"


class Finding(models.Model):
    """One thing found in a call. `evidence` lists the indexes of the utterances it rests on."""

    class Kind(models.TextChoices):
        SUMMARY = "summary", "Summary"
        REASON = "reason", "Reason"
        OUTCOME = "outcome", "Outcome"
        SATISFACTION = "satisfaction", "Satisfaction"
        ACTION = "action", "Action item"
        QUESTION = "question", "Question"
        OPEN_QUESTION = "open_question", "Question left open"
        OBJECTION = "objection", "Objection"
        TOPIC = "topic", "Topic"
        KEYWORD = "keyword", "Keyword"
        ENTITY = "entity", "Name, amount or date"
        RISK = "risk", "Risk"
        TRACKER = "tracker", "Tracker"
        CHECK = "check", "Check"

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    role = models.CharField(max_length=10, blank=True)
    score = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(help_text="[utterance index, …], never empty.")
    details = models.JSONField(default=dict, help_text="What this kind says beside its text.")

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["insight", "kind", "position"], name="one_finding_per_place")
        ]
        # The call list filters by topic and tracker; other texts may be too long for an index.
        indexes = [
            models.Index(fields=["text"], condition=Q(kind="topic"), name="finding_of_topic"),
            models.Index(fields=["text"], condition=Q(kind="tracker"), name="finding_of_tracker"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position} of insight {self.insight_id}"


MOST_EXAMPLES = 50
LONGEST_EXAMPLE = 200  # characters; a sentence or two


class Topic(models.Model):
    """A category of calls, told apart by what callers would say. Findings hold its name, not its row."""

    name = models.CharField(max_length=60)
    examples = models.TextField(
        help_text="Five to ten sentences as a caller would say them, one on each line. The more they differ "
        "in words and agree in meaning, the better."
    )
    description = models.CharField(
        max_length=200, blank=True, help_text="For people; not used to tell calls."
    )
    language = models.CharField(
        max_length=12, default="en", help_text="Code of the language of the examples, such as en or de."
    )
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_topic_a_name",
                violation_error_message="There is a topic of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phrases(self) -> tuple[str, ...]:
        """The examples without blank lines and repetitions."""
        lines = (" ".join(line.split()) for line in self.examples.splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def clean(self) -> None:
        phrases = self.phrases
        self.examples = "\n".join(phrases)
        if not phrases:
            raise ValidationError({"examples": "Give at least one sentence as a caller would say it."})
        if len(phrases) > MOST_EXAMPLES:
            raise ValidationError(
                {"examples": f"{len(phrases)} examples are too many; {MOST_EXAMPLES} will do."}
            )
        if any(len(phrase) > LONGEST_EXAMPLE for phrase in phrases):
            raise ValidationError(
                {"examples": f"Keep each example under {LONGEST_EXAMPLE} characters: a sentence or two."}
            )


class Passage(models.Model):
    """A few neighbouring utterances, as a search finds them; made by `analytics.indexing`.

    Their texts stand one a line, apart by who said them, in the order that `layout` tells.
    The database keeps a full-text index of the three texts, which knows of no other column.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="passages")
    first = models.PositiveIntegerField(help_text="Index of the first utterance.")
    last = models.PositiveIntegerField(help_text="Index of the last utterance.")
    start = models.FloatField(help_text="Second of the call in which it begins.")
    layout = models.JSONField(help_text="[[utterance index, start, role], …]")
    agent = models.TextField(blank=True)
    customer = models.TextField(blank=True)
    others = models.TextField(blank=True, help_text="Recorded voices, and whose speaker is not known.")
    embedding = models.BinaryField(null=True, help_text="Its meaning: 384 numbers of 16 bits.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "first"], name="one_passage_per_place")]

    def __str__(self) -> str:
        return f"utterances {self.first} to {self.last} of call {self.call_id}"


class Word(models.Model):
    """A word that was said in some call, for its other forms and for what is spelt nearly like it."""

    LONGEST = 40  # letters

    text = models.CharField(max_length=LONGEST, unique=True)
    stem = models.CharField(max_length=LONGEST, db_index=True)

    def __str__(self) -> str:
        return f"word {self.pk}"
