"""Calls that a person wants heard again, by the recogniser of today. Corrections are put in again.

Called by the admin's action and `manage.py retry --again`; the call page reopens its step itself.
"""

from django.db.models import QuerySet

from calls import pipeline
from calls.models import Call, Recording, Step
from calls.stages import TRANSCRIBE


def hear_again(calls: QuerySet[Call]) -> int:
    """Make the calls due to be transcribed again; of how many that could be asked.

    Left out: calls without a stored recording, and those that wait or are being heard now. A backfill's
    calls stay behind new ones.
    """
    stored = Recording.objects.filter(state=Recording.State.STORED).values("call")
    steps = Step.objects.filter(stage=TRANSCRIBE.name, call__in=calls.values("pk")).filter(call__in=stored)
    over = steps.exclude(state__in=Step.OPEN).select_related("call", "backfill")
    return len([pipeline.reopen(step, backfill=step.backfill) for step in over])
