"""The benchmarks of the whole pipeline and of long recordings run, and their figures add up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "audiapro.settings")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'beside.sqlite3'}")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    monkeypatch.setenv("WHISPER_MODEL", "tiny.en")

    def run(*words: str) -> Any:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_calls_are_followed_from_hanging_up_to_insight(bench: Any) -> None:
    found = bench("bench_pipeline", "--calls", "3", "--longest", "15")
    assert found["calls"] == 3
    assert found["calls_an_hour"] == pytest.approx(3 * 3600 / found["seconds"], abs=20)
    assert 0 < found["to_insight"]["median"] <= found["to_insight"]["p95"]
    assert sum(found["shares"].values()) == pytest.approx(1, abs=0.01)
    assert all(share > 0 for share in found["shares"].values())
    assert found["transcriber_mb"] > 100


def test_memory_of_a_long_recording_is_told(bench: Any) -> None:
    [found] = bench("bench_long", "--minutes", "1")
    assert found["minutes"] == 1
    assert found["memory_mb"] > 100
    assert found["rtf"] == pytest.approx(found["seconds"] / 60, abs=0.001)
