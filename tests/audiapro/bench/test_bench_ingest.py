"""`manage.py bench_ingest` measures a real site and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.slow
@pytest.mark.services
def test_it_reports_each_way_and_loses_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "audiapro.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_ingest", "--records", "40", "--rounds", "1"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    ways = [report[way] for way in ("webhook, keep-alive", "webhook, a connection each", "tcp feed")]
    assert [way["lost"] for way in ways] == [0, 0, 0]
    assert all(0 < way["p50_ms"] <= way["p99_ms"] and way["per_second"] > 0 for way in ways)
    assert not list(tmp_path.glob("*.sqlite3"))
