"""Fetching recordings in all their forms, against the simulator; see test_stages.py for the connection."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from calls import ingest, pipeline, stage, stages
from calls.fetching import known_of
from calls.models import Call, Recording, Step
from calls.stage import Done, Failed, NotYet, Skipped
from tests import factories as make
from tests.calls.audio import wav
from tests.calls.test_stages import a_recorded_call
from tests.ucm.canned import Reply, canned, login_then
from ucm.models import Connection
from ucm.simulator import audio
from ucm.simulator.certificate import Certificate, make_certificate
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.calls import Place

pytestmark = pytest.mark.django_db
TONE = audio.Recording("tone.wav", wav(6.0), 6.0)
S = Recording.State


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RECORDINGS_DIR, settings.MIN_FREE_BYTES = tmp_path, 0
    path = [stages.FETCH_RECORDING, stages.TRANSCRIBE]
    monkeypatch.setattr(stage, "stages", lambda: path)
    monkeypatch.setattr(ingest, "stages", lambda: path)


@pytest.fixture
def certificate() -> Certificate:
    return make_certificate("127.0.0.1")


def run(call: Call) -> Any:
    Step.objects.update(due_at=timezone.now())
    return pipeline.run(call.steps.get(stage="fetch_recording").pk)


def downloads(ucm: RunningUcm) -> list[str]:
    return [str(served.parameters.get("filename")) for served in ucm.requests if served.action == "recapi"]


def months_ago(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(ended_at=timezone.now() - timedelta(days=40))


def first_heard_of(ago: timedelta) -> None:
    Recording.objects.update(created_at=timezone.now() - ago)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[RunningUcm, Call, list[Recording]]]:
    """A call with two recordings, the second of which the UCM does not have yet."""
    with a_recorded_call("two-parts", recording=TONE) as (ucm, call):
        first, second = call.recordings.all()
        yield ucm, call, [first, second]


# --- Whole or not at all ---------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["growing", "growing-untold"])
def test_a_growing_file_is_waited_for_and_never_kept_half(tmp_path: Path, scenario: str) -> None:
    with a_recorded_call(scenario, recording=TONE) as (_, call):
        for _ in range(2):
            outcome = run(call)
            assert isinstance(outcome, NotYet)
            assert "still writing" in outcome.why
            assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        assert isinstance(run(call), Done)
    assert (tmp_path / call.recordings.get().file.name).read_bytes() == TONE.wav


def test_a_file_that_stayed_short_is_kept_in_the_end_and_says_so() -> None:
    with a_recorded_call("growing", recording=TONE) as (_, call):
        first_heard_of(timedelta(hours=2))
        assert isinstance(run(call), Done)
    recording = call.recordings.get()
    assert recording.state == S.STORED
    assert "its end is missing" in recording.why


def test_what_is_known_depends_on_the_age(call: Call) -> None:
    call.ended_at = timezone.now()
    recording = Recording(call=call, name="a.wav", expected_size=44, unique_code="18a")
    ages = [timedelta(), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=2)]
    seen = []
    for age in ages:
        recording.created_at = timezone.now() - age
        known = known_of(recording)
        assert (known.size, known.unique_code) == (44, "18a")
        seen.append((known.is_fresh, known.is_moved, known.is_settled))
    assert seen == [
        (True, False, False),
        (False, False, False),
        (False, True, False),
        (False, True, True),
    ]


# --- Several recordings ----------------------------------------------------------------------------


def test_two_recordings_run_on_one_clock_in_the_order_they_were_spoken(
    two: tuple[RunningUcm, Call, list[Recording]],
) -> None:
    _, call, _ = two
    assert isinstance(run(call), Done)
    assert [(kept.offset, kept.duration) for kept in call.recordings.all()] == [(0.0, 3.0), (3.0, 3.0)]


def test_what_has_come_is_kept_while_another_is_awaited_and_not_fetched_again(
    two: tuple[RunningUcm, Call, list[Recording]],
) -> None:
    ucm, call, (first, second) = two
    away = _take_away(ucm, second)
    assert isinstance(run(call), NotYet)
    assert list(call.recordings.values_list("state", flat=True)) == [S.STORED, S.WANTED]
    ucm.pbx.archive.keep(*away)
    assert isinstance(run(call), Done)
    assert list(call.recordings.values_list("state", flat=True)) == [S.STORED, S.STORED]
    assert downloads(ucm).count(_place(first).name) == 1


def test_one_that_is_gone_does_not_keep_the_other_from_being_heard(
    two: tuple[RunningUcm, Call, list[Recording]],
) -> None:
    ucm, call, (first, _) = two
    away = _take_away(ucm, first)
    first_heard_of(timedelta(hours=2))
    assert isinstance(run(call), Done)
    gone, kept = call.recordings.all()
    assert (gone.state, kept.state, kept.offset) == (S.MISSING, S.STORED, 0.0)
    assert "does not have it" in gone.why
    assert "NAS" in gone.mend
    ucm.pbx.archive.keep(*away)
    pipeline.reopen(call.steps.get(stage="fetch_recording"))
    assert isinstance(run(call), Done)
    assert [(kept.state, kept.why, kept.offset) for kept in call.recordings.all()] == [
        (S.STORED, "", 0.0),
        (S.STORED, "", 3.0),
    ]


def _place(recording: Recording) -> Place:
    month, _, name = recording.name.partition("/")
    return Place("monitor", month, name)


def _take_away(ucm: RunningUcm, recording: Recording) -> tuple[Place, audio.Recording]:
    place = _place(recording)
    file = ucm.pbx.archive.find("monitor", place.name)
    assert file
    ucm.pbx.archive.clean(place)
    return place, file


def test_an_error_at_the_second_does_not_throw_the_first_away(certificate: Certificate) -> None:
    replies = iter([Reply(wav(2.0)), *[Reply(b'{"status": -19}')] * 2])
    with canned(login_then(lambda _: next(replies)), certificate=certificate) as url:
        call = make.make_call(timezone.now())
        Connection.objects.update(
            base_url=url, password="right", tls=Connection.Tls.PIN, fingerprint=certificate.fingerprint
        )
        for position in range(2):
            Recording.objects.create(call=call, name=f"{position}.wav", position=position)
        pipeline.open_step(call, stages.FETCH_RECORDING)
        assert isinstance(run(call), NotYet)
        assert list(call.recordings.values_list("state", flat=True)) == [S.STORED, S.WANTED]
        outcome = run(call)
    assert isinstance(outcome, Failed)
    assert "does not support" in outcome.why


# --- Where it lies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["on-nas", "in-gdms", "in-gdms-coded", "gsff", "gsff-4", "tar", "tgz"])
def test_a_recording_is_had_from_wherever_and_in_whatever_it_comes(tmp_path: Path, scenario: str) -> None:
    with a_recorded_call(scenario, recording=TONE) as (_, call):
        months_ago(call)
        assert isinstance(run(call), Done)
    kept = call.recordings.get()
    heard = (tmp_path / kept.file.name).read_bytes()[44:]
    assert TONE.wav.endswith(heard)
    assert len(heard) >= len(TONE.wav) - 44 - 4


def test_the_place_is_learned_once_for_all_workers() -> None:
    with a_recorded_call("month-folder-in-filedir", recording=TONE) as (ucm, call):
        assert isinstance(run(call), Done)
        assert Connection.objects.get().recording_path == "monitor, in filedir"
        before = len(downloads(ucm))
        Recording.objects.update(state=S.WANTED)
        pipeline.reopen(call.steps.get(stage="fetch_recording"))
        assert isinstance(run(call), Done)
        assert len(downloads(ucm)) == before + 1


def test_an_encrypted_copy_is_missing_with_the_mend_and_not_asked_for_again() -> None:
    with a_recorded_call("in-gdms-encrypted", recording=TONE) as (_, call):
        months_ago(call)
        outcome = run(call)
        assert isinstance(outcome, Failed)
        assert "encrypted" in outcome.why
    recording, step = call.recordings.get(), call.steps.get()
    assert (recording.state, recording.why) == (S.MISSING, step.why)
    assert "GDMS" in step.mend == recording.mend


def test_a_deleted_recording_of_long_ago_is_given_up_at_once() -> None:
    with a_recorded_call("missing-recording", recording=TONE) as (_, call):
        months_ago(call)
        outcome = run(call)
    assert isinstance(outcome, Failed)
    assert "cleaner" in outcome.mend


def test_the_longer_a_recording_is_awaited_the_rarer_it_is_asked_for() -> None:
    with a_recorded_call("missing-recording", recording=TONE) as (_, call):
        pauses = []
        for minutes in (0, 8, 40):
            first_heard_of(timedelta(minutes=minutes))
            outcome = run(call)
            assert isinstance(outcome, NotYet)
            pauses.append(round(outcome.seconds))
    assert pauses == [30, 120, 600]


def test_a_full_disk_is_waited_for_and_costs_no_attempt(settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18
    with a_recorded_call(recording=TONE) as (_, call):
        outcome = run(call)
        assert isinstance(outcome, NotYet)
        assert "must stay free" in outcome.why
        assert call.steps.get().attempts == 0
        settings.MIN_FREE_BYTES = 0
        assert isinstance(run(call), Done)


# --- Named late ------------------------------------------------------------------------------------


def asks(*, for_recordings: bool = True) -> None:
    Connection.objects.update(asks_for_recordings=for_recordings)


def test_a_recording_that_no_cdr_names_is_asked_for_and_fetched() -> None:
    with a_recorded_call("late-names", recording=TONE) as (_, call):
        asks()
        assert isinstance(run(call), NotYet)
        assert isinstance(run(call), Done)
    assert call.recordings.get().state == S.STORED


def test_without_the_setting_nothing_is_asked() -> None:
    with a_recorded_call("late-names", recording=TONE) as (ucm, call):
        assert isinstance(run(call), Skipped)
        assert ucm.requests == []


def test_the_recording_of_another_month_with_the_same_number_is_not_believed() -> None:
    with a_recorded_call("late-names", recording=TONE) as (_, call):
        asks()
        for leg in call.legs.all():
            begun = str(int(call.started_at.timestamp()) - 30 * 86_400)
            leg.raw |= {"uniqueid": f"{begun}.7", "session": f"{begun}000001-2001", "start": "", "end": ""}
            leg.save()
        assert isinstance(run(call), NotYet)
        Call.objects.update(created_at=timezone.now() - timedelta(minutes=5))
        assert isinstance(run(call), Skipped)
    assert not call.recordings.exists()


def test_a_call_that_truly_has_no_recording_is_asked_for_and_then_left() -> None:
    with a_recorded_call("good", recording=TONE) as (ucm, call):
        asks()
        call.recordings.all().delete()
        for row in ucm.pbx.calls()[0].rows:
            row["recordfiles"] = ""
        assert isinstance(run(call), NotYet)
        Call.objects.update(created_at=timezone.now() - timedelta(minutes=5))
        assert isinstance(run(call), Skipped)
    asked = [served.action for served in ucm.requests].count("getRecordInfosByCall")
    assert asked == 2 * sum(leg.talk_seconds > 0 for leg in call.legs.all())
