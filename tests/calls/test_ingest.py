"""Ingest: kept before understood, one call per session, whatever order legs arrive in."""

import itertools
import json
from typing import Any

import pytest
from django.db import OperationalError

from calls import ingest
from calls.models import Call, Event, Recording, Step
from ucm.models import Connection

pytestmark = pytest.mark.django_db

ANSWERED_LEG = {
    "cdr": "", "AcctId": "73", "accountcode": "", "src": "5550142", "dst": "1001", "dcontext": "ext-did-2",
    "clid": '"Tom Alder" <5550142>', "channel": "PJSIP/trunk_2-00000042", "dstchannel": "PJSIP/1001-00000043",
    "lastapp": "Dial", "lastdata": "PJSIP/1001", "start": "2026-05-04 09:30:00",
    "answer": "2026-05-04 09:30:08",
    "end": "2026-05-04 09:31:38", "duration": "98", "billsec": "90", "disposition": "ANSWERED",
    "amaflags": "DOCUMENTATION", "uniqueid": "1777887000.42", "userfield": "Inbound",
    "channel_ext": "trunk_2",
    "dstchannel_ext": "1001", "service": "s", "caller_name": "Tom Alder",
    "recordfiles": "2026-05/auto-1777887008-5550142-1001.wav@", "dstanswer": "1001", "chanext": "",
    "dstchanext": "", "session": "1777887000123456-5550142", "action_owner": "5550142", "action_type": "DIAL",
    "src_trunk_name": "City line", "dst_trunk_name": "",
}  # fmt: skip
NO_ANSWER_LEG = ANSWERED_LEG | {
    "AcctId": "72", "dst": "1002", "disposition": "NO ANSWER", "billsec": "0", "duration": "8",
    "recordfiles": "",
    "dstanswer": "", "answer": "2026-05-04 09:30:08", "end": "2026-05-04 09:30:08", "dstchannel_ext": "1002",
}  # fmt: skip


def accept(connection: Connection, payload: object) -> Event:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return ingest.accept(connection, Event.Source.WEBHOOK, raw, content_type="application/json")


def rows() -> dict[str, Any]:
    call = Call.objects.get()
    facts = {field.name: getattr(call, field.name) for field in Call._meta.concrete_fields}
    return {name: value for name, value in facts.items() if name not in ("id", "created_at")}


def test_a_call_is_read_from_its_leg(connection: Connection) -> None:
    [call] = ingest.ingest(accept(connection, ANSWERED_LEG))
    call.refresh_from_db()
    assert (call.direction, call.disposition) == (Call.Direction.INBOUND, Call.Disposition.ANSWERED)
    assert (call.customer_number, call.agent_number, call.talk_seconds) == ("5550142", "1001", 90)
    assert call.started_at.isoformat() == "2026-05-04T09:30:00+00:00"
    assert call.recordings.get().name == "2026-05/auto-1777887008-5550142-1001.wav"
    assert call.steps.get().stage == "fetch_recording"


def test_the_event_is_kept_before_it_is_read(connection: Connection, rung: list[tuple[str, int]]) -> None:
    event = accept(connection, b"\xff\xfe not a CDR")
    assert event.state == Event.State.RECEIVED
    connection.refresh_from_db()
    assert connection.last_event_at == event.received_at


def test_what_cannot_be_read_is_kept_with_its_reason(connection: Connection) -> None:
    event = accept(connection, b"\xff\xfe not a CDR")
    assert ingest.ingest(event) == []
    event.refresh_from_db()
    assert event.state == Event.State.UNREADABLE
    assert event.reason
    assert event.advice
    assert bytes(event.raw) == b"\xff\xfe not a CDR"


def test_one_bad_record_of_ten_costs_only_itself(connection: Connection) -> None:
    legs = [ANSWERED_LEG | {"session": f"1777887000{n}00000-5550142", "AcctId": str(n)} for n in range(9)]
    event = accept(connection, {"cdr_root": [*legs[:3], {"src": "5550142"}, *legs[3:]]})
    assert len(ingest.ingest(event)) == Call.objects.count() == 9
    event.refresh_from_db()
    assert (event.state, event.advice != "") == (Event.State.PARTLY, True)
    assert event.reason.startswith("1 of 10 records could not be read. Record 4: ")


def test_replaying_a_partly_unreadable_event_changes_nothing(connection: Connection) -> None:
    event = accept(connection, [ANSWERED_LEG, {"src": "5550142"}, NO_ANSWER_LEG])
    ingest.ingest(event)
    before = rows()
    assert ingest.replay(Event.objects.all()) == (0, 1)
    assert rows() == before
    assert Call.objects.get().legs.count() == 2
    assert Recording.objects.count() == Step.objects.count() == 1


def test_a_replay_counts_what_is_now_read_whole(connection: Connection) -> None:
    event = accept(connection, [])
    Event.objects.filter(pk=event.pk).update(state=Event.State.UNREADABLE)
    accept(connection, b"still no record")
    assert ingest.replay(Event.objects.all()) == (1, 2)


