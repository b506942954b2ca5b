"""Fetching and transcribing, against the simulator and with a real model."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.forms import model_to_dict
from django.utils import timezone

from calls import ingest, pipeline, stage, stages
from calls.models import Backfill, Call, Event, Recording, Step
from calls.stage import Again, Done, Failed, NotYet, Skipped
from tests.journeys.house import connect
from ucm.forms import ConnectionForm
from ucm.models import Connection
from ucm.simulator import audio
from ucm.simulator.audio import shipped
from ucm.simulator.server import RunningUcm, running

pytestmark = pytest.mark.django_db

RECORDING = next(voice for voice in shipped() if voice.name.startswith("appointment"))


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RECORDINGS_DIR = tmp_path
    monkeypatch.setattr(stage, "stages", lambda: [stages.FETCH_RECORDING, stages.TRANSCRIBE])
    monkeypatch.setattr(ingest, "stages", lambda: [stages.FETCH_RECORDING, stages.TRANSCRIBE])


@contextmanager
def a_recorded_call(
    scenario: str = "good", *, password: str = "right", recording: audio.Recording = RECORDING
) -> Iterator[tuple[RunningUcm, Call]]:
    """A call on a running UCM of that scenario, ingested here, its first step due."""
    with running(user="cdrapi", password="right", scenario=scenario) as ucm:
        connection = connect(ucm, user="cdrapi", password=password)
        placed = ucm.place_call(recording=recording)
        [call] = ingest.ingest(
            ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(list(placed.rows)).encode())
        )
        yield ucm, call


def run(call: Call) -> Any:
    Step.objects.update(due_at=timezone.now())
    return pipeline.run(call.steps.get(stage="fetch_recording").pk)


def test_a_recording_is_fetched_and_kept_as_the_pbx_has_it(tmp_path: Path) -> None:
    with a_recorded_call() as (_, call):
        assert isinstance(run(call), Done)
    recording = call.recordings.get()
    assert recording.state == Recording.State.STORED
    assert (tmp_path / recording.file.name).read_bytes() == RECORDING.wav
    assert (recording.codec, recording.sample_rate, recording.channels) == ("pcm_s16le", 8000, 1)
    assert recording.duration == pytest.approx(RECORDING.seconds, abs=0.01)
    assert call.steps.get(stage="transcribe").state == Step.State.WAITING


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic", "old-api-open"])
def test_over_the_old_api_a_recording_is_fetched_just_so(tmp_path: Path, scenario: str) -> None:
    with a_recorded_call(scenario) as (_, call):
        assert isinstance(run(call), Done)
    recording = call.recordings.get()
    assert (tmp_path / recording.file.name).read_bytes() == RECORDING.wav
    assert Connection.objects.get().dialect_found == "old"


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic"])
def test_over_the_old_api_a_wrong_password_is_shown_once_for_all_calls(scenario: str) -> None:
    with a_recorded_call(scenario, password="wr0ng-secret") as (ucm, call):
        for _ in range(7):
            assert isinstance(run(call), NotYet)
        assert [served.action for served in ucm.requests].count("login") == 1
    step = call.steps.get()
    assert step.attempts == 0
    assert "wr0ng-secret" not in step.why + step.mend


def test_an_old_api_that_lets_nobody_in_is_waited_for_and_says_what_to_mend() -> None:
    with a_recorded_call("old-api-denied") as (_, call):
        assert isinstance(run(call), NotYet)
    assert "Permitted IP(s)" in call.steps.get().mend


def test_a_recording_that_is_not_ready_is_asked_for_again() -> None:
    with a_recorded_call("not-ready") as (_, call):
        outcomes = []
        while not isinstance(outcome := run(call), Done):
            outcomes.append(outcome)
            assert len(outcomes) < 4
    assert outcomes
    assert all(isinstance(outcome, NotYet) for outcome in outcomes)


def test_a_recording_that_is_gone_fails_with_what_to_do() -> None:
    with a_recorded_call("missing-recording") as (_, call):
        assert isinstance(run(call), NotYet)
        Recording.objects.update(created_at=timezone.now() - timedelta(hours=2))
        assert isinstance(run(call), Failed)
    assert "NAS" in call.steps.get().mend


def test_a_web_page_is_never_stored_as_audio(tmp_path: Path) -> None:
    with a_recorded_call("html-recording") as (_, call):
        outcome = run(call)
    assert isinstance(outcome, Again | Failed)
    assert "web page" in outcome.why
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_download_that_is_cut_is_tried_again(tmp_path: Path) -> None:
    with a_recorded_call("cut") as (_, call):
        for _attempt in range(2):
            assert isinstance(run(call), NotYet)
            assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        assert isinstance(run(call), Done)


def test_trouble_of_the_connection_costs_no_call_an_attempt_and_passes_when_mended() -> None:
    with a_recorded_call() as (ucm, call):
        Connection.objects.update(fingerprint="00" * 32)
        for _attempt in range(3):
            outcome = run(call)
            assert isinstance(outcome, NotYet)
            assert outcome.mend
        assert call.steps.get().attempts == 0
        Connection.objects.update(fingerprint=ucm.fingerprint)
        assert isinstance(run(call), Done)


def test_a_ucm_that_is_away_is_waited_for_however_long() -> None:
    with a_recorded_call() as (_, call):
        pass
    for _attempt in range(pipeline.MAX_ATTEMPTS + 1):
        assert isinstance(run(call), NotYet)
    assert call.steps.get().state == Step.State.WAITING


def test_a_wrong_password_is_tried_once_for_all_calls_until_it_is_changed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with a_recorded_call(password="wr0ng-secret") as (ucm, call):
        for _ in range(3):
            assert isinstance(run(call), NotYet)
        assert [served.action for served in ucm.requests].count("login") == 1
        step = call.steps.get()
        assert step.attempts == 0
        assert "password" in step.mend
        assert "wr0ng-secret" not in caplog.text + step.why + step.mend
        form = ConnectionForm(
            {**model_to_dict(call.connection), "new_password": "right"},
            instance=Connection.objects.get(pk=call.connection_id),
        )
        assert form.is_valid(), form.errors
        form.save()
        assert isinstance(run(call), Done)


def test_a_ban_is_waited_for(settings: Any) -> None:
    with a_recorded_call() as (ucm, call):
        call.connection.note_refused_login("Banned.", again_after=60)
        assert isinstance(run(call), NotYet)
        assert ucm.requests == []
        call.connection.note_refused_login("Banned.", again_after=-1)
        assert isinstance(run(call), Done)
    call.connection.refresh_from_db()
    assert call.connection.login_refused == ""


def test_a_cookie_that_dies_in_between_costs_nothing() -> None:
    with a_recorded_call("expired-cookie") as (_, call):
        assert isinstance(run(call), Done)


def test_a_switched_off_connection_is_left_alone() -> None:
    with a_recorded_call() as (ucm, call):
        call.connection.enabled = False
        call.connection.save()
        assert isinstance(run(call), NotYet)
        assert ucm.requests == []


@pytest.mark.parametrize(("seconds", "word"), [(0, "Nobody spoke"), (60, "no recording")])
def test_a_call_without_recording_says_why_there_is_nothing_to_hear(
    call: Call, seconds: int, word: str
) -> None:
    call.talk_seconds = seconds
    outcome = stages.fetch(call)
    assert isinstance(outcome, Skipped)
    assert word in outcome.why


def test_a_call_from_long_ago_is_stored_under_its_month(call: Call, tmp_path: Path) -> None:
    with a_recorded_call() as (_, recorded):
        Call.objects.filter(pk=recorded.pk).update(started_at=datetime(2026, 2, 1, tzinfo=UTC))
        run(recorded)
    assert recorded.recordings.get().file.name.startswith("2026-02/")


@pytest.mark.parametrize(("days", "outcome"), [(30, Done), (0, NotYet)])
def test_a_recording_of_long_ago_is_not_waited_for(days: int, outcome: type) -> None:
    with a_recorded_call("missing-recording") as (_, call):
        day = timezone.now().date()
        backfill = Backfill.objects.create(connection=call.connection, first_day=day, last_day=day)
        Step.objects.update(backfill=backfill)
        call.ended_at = timezone.now() - timedelta(days=days)
        call.save()
        assert isinstance(run(call), outcome)
    state = Recording.State.MISSING if days else Recording.State.WANTED
    assert call.recordings.get().state == state
