"""A connection whose API cannot be had, and stages that end before a recogniser is needed."""

from pathlib import Path
from typing import Any

import pytest

from calls import ingest, provisional, stage, stages
from calls.imports import audio
from ucm.models import Connection

PATH = [stages.FETCH_RECORDING, stages.TRANSCRIBE]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RECORDINGS_DIR = tmp_path / "recordings"
    settings.WATCH_DIR = tmp_path / "watch"
    settings.MIN_FREE_BYTES = 1
    for module in (stage, ingest, audio, provisional):
        monkeypatch.setattr(module, "stages", lambda: PATH)


@pytest.fixture
def by_hand(db: None) -> Connection:
    return Connection.objects.create(name="Branch", watch_folder="branch")
