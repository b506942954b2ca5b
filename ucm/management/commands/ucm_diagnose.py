"""`manage.py ucm_diagnose NAME`: the “Test connection” of the admin, on a terminal."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ucm.connect import examine
from ucm.diagnosis import Finding, Outcome
from ucm.diagnosis.faults import as_markdown
from ucm.models import Connection


class Command(BaseCommand):
    help = "Test a connection step by step and say what to mend. Exits with 1 if a step fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("connection_name", nargs="?", default="")
        parser.add_argument("--json", action="store_true", help="Print the findings as a JSON array.")
        parser.add_argument(
            "--table", action="store_true", help="Print every fault this test knows, as Markdown, and stop."
        )

    def handle(self, *, connection_name: str, json: bool, table: bool, **options: Any) -> None:
        if table:
            return self.stdout.write(as_markdown())
        findings = examine(_connection(connection_name))
        self.stdout.write(_as_json(findings) if json else _as_text(findings))
        if failed := [finding.step for finding in findings if finding.outcome is Outcome.FAILED]:
            raise CommandError(f"{connection_name}: {', '.join(failed)} failed.", returncode=1)


def _connection(name: str) -> Connection:
    try:
        # Secrets are read later, where an unreadable one becomes a finding.
        return Connection.objects.get(name=name)
    except Connection.DoesNotExist:
        known = ", ".join(f"“{known}”" for known in Connection.objects.values_list("name", flat=True))
        asked = f"There is no connection “{name}”." if name else "Name the connection to test."
        raise CommandError(f"{asked} Known: {known or 'none yet'}.") from None


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False)


def _as_text(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{finding.outcome.upper():<12}{finding.step}")
        lines += [f"{'':<12}{text}" for text in (finding.evidence, finding.cause, finding.mend) if text]
    return "\n".join(lines)
