"""What every test may count on: closed sockets, no broker, a scratch data folder, the eval folder."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from calls import doorbell


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches the database runs again on PostgreSQL: `pytest -m services`."""
    for item in items:
        uses_rows = {"db", "transactional_db", "live_server", "house"} & set(
            getattr(item, "fixturenames", ())
        )
        if uses_rows or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.services)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The doorbells rung during the test; no broker is asked. Journeys start a real one."""
    bells: list[tuple[str, int]] = []

    def send(task: str, row_id: int, *, queue: str, limit: float) -> None:
        bells.append((task, row_id))

    monkeypatch.setattr(doorbell, "_send", send)
    # At once, so that a test need not wait for a thread.
    monkeypatch.setattr(doorbell, "_ring_soon", lambda pk: send("calls.ingest_event", pk, queue="", limit=0))
    return bells


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Templates need no collected, hashed files in tests."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def eval_dir() -> Path:
    """Recordings for evaluation, which are not part of the project: set EVAL_DIR to the folder."""
    folder = Path(os.environ.get("EVAL_DIR", ""))
    if not os.environ.get("EVAL_DIR") or not folder.is_dir():
        pytest.skip("EVAL_DIR names no folder with evaluation recordings")
    return folder


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return settings.MODELS_DIR
