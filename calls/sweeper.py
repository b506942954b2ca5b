"""The sweeper finds what no doorbell announced: lost messages, dead workers, a broker that was away.

Celery beat calls it every few seconds; `manage.py work` does its job without a broker.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from calls import doorbell
from calls.drip import dripping
from calls.ingest import ingest_one
from calls.models import Event, Step
from calls.stage import stages

EVENTS_AT_ONCE = 200
# Only the head of a stage's queue is rung for again: its steps are the next to be taken, so a bell that
# was lost is missed within seconds, and a queue of thousands is not drowned in bells.
HEAD = 50


def sweep() -> int:
    """Ring for due steps nobody took up, ingest events nobody read; how many there were.

    Then ring for the next steps of history.
    """
    found = _ingest_unread() + _ring_unheard()
    for step, stage in dripping():
        doorbell.ring(step.pk, stage)
    return found


def _ingest_unread() -> int:
    unheard_since = timezone.now() - timedelta(seconds=settings.STEP_LEASE)
    overdue = Event.objects.filter(state=Event.State.RECEIVED, received_at__lte=unheard_since).order_by("id")
    events = list(overdue.values_list("pk", flat=True)[:EVENTS_AT_ONCE])
    for pk in events:
        ingest_one(pk)
    return len(events)


def _ring_unheard() -> int:
    now = timezone.now()
    unheard = [
        (step, stage)
        for stage in stages()
        for step in Step.objects.head(stage.name, of=HEAD)
        if step.ring_at <= now
    ]
    for step, stage in unheard:
        doorbell.ring(step.pk, stage)
    return len(unheard)
