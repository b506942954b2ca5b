"""A phone system without an API: its exports and recordings become calls, and no call comes twice."""

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from calls import ingest, pipeline, provisional
from calls.imports import made
from calls.imports.made import make_calls
from calls.imports.take import take
from calls.models import Call, Event, ImportedFile, Recording, Step
from calls.sources.folder import watch_all
from calls.stage import Done
from tests.calls.imports.bringing import (
    ANSWERED_LEG,
    OTHER,
    RECORDING,
    bring,
    export,
    put,
    read_events,
    tar,
    wav,
)
from ucm.models import Connection

pytestmark = pytest.mark.django_db


def push(connection: Connection, *rows: dict[str, str]) -> None:
    raw = json.dumps(list(rows)).encode()
    ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, raw, content_type="application/json"))


def fetch_all() -> None:
    """The fetch steps that are due, as a worker does them."""
    for step in Step.objects.due(timezone.now()).filter(stage="fetch_recording"):
        pipeline.run(step.pk)


def seen() -> list[tuple[Any, ...]]:
    """Each call with what was stored for it and how far its work is."""
    return [
        (
            call.session,
            call.talk_seconds,
            [(recording.state, recording.duration) for recording in call.recordings.all()],
            call.steps.filter(stage="transcribe", state=Step.State.WAITING).exists(),
        )
        for call in Call.objects.order_by("session")
    ]


EXPECTED = [
    (ANSWERED_LEG["session"], 90, [("stored", 2.0)], True),
    (OTHER["session"], 90, [("stored", 3.0)], True),
]


def test_a_folder_with_an_export_and_recordings_becomes_calls_once(
    by_hand: Connection, tmp_path: Path
) -> None:
    folder = tmp_path / "watch" / "branch"
    put(folder, "Master.csv", export(ANSWERED_LEG, OTHER))
    put(folder, f"2026-05/{RECORDING}", wav(2.0))
    put(folder, "2026-05/auto-1777887108-5550143-1001.wav", wav(3.0))
    watch_all()
    assert ImportedFile.objects.arriving().count() == 3
    watch_all()
    read_events()
    fetch_all()
    assert seen() == EXPECTED
    assert set(ImportedFile.objects.values_list("state", flat=True)) == {"taken"}
    assert sorted(path.name for path in (folder / "done").rglob("*") if path.is_file()) == [
        "Master.csv",
        RECORDING,
        "auto-1777887108-5550143-1001.wav",
    ]
    push(by_hand, ANSWERED_LEG, OTHER)
    fetch_all()
    assert seen() == EXPECTED
    assert Call.objects.count() == 2


WAYS = ["webhook", "csv", "audio"]


@pytest.mark.parametrize("order", list(itertools.permutations(WAYS)), ids=" ".join)
@pytest.mark.parametrize("waits", [True, False], ids=["waited for", "made a call of"])
def test_the_order_in_which_a_call_is_brought_does_not_matter(
    by_hand: Connection, order: tuple[str, ...], waits: bool, settings: Any
) -> None:
    settings.IMPORT_WAIT = 3600.0 if waits else 0.0
    for way in order:
        if way == "webhook":
            push(by_hand, ANSWERED_LEG)
        elif way == "csv":
            bring(by_hand, "Master.csv", export(ANSWERED_LEG))
        else:
            bring(by_hand, RECORDING, wav(2.0))
        make_calls()
        read_events()
        fetch_all()
    assert seen() == EXPECTED[:1]
    call = Call.objects.get()
    assert call.legs.count() == 1
    assert not call.is_made_from_recording
    assert Recording.objects.get().name == "2026-05/" + RECORDING
    assert ImportedFile.objects.get(kind="recording").state == ImportedFile.State.TAKEN


def test_an_archive_of_a_whole_month_is_taken(by_hand: Connection) -> None:
    push(by_hand, ANSWERED_LEG, OTHER)
    fetch_all()
    body = tar({f"2026-05/{RECORDING}": wav(2.0), "2026-05/auto-1777887108-5550143-1001.wav": wav(3.0)})
    row = bring(by_hand, "recordings.tgz", body)
    fetch_all()
    assert (row.state, row.why) == (ImportedFile.State.TAKEN, "It held 2 files.")
    assert seen() == EXPECTED


