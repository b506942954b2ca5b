"""How far the work on a call has come, in one word, as a column of the query."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When

from calls.models import Call, Recording, Step


class Status(models.TextChoices):
    READY = "ready", "Ready"
    WORKING = "working", "Working"
    FAILED = "failed", "Failed"
    NO_RECORDING = "none", "No recording"


def with_status(calls: models.QuerySet[Call]) -> models.QuerySet[Call]:
    """The calls with a `status` each. What needs a person wins over what only needs time."""
    steps = Step.objects.filter(call=OuterRef("pk"))
    stored = Recording.objects.filter(call=OuterRef("pk"), state=Recording.State.STORED)
    return calls.annotate(
        status=Case(
            When(Exists(steps.failed()), then=Value(Status.FAILED)),
            When(Exists(steps.open()), then=Value(Status.WORKING)),
            When(Exists(stored), then=Value(Status.READY)),
            default=Value(Status.NO_RECORDING),
            output_field=models.CharField(),
        )
    )
