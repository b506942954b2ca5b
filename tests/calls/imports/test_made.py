"""A call made of a recording: what its name, its time and a person tell."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from calls.imports.made import Told, expects_records, make_call, record_of, told_by
from calls.models import Call, ImportedFile
from calls.provisional import session_of
from tests.calls.imports.bringing import RECORDING, bring, read_events, wav
from ucm.models import Connection
from ucm.protocol.conversation import Direction

pytestmark = pytest.mark.django_db


def file(connection: Connection, name: str, **fields: object) -> ImportedFile:
    return ImportedFile(connection=connection, name=name, bare_name=name, duration=30.0, **fields)


def test_a_ring_group_recording_names_group_and_extension(by_hand: Connection) -> None:
    told = told_by(file(by_hand, "auto-1777887008#1002-5550142-6400.wav"))
    assert (told.extension, told.queue, told.direction) == ("1002", "6400", Direction.INBOUND)


def test_a_queue_recording_makes_a_call_that_the_agent_answered(by_hand: Connection) -> None:
    row = bring(by_hand, "q6500-1777887008-5550142-1001.wav", wav(3.0))
    make_call(row, told_by(row))
    read_events()
    call = Call.objects.get()
    assert (call.disposition, call.agent_number, call.talk_seconds) == ("answered", "1001", 3)


def test_a_file_without_a_telling_name_ended_when_it_was_written(by_hand: Connection) -> None:
    written = datetime(2026, 5, 4, 9, 30, 30, tzinfo=UTC)
    assert told_by(file(by_hand, "interview.wav", written_at=written)).start.isoformat() == (
        "2026-05-04T09:30:00+00:00"
    )


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("moment", ["2026-10-25T00:30:00+00:00", "2026-11-01T06:30:00+00:00"])
def test_what_a_person_told_is_the_calls_beginning_in_every_zone(
    by_hand: Connection, zone: str, moment: str
) -> None:
    by_hand.time_zone = zone
    by_hand.save()
    row = bring(by_hand, "interview.wav", wav(2.0))
    make_call(row, Told(datetime.fromisoformat(moment), "1001", "5550142", Direction.OUTBOUND))
    read_events()
    call = Call.objects.get()
    assert call.started_at == datetime.fromisoformat(moment)
    assert (call.direction, call.customer_number, call.agent_number) == ("outbound", "5550142", "1001")


def test_the_session_depends_on_the_bare_name_only() -> None:
    assert session_of(RECORDING) == session_of(f"2026-05/{RECORDING}")
    assert session_of(RECORDING) != session_of(RECORDING.replace("1001", "1002"))
    assert len(session_of("x" * 250 + ".wav", epoch=1777887008)) <= 160


def test_an_odd_name_makes_a_record_with_one_recording(by_hand: Connection) -> None:
    row = bring(by_hand, "a@b, c;d..e.wav", wav())
    now = timezone.now()
    record = record_of(row, Told(now, "", "", Direction.INTERNAL))
    make_call(row, Told(now, "", "", Direction.INTERNAL))
    read_events()
    assert Call.objects.get().recordings.get().name == row.bare_name == record["recordfiles"][:-1]


def test_only_what_came_as_call_records_makes_us_expect_more(by_hand: Connection) -> None:
    row = bring(by_hand, RECORDING, wav())
    make_call(row, told_by(row))
    assert not expects_records(by_hand)
    by_hand.base_url = "https://192.0.2.1:8089"
    assert expects_records(by_hand)
