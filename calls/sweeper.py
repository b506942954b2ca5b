"""The sweeper finds what no doorbell announced: lost messages, dead workers, a broker that was away.

Celery beat calls it every few seconds; `manage.py work` does its job without a broker.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from calls import doorbell
from calls.ingest import ingest_one
from calls.models import Event, Step
from calls.stage import stages

AT_ONCE = 200


def sweep() -> int:
    """Ring for due steps nobody took up, ingest events nobody read; how many there were."""
    unheard_since = timezone.now() - timedelta(seconds=settings.STEP_LEASE)
    overdue = Event.objects.filter(state=Event.State.RECEIVED, received_at__lte=unheard_since).order_by("id")
    events = list(overdue.values_list("pk", flat=True)[:AT_ONCE])
    for pk in events:
        ingest_one(pk)
    by_name = {stage.name: stage for stage in stages()}
    unheard = list(Step.objects.unheard().filter(stage__in=by_name).order_by("due_at")[:AT_ONCE])
    for step in unheard:
        doorbell.ring_again(step, by_name[step.stage])
    return len(events) + len(unheard)
