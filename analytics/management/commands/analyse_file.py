"""`manage.py analyse_file TRANSCRIPT.json`: what a transcript in a file means. No call and no row is made."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.insight.report import analyse
from analytics.insight.starter_topics import STARTER
from analytics.insight.types import Rules, Topic
from analytics.tools import tools
from analytics.transcript_file import NotATranscript, read
from analytics.transcript_file import as_json as whole_of

TOPICS = tuple(Topic(name, phrases) for name, phrases in STARTER.items())


class Command(BaseCommand):
    help = "Analyse a transcript: a JSON list of {speaker, start, end, text}. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("transcript", type=Path)
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print all of it as JSON.")
        parser.add_argument("--language", default="en", help="Language of the transcript (default: en).")
        parser.add_argument(
            "--started-at",
            type=datetime.fromisoformat,
            help="When the call began, such as 2026-05-12T14:30, so that “tomorrow” becomes a date.",
        )

    def handle(self, *, transcript: Path, as_json: bool, language: str, **options: Any) -> None:
        try:
            conversation = read(transcript, language=language, started_at=options["started_at"])
        except NotATranscript as error:
            raise CommandError(str(error)) from error
        found = whole_of(analyse(conversation, rules=Rules(topics=TOPICS), tools=tools()))
        self.stdout.write(json.dumps(found, indent=None if as_json else 2, ensure_ascii=False))
