"""/healthz and /readyz: plain answers for machines, words for people."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from audiapro import readiness
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def checks(client: Client) -> dict[str, Any]:
    return client.get("/readyz").json()["checks"]


def test_healthz_answers_a_stranger(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_is_unavailable_without_a_broker_and_says_so(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path / 'nobody.sock'}"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert "REDIS_URL" in answer.json()["checks"]["broker"]["mend"]


def test_readyz_is_well_when_all_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LOOKS", [readiness.database, readiness.disk])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_a_missing_model_is_said_in_words(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.MODELS_DIR = tmp_path
    assert "is not in" in checks(client)["model"]["problem"]
    assert "manage.py models --ensure" in checks(client)["model"]["mend"]


def test_a_full_disk_is_said_in_words(client: Client, settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18
    assert "RECORDINGS_DIR" in checks(client)["disk"]["mend"]


def test_tables_that_lag_behind_are_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = [("calls", "0002_later")]
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: plan)
    assert "manage.py migrate" in checks(client)["database"]["mend"]


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.9"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.9"},
        {"HTTP_FORWARDED": "for=192.0.2.9"},
    ],
)
def test_a_stranger_learns_what_is_not_ready_but_no_folder(
    client: Client, headers: dict[str, str], tmp_path: Path, settings: Any
) -> None:
    settings.MODELS_DIR = tmp_path
    answer = client.get("/readyz", **headers)
    assert answer.status_code == 503
    assert answer.json()["checks"]["model"] == {"ready": False}
    assert str(tmp_path) not in answer.content.decode()
    client.force_login(make_user(is_staff=True))
    assert str(tmp_path) in client.get("/readyz", **headers).content.decode()


def test_a_probe_with_a_session_is_answered_without_a_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_user("admin", is_staff=True))

    def gone(_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", gone)
    answer = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.status_code in (200, 503)
    assert all("problem" not in check for check in answer.json()["checks"].values())
