"""`manage.py evaluate` (`make eval`): how right the insights are, as one table. See docs/labelling.md.

EVAL_DIR adds what may not ship: recordings of the labelled calls, heard once and kept in DATA_DIR, and
public sets with summaries.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from analytics.tools import tools
from audiapro.evaluation.labelled import SHIPPED, truths
from audiapro.evaluation.table import figures, heading, markdown

PAGE = settings.BASE_DIR / "docs" / "quality.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"


class Command(BaseCommand):
    help = "Measure the insights on labelled calls, beside baselines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="figures as JSON, no table")
        parser.add_argument("--write", action="store_true", help="put the table into docs/quality.md")
        parser.add_argument("--model", default=settings.WHISPER_MODEL, help="what hears the recordings")

    def handle(self, *, as_json: bool, write: bool, model: str, **_: Any) -> None:
        eval_dir = _eval_dir()
        transcripts = settings.DATA_DIR / "evaluation" / model
        if eval_dir:
            self._hear(eval_dir, transcripts, model)
        rows = list(figures(tools(), eval_dir=eval_dir, transcripts=transcripts))
        table = f"{heading(model, timezone.localdate())}\n\n{markdown(rows)}\n"
        self.stdout.write(json.dumps([asdict(row) for row in rows], indent=2) if as_json else table)
        if write:
            _put(table)

    def _hear(self, eval_dir: Path, transcripts: Path, model: str) -> None:
        """What is not yet heard; a transcript is taken as it is until its file is deleted."""
        transcripts.mkdir(parents=True, exist_ok=True)
        for truth in truths(SHIPPED):
            audio = eval_dir / "synthetic" / f"{truth['id']}.wav"
            heard = transcripts / f"{truth['id']}.json"
            if audio.exists() and not heard.exists():
                self.stderr.write(f"Hearing {audio.name} with {model}")
                options = {"model": model, "direction": truth["direction"], "form": "json", "output": heard}
                call_command("transcribe", audio, **options, stderr=self.stderr)


def _eval_dir() -> Path | None:
    """CommandError when EVAL_DIR is set and is no folder; None when it is not set."""
    given = os.environ.get("EVAL_DIR", "")
    if given and not Path(given).is_dir():
        raise CommandError(
            "EVAL_DIR is not a folder. Set it to the folder with the evaluation data, or leave it out to "
            "measure on the calls that ship with the project."
        )
    return Path(given) if given else None


def _put(table: str) -> None:
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    PAGE.write_text(f"{before}{begin}{table}{end}{after}", encoding="utf-8")
