"""`manage.py evaluate` on the calls that ship."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audiapro.evaluation.figure import Figure
from audiapro.evaluation.table import markdown
from audiapro.management.commands import evaluate


@pytest.fixture(autouse=True)
def no_eval_dir(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.delenv("EVAL_DIR", raising=False)
    settings.DATA_DIR = tmp_path


def _evaluated(**options: Any) -> str:
    out = StringIO()
    call_command("evaluate", stdout=out, **options)
    return out.getvalue()


def test_every_kind_is_measured_beside_a_baseline_that_it_beats() -> None:
    rows = {(row["kind"], row["measure"]): row for row in json.loads(_evaluated(as_json=True))}
    assert {row["calls"] > 0 for row in rows.values()} == {True}
    for measured in [
        ("summary", "slots cited"),
        ("sentiment of customer turns", "macro-F1"),
        ("course of sentiment", "accuracy"),
        ("escalation risk", "AUC"),
        ("objections", "F1"),
        ("outcome", "accuracy"),
        ("satisfaction", "accuracy"),
        ("topics", "named by a keyword"),
    ]:
        assert rows[measured]["ours"] > rows[measured]["theirs"], measured


def test_writing_replaces_the_table_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    page.write_text(f"Before\n{evaluate.BEGIN}old\n{evaluate.END}\nAfter\n")
    monkeypatch.setattr(evaluate, "PAGE", page)
    table = _evaluated(write=True)
    assert page.read_text() == f"Before\n{evaluate.BEGIN}{table.rstrip()}\n{evaluate.END}\nAfter\n"


def test_an_eval_dir_that_is_no_folder_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVAL_DIR", "/nowhere/at/all")
    with pytest.raises(CommandError, match="Set it to the folder"):
        _evaluated()


def test_what_is_not_available_is_said_in_the_table() -> None:
    row = Figure("reason", "right turn", "human", None, None, None, "first turn", 0.5, 4, 4)
    assert "| reason | right turn | human | not available |  | first turn | 0.50 | 4 | 4 |" in markdown([row])