def test_a_recording_alone_is_a_call_at_once_where_no_records_ever_come(by_hand: Connection) -> None:
    bring(by_hand, RECORDING, wav(2.0))
    assert make_calls() == 1
    assert make_calls() == 0
    read_events()
    fetch_all()
    call = Call.objects.get()
    assert call.is_made_from_recording
    assert (call.direction, call.caller_number, call.agent_number) == ("inbound", "5550142", "1001")
    assert (call.started_at.timestamp(), call.talk_seconds) == (1777887008, 2)
    assert call.recordings.get().state == Recording.State.STORED


def test_a_recording_waits_where_records_come_and_is_a_call_when_it_waited_long_enough(
    by_hand: Connection, settings: Any
) -> None:
    push(by_hand, OTHER)
    bring(by_hand, RECORDING, wav(2.0))
    assert make_calls() == 0
    assert ImportedFile.objects.waiting().count() == 1
    settings.IMPORT_WAIT = 0.0
    assert make_calls() == 1


def test_a_made_call_whose_record_is_replayed_after_its_cdr_came_stays_one(by_hand: Connection) -> None:
    bring(by_hand, RECORDING, wav(2.0))
    make_calls()
    read_events()
    push(by_hand, ANSWERED_LEG)
    for event in Event.objects.order_by("pk"):
        ingest.ingest(event)
    assert Call.objects.get().legs.count() == 1


def test_a_cdr_takes_over_a_call_with_its_transcript(by_hand: Connection) -> None:
    bring(by_hand, RECORDING, wav(2.0))
    make_calls()
    read_events()
    fetch_all()
    alone = Call.objects.get()
    Step.objects.filter(call=alone).update(state=Step.State.DONE)
    push(by_hand, ANSWERED_LEG)
    real = Call.objects.get()
    assert (real.pk, real.session, real.talk_seconds) == (alone.pk, ANSWERED_LEG["session"], 90)
    assert not real.steps.open().exists()


def test_a_fetch_on_a_connection_without_api_asks_nobody_and_waits_for_the_file(by_hand: Connection) -> None:
    push(by_hand, ANSWERED_LEG)
    step = Step.objects.get()
    outcome = pipeline.run(step.pk)
    assert not isinstance(outcome, Done)
    step.refresh_from_db()
    assert (step.state, step.attempts) == (Step.State.WAITING, 0)
    assert "cannot be asked" in step.why
    assert "Add calls" in step.mend


def test_a_recording_that_is_never_brought_ends_the_waiting_and_may_still_come(
    by_hand: Connection, settings: Any
) -> None:
    push(by_hand, ANSWERED_LEG)
    settings.IMPORT_WAIT = 0.0
    fetch_all()
    assert Step.objects.get().state == Step.State.SKIPPED
    bring(by_hand, RECORDING, wav(2.0))
    fetch_all()
    assert seen() == EXPECTED[:1]


FIRST_LEG = ANSWERED_LEG | {
    "AcctId": "72", "dst": "1002", "disposition": "NO ANSWER", "billsec": "0", "duration": "8",
    "recordfiles": "", "dstanswer": "",
}  # fmt: skip


def test_a_made_call_gives_its_recording_to_the_call_whose_second_leg_names_it(by_hand: Connection) -> None:
    push(by_hand, FIRST_LEG)
    real = Call.objects.get()
    make_call_of_recording(by_hand)
    assert Call.objects.count() == 2
    push(by_hand, ANSWERED_LEG)
    fetch_all()
    assert Call.objects.get() == real
    assert seen() == EXPECTED[:1]


def test_two_made_at_the_same_moment_are_one_after_the_next_look(
    by_hand: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as blind:  # as two transactions are to each other
        blind.setattr(provisional, "take_over", lambda *_: None)
        blind.setattr(provisional, "known_elsewhere", lambda *_: None)
        push(by_hand, ANSWERED_LEG)
        make_call_of_recording(by_hand)
        assert Call.objects.count() == 2
    watch_all()
    fetch_all()
    assert seen() == EXPECTED[:1]


def make_call_of_recording(connection: Connection) -> None:
    row = ImportedFile(connection=connection, source="upload", name=RECORDING)
    take(row, io.BytesIO(wav(2.0)))
    made.make_call(row, made.told_by(row))
    read_events()
    fetch_all()
