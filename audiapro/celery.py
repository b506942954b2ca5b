"""Celery: which worker hears which bell, and what rings by the clock.

Queues: `calls` (quick work: ingest, downloads, analysis), `speech` (one transcription at a time on each
device) and `writing` (a language model, which may take minutes to answer). A task carries one id and nothing
else; see calls/tasks.py.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audiapro.settings")

app = Celery("audiapro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_djangos_logging(**_: Any) -> None:
    """A receiver, however empty, keeps Celery from setting up logging of its own."""
