"""Celery's way in: each task takes one id, loads the row, calls one function."""

from celery import shared_task
from django.utils import timezone

from calls import ingest, pipeline, self_test, sweeper
from calls.directory.refresh import refresh_due
from calls.models import Poll, SelfTest
from calls.sources import backfill as backfills
from calls.sources import folder, poll


@shared_task(name="calls.run_step")
def run_step(step_id: int) -> None:
    pipeline.run(step_id)


@shared_task(name="calls.ingest_event")
def ingest_event(event_id: int) -> None:
    ingest.ingest_one(event_id)


@shared_task(name="calls.self_test")
def hear_the_clip(test_id: int) -> None:
    self_test.run(SelfTest.objects.get(pk=test_id))


@shared_task(name="calls.sweep")
def sweep() -> None:
    sweeper.sweep()


@shared_task(name="calls.reconcile")
def reconcile() -> None:
    poll.poll_enabled(now=timezone.now())


@shared_task(name="calls.backfill")
def backfill() -> None:
    backfills.carry_all()


@shared_task(name="calls.thin_polls")
def thin_polls() -> None:
    Poll.objects.thin(now=timezone.now())


@shared_task(name="calls.names")
def names() -> None:
    refresh_due(now=timezone.now())


@shared_task(name="calls.watch_folders")
def watch_folders() -> None:
    folder.watch_all()
