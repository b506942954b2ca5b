"""The project: settings, URLs, Celery, health. It composes the apps; no app imports it."""

from audiapro.celery import app as celery_app

__all__ = ["celery_app"]
