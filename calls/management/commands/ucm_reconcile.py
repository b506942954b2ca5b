"""`manage.py ucm_reconcile`: what real-time output missed, day by day, and the proof against a ledger."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.management import connections
from calls.reconcile import WRONG, Gap, Proof, gaps, proof
from ucm.models import Connection


class Command(BaseCommand):
    help = (
        "Say how many calls real-time output missed and whether the poll brought them. With --ledger, prove "
        "that every call of a simulator is here exactly once; exits with 1 if not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        connections.add_option(parser)
        parser.add_argument(
            "--report", action="store_true", help="The days' report. Default, unless there is a --ledger."
        )
        parser.add_argument(
            "--days", type=int, default=1, metavar="N", help="Days before today. Default: %(default)s."
        )
        parser.add_argument(
            "--ledger", type=Path, metavar="FILE", help="JSON lines, as `ucm_simulator --ledger` writes them."
        )
        # A session holds the caller's number.
        parser.add_argument("--verbose", action="store_true", help="List the sessions that differ.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *, ledger: Path | None, **options: Any) -> None:
        systems = connections.chosen(options["connection"])
        wanted = options["report"] or ledger is None
        report = _report(systems, days=options["days"]) if wanted else []
        verdict = proof(_entries(ledger), connections=systems) if ledger else None
        form = _as_json if options["json"] else _as_text
        self.stdout.write(form(report, verdict, verbose=options["verbose"]))
        if verdict and not verdict.holds:
            raise CommandError(verdict.sentence, returncode=1)


def _report(systems: list[Connection], *, days: int) -> list[Gap]:
    now, today = timezone.now(), timezone.localdate()
    return [
        gap
        for ago in range(days, -1, -1)
        for gap in gaps(today - timedelta(days=ago), now=now, connections=systems)
    ]


def _entries(path: Path) -> list[dict[str, Any]]:
    """The calls of a ledger; its other entries are about clients, not calls."""
    try:
        entries = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        return [entry for entry in entries if "session" in entry and "account_ids" in entry]
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise CommandError(f"{path} is no ledger: every line must be a JSON object.") from error


def _as_text(report: list[Gap], verdict: Proof | None, *, verbose: bool) -> str:
    lines = [f"{gap.connection}: {gap.sentence}" for gap in report]
    if verdict:
        lines.append(verdict.sentence)
        lines += [
            f"  {word}: {session}" for word, sessions in _wrong(verdict) if verbose for session in sessions
        ]
    return "\n".join(lines or ["There is no enabled connection."])


def _wrong(verdict: Proof) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("missing", verdict.missing),
        ("lacks a leg", verdict.incomplete),
        ("more than once", verdict.doubled),
        ("another talk time", verdict.mistimed),
    ]


def _as_json(report: list[Gap], verdict: Proof | None, *, verbose: bool) -> str:
    days = [
        asdict(gap)
        | {"day": gap.day.isoformat(), "unchecked": gap.unchecked.total_seconds(), "sentence": gap.sentence}
        for gap in report
    ]
    return json.dumps({"days": days, "ledger": _verdict(verdict, verbose=verbose)}, indent=2)


def _verdict(verdict: Proof | None, *, verbose: bool) -> dict[str, object] | None:
    if verdict is None:
        return None
    facts = asdict(verdict) | {"holds": verdict.holds, "sentence": verdict.sentence}
    counted = {} if verbose else {name: len(facts[name]) for name in WRONG}
    return facts | counted
