"""Celery's way in to what analytics does without being asked by a call."""

from celery import shared_task
from django.conf import settings

from analytics import indexing, reanalysis


@shared_task(name="analytics.reanalyse")
def reanalyse() -> None:
    # Less than the interval: two runs should not be at it at once.
    reanalysis.carry_on(seconds=settings.REANALYSE_INTERVAL * 0.6)


@shared_task(name="analytics.forget_words")
def forget_words() -> None:
    indexing.forget_words()
