"""`python -m tests.faults` prints docs/ucm-faults.md."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.faults.page import as_markdown  # noqa: E402 - the tables need Django's models

print(as_markdown())
