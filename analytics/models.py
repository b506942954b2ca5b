"""Insight and Finding: what a call means. Derived, so rebuildable; every finding has evidence."""

from django.db import models


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
    version = models.CharField(max_length=20, help_text="Version of the analyser.")
    language = models.CharField(max_length=12, blank=True)
    headline = models.TextField(blank=True, help_text="One line for lists, taken from the summary.")
    sentiment = models.CharField(max_length=10, choices=Sentiment, blank=True, default=Sentiment.UNKNOWN)
    sentiment_score = models.FloatField(null=True, blank=True)
    sentiment_course = models.CharField(max_length=10, choices=Course, blank=True, default=Course.UNKNOWN)
    sentiments = models.JSONField(default=list)
    metrics = models.JSONField(default=list)
    notes = models.JSONField(default=list, help_text="What could not be analysed, and why, in sentences.")
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["sentiment"])]

    def __str__(self) -> str:
        return f"insight on call {self.call_id}"


class Finding(models.Model):
    """One thing found in a call. `evidence` lists the indexes of the utterances it rests on."""

    class Kind(models.TextChoices):
        SUMMARY = "summary", "Summary"
        REASON = "reason", "Reason"
        OUTCOME = "outcome", "Outcome"
        ACTION = "action", "Action item"
        QUESTION = "question", "Question"
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

    def __str__(self) -> str:
        return f"{self.kind} {self.position} of insight {self.insight_id}"
