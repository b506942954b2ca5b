"""Celery: which worker hears which bell, and what rings by the clock.

Queues: `calls` (quick work: ingest, downloads, analysis) and `speech` (one transcription at a
time on each device). A task carries one id and nothing else; see calls/tasks.py.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audiapro.settings")

app = Celery("audiapro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