def test_the_same_record_twice_is_one_call(connection: Connection) -> None:
    ingest.ingest(accept(connection, ANSWERED_LEG))
    before = rows()
    ingest.ingest(accept(connection, ANSWERED_LEG))
    assert rows() == before
    assert Call.objects.get().legs.count() == 1
    assert Recording.objects.count() == Step.objects.count() == 1


def test_a_late_duplicate_does_not_reopen_finished_work(connection: Connection) -> None:
    ingest.ingest(accept(connection, ANSWERED_LEG))
    Step.objects.update(state=Step.State.DONE)
    ingest.ingest(accept(connection, ANSWERED_LEG))
    assert Step.objects.get().state == Step.State.DONE


@pytest.mark.parametrize("order", list(itertools.permutations([ANSWERED_LEG, NO_ANSWER_LEG, ANSWERED_LEG])))
def test_any_order_of_legs_makes_the_same_call(
    connection: Connection, order: tuple[dict[str, str], ...]
) -> None:
    for leg in order:
        ingest.ingest(accept(connection, leg))
    call = Call.objects.get()
    assert call.legs.count() == 2
    assert (call.disposition, call.agent_number, call.talk_seconds) == (Call.Disposition.ANSWERED, "1001", 90)


def test_legs_in_one_body_and_legs_one_by_one_agree(connection: Connection) -> None:
    ingest.ingest(accept(connection, {"cdr_root": [NO_ANSWER_LEG, ANSWERED_LEG]}))
    at_once = rows()
    Step.objects.all().delete()
    Call.objects.all().delete()
    ingest.ingest(accept(connection, ANSWERED_LEG))
    ingest.ingest(accept(connection, NO_ANSWER_LEG))
    assert rows() == at_once


def test_a_recording_that_arrives_with_a_later_leg_opens_the_path_again(connection: Connection) -> None:
    ingest.ingest(accept(connection, NO_ANSWER_LEG))
    Step.objects.update(state=Step.State.SKIPPED)
    ingest.ingest(accept(connection, ANSWERED_LEG))
    assert Step.objects.get().state == Step.State.WAITING
    assert Recording.objects.count() == 1


def test_the_same_session_on_two_systems_is_two_calls(connection: Connection) -> None:
    other = Connection.objects.create(name="Branch", base_url="https://127.0.0.1:8090", username="cdrapi")
    ingest.ingest(accept(connection, ANSWERED_LEG))
    ingest.ingest(accept(other, ANSWERED_LEG))
    assert Call.objects.count() == 2


def test_the_connections_zone_is_used_where_no_epoch_tells(connection: Connection) -> None:
    connection.time_zone = "America/New_York"
    connection.save()
    leg = ANSWERED_LEG | {"uniqueid": "abc", "session": "s1", "recordfiles": ""}
    [call] = ingest.ingest(accept(connection, leg))
    assert call.started_at.isoformat() == "2026-05-04T13:30:00+00:00"


def test_ingesting_an_event_twice_by_id_reads_it_once(connection: Connection) -> None:
    event = accept(connection, ANSWERED_LEG)
    assert len(ingest.ingest_one(event.pk)) == 1
    assert ingest.ingest_one(event.pk) == []
    assert ingest.ingest_one(404) == []


def test_keeping_an_event_rings_for_it(
    connection: Connection, rung: list[tuple[str, int]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        event = accept(connection, ANSWERED_LEG)
    assert rung == [("calls.ingest_event", event.pk)]


def test_a_fault_of_ours_is_kept_as_unreadable_and_stops_nobody_else(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = accept(connection, ANSWERED_LEG)
    with monkeypatch.context() as broken:
        broken.setattr(ingest, "reduce_legs", lambda legs: 1 / 0)
        assert ingest.ingest(event) == []
    event.refresh_from_db()
    assert event.state == Event.State.UNREADABLE
    assert "ZeroDivisionError" in event.reason
    assert not Call.objects.exists()
    assert len(ingest.ingest(event)) == 1


def test_a_database_that_is_away_leaves_the_event_unread(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = accept(connection, ANSWERED_LEG)

    def away(legs: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(ingest, "reduce_legs", away)
        with pytest.raises(OperationalError):
            ingest.ingest(event)
    event.refresh_from_db()
    assert event.state == Event.State.RECEIVED


@pytest.mark.parametrize("text", ["nul \x00 inside", "\ud800 lone surrogate", "😀" * 200, "x" * 5000])
def test_odd_text_in_a_field_never_raises(connection: Connection, text: str) -> None:
    event = accept(connection, ANSWERED_LEG | {"caller_name": text, "dst": text, "session": text})
    ingest.ingest(event)
    event.refresh_from_db()
    assert event.state in (Event.State.UNDERSTOOD, Event.State.UNREADABLE)
