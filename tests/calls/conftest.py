"""A call with its connection, and stages that do as they are told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calls import stage
from calls.models import Call
from calls.stage import Done, Outcome, Stage
from ucm.models import Connection


@pytest.fixture
def connection(db: None) -> Connection:
    return Connection.objects.create(name="Head office", base_url="https://127.0.0.1:8089", username="cdrapi")


@pytest.fixture
def call(connection: Connection) -> Call:
    start = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    return Call.objects.create(
        connection=connection,
        session="1777887000123456-5550142",
        direction=Call.Direction.INBOUND,
        disposition=Call.Disposition.ANSWERED,
        started_at=start,
        answered_at=start + timedelta(seconds=8),
        ended_at=start + timedelta(seconds=98),
        talk_seconds=90,
    )


@pytest.fixture(autouse=True)
def no_pause(settings: Any) -> None:
    """Politeness to a UCM that is simulated only costs time."""
    settings.BACKFILL_PAUSE = 0


class Obedient:
    """Two stages whose work answers with what the test put into `answers`."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Call], Outcome]] = {}
        self.saved: list[tuple[str, Any]] = []
        self.path = [self._stage("first"), self._stage("second")]

    def _stage(self, name: str) -> Stage:
        def work(call: Call) -> Outcome:
            return self.answers.get(name, lambda call: Done(name))(call)

        def save(call: Call, result: object) -> None:
            self.saved.append((name, result))

        return Stage(name=name, work=work, save=save, limit=30.0)

    def answer(self, name: str, outcome: Outcome | Exception | Callable[[Call], Outcome]) -> None:
        def give(call: Call) -> Outcome:
            if isinstance(outcome, Exception):
                raise outcome
            return outcome(call) if callable(outcome) else outcome

        self.answers[name] = give


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Obedient:
    obedient = Obedient()
    monkeypatch.setattr(stage, "stages", lambda: obedient.path)
    return obedient
