"""Call records and recordings fetched from a simulated UCM over real HTTPS."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.canned import Answers, Reply, login_then
from tests.ucm.conftest import actions
from tests.ucm.protocol.legs import row
from ucm.client import UcmClient, read_clock
from ucm.protocol import errors
from ucm.protocol.conversation import Disposition, group_by_session, reduce_legs
from ucm.protocol.places import Folder, Place
from ucm.protocol.recordings import Kind
from ucm.simulator.audio import Recording
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.kinds import CallKind

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]
ClientAgainst = Callable[[Answers], UcmClient]

NAME = "2026-03/auto-1772442000-2001-2002.wav"


def _today() -> dict[str, datetime]:
    now = datetime.now(UTC)
    return {"start": now - timedelta(hours=1), "end": now + timedelta(minutes=1)}


# --- Call records ----------------------------------------------------------------------------------


def test_every_leg_of_every_call_is_fetched_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of(zone=ZoneInfo("Europe/Berlin"))
    placed = [ucm.place_call(kind) for kind in CallKind]
    legs = list(client_of(ucm, zone=ZoneInfo("Europe/Berlin")).cdrs(**_today(), page_size=4))
    assert len({leg.key for leg in legs}) == len(legs) == sum(len(call.rows) for call in placed)
    assert set(group_by_session(legs)) == {call.session for call in placed}


def test_times_are_right_even_if_the_zone_is_set_wrongly(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of(zone=ZoneInfo("America/New_York"))
    call = ucm.place_call(CallKind.INBOUND)
    (leg,) = client_of(ucm).cdrs(**_today())
    assert abs(leg.start.timestamp() - call.begins) <= 1


@pytest.mark.parametrize(
    ("kind", "disposition"),
    [
        (CallKind.VOICEMAIL, Disposition.VOICEMAIL),
        (CallKind.RING_GROUP, Disposition.ANSWERED),
        (CallKind.QUEUE_ABANDONED, Disposition.NO_ANSWER),
        (CallKind.OUTBOUND_BUSY, Disposition.BUSY),
        (CallKind.OUTBOUND_FAILED, Disposition.FAILED),
        (CallKind.TRANSFER, Disposition.ANSWERED),
    ],
)
def test_a_simulated_call_reduces_to_what_happened(
    ucm_of: UcmOf, client_of: ClientOf, kind: CallKind, disposition: Disposition
) -> None:
    ucm = ucm_of()
    ucm.place_call(kind)
    facts = reduce_legs(list(client_of(ucm).cdrs(**_today())))
    assert facts.disposition is disposition


def test_calls_outside_the_window_stay_out(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    ucm.place_call(CallKind.INBOUND, begins=datetime.now(UTC).timestamp() - 7200)
    assert list(client_of(ucm).cdrs(**_today())) == []


def test_the_window_carries_its_offset_and_looks_at_the_end(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    client = client_of(ucm, zone=ZoneInfo("America/New_York"))
    list(client.cdrs(start=start, end=start + timedelta(hours=1)))
    asked = ucm.requests[-1].parameters
    assert (asked["startTime"], asked["endTime"]) == (
        "2026-03-01T07:00:00-05:00",
        "2026-03-01T08:00:00-05:00",
    )
    assert (asked["timeFilterType"], asked["format"], asked["offset"]) == ("End", "json", "0")
    assert "" not in asked.values()


def test_a_page_that_repeats_ends_the_paging(client_against: ClientAgainst) -> None:
    page = Reply(json.dumps({"cdr_root": [row(talk=5)]}).encode())
    legs = list(client_against(login_then(lambda _: page)).cdrs(**_today(), page_size=2))
    assert len(legs) == 1


def test_what_lies_behind_a_full_page_that_repeats_is_had_by_asking_for_less_time(
    ucm_of: UcmOf, client_of: ClientOf
) -> None:
    ucm = ucm_of("ignores-offset")
    now = datetime.now(UTC).timestamp()
    placed = [ucm.place_call(CallKind.OUTBOUND_BUSY, begins=now - 100 * n) for n in range(1, 36)]
    legs = list(client_of(ucm).cdrs(**_today(), page_size=4))
    assert {leg.session for leg in legs} == {call.session for call in placed}
    # The second page is asked for once only: then it is known that there is none.
    assert [each.parameters["offset"] for each in ucm.requests if each.action == "cdrapi"].count("4") == 1


def test_records_that_no_shorter_time_brings_out_are_an_error_after_few_questions(
    client_against: ClientAgainst,
) -> None:
    page, asked = Reply(json.dumps({"cdr_root": [row(talk=5)]}).encode()), []
    client = client_against(login_then(lambda request: asked.append(request) or page))
    with pytest.raises(errors.NotAnApi, match="whichever page and time"):
        list(client.cdrs(**_today(), page_size=1))
    assert len(asked) < 20


@pytest.mark.parametrize(
    "answer",
    [
        {"cdr_root": []},
        {"cdr_root": [], "status": 0},
        {"response": {"cdr_root": []}, "status": 0},
        {"response": {}, "status": 0},
    ],
)
def test_no_calls_are_no_error(client_against: ClientAgainst, answer: dict[str, object]) -> None:
    client = client_against(login_then(lambda _: Reply(json.dumps(answer).encode())))
    assert list(client.cdrs(**_today())) == []


def test_an_answer_that_is_no_list_of_calls_is_no_silence(client_against: ClientAgainst) -> None:
    client = client_against(login_then(lambda _: Reply(b'{"rows": 7}')))
    with pytest.raises(errors.NotAnApi):
        list(client.cdrs(**_today()))


def test_one_bad_row_does_not_stop_the_poll(
    client_against: ClientAgainst, caplog: pytest.LogCaptureFixture
) -> None:
    bad = row(start="?", session="x", uniqueid="y", src="+15551234567")
    pages = iter([[bad, row(talk=5)], []])
    client = client_against(login_then(lambda _: Reply(json.dumps({"cdr_root": next(pages)}).encode())))
    with caplog.at_level(logging.WARNING):
        legs = list(client.cdrs(**_today()))
    assert [leg.billsec for leg in legs] == [5]
    assert client.take_unread() == [bad]
    assert client.take_unread() == []
    assert "no readable start time" in caplog.text
    # The simulator's port is drawn by chance, and may hold these digits.
    assert "555" not in re.sub(r"127\.0\.0\.1:\d+", "", caplog.text)


# --- Recordings ------------------------------------------------------------------------------------


@pytest.fixture
def recorded(tone: Recording) -> Callable[[RunningUcm], str]:
    """Places a recorded call; its recording's name as the CDR gives it."""

    def place(ucm: RunningUcm) -> str:
        call = ucm.place_call(CallKind.INBOUND, recording=tone)
        assert call.recording
        return f"{call.recording.month}/{call.recording.name}"

    return place


Recorded = Callable[[RunningUcm], str]


def _download(client: UcmClient, name: str) -> bytes:
    with client.recording(name) as audio:
        return b"".join(audio.chunks)


def test_a_recording_comes_byte_for_byte(
    ucm_of: UcmOf, client_of: ClientOf, recorded: Recorded, tone: Recording
) -> None:
    ucm = ucm_of()
    client, name = client_of(ucm), recorded(ucm)
    with client.recording(name) as audio:
        assert (audio.kind, audio.size) == (Kind.WAV, len(tone.wav))
        assert b"".join(audio.chunks) == tone.wav


@pytest.mark.parametrize(
    ("scenario", "place"),
    [
        ("good", Place("monitor")),
        ("month-folder", Place("monitor", Folder.IN_FILENAME)),
        ("month-folder-in-filedir", Place("monitor", Folder.IN_FILEDIR)),
    ],
)
def test_the_place_that_worked_is_remembered(
    ucm_of: UcmOf, client_of: ClientOf, recorded: Recorded, scenario: str, place: Place
) -> None:
    ucm = ucm_of(scenario)
    client, name = client_of(ucm), recorded(ucm)
    _download(client, name)
    assert client.recording_path == place
    before = actions(ucm).count("recapi")
    _download(client, name)
    assert actions(ucm).count("recapi") == before + 1


@pytest.mark.parametrize(
    ("scenario", "failure", "retryable"),
    [
        ("html-recording", errors.NotAudio, False),
        ("missing-recording", errors.NoSuchRecording, True),
        ("not-permitted-recapi", errors.NotPermitted, False),
        ("busy", errors.TooFrequent, True),
    ],
)
def test_nothing_but_audio_is_let_through(
    ucm_of: UcmOf,
    client_of: ClientOf,
    recorded: Recorded,
    scenario: str,
    failure: type[errors.UcmError],
    retryable: bool,
) -> None:
    ucm = ucm_of(scenario)
    name = recorded(ucm)
    with pytest.raises(failure) as caught:
        _download(client_of(ucm), name)
    assert caught.value.retryable is retryable


def test_a_recording_that_breaks_off_is_no_recording(
    ucm_of: UcmOf, client_of: ClientOf, recorded: Recorded
) -> None:
    ucm = ucm_of("cut")
    client, name = client_of(ucm), recorded(ucm)
    for _ in range(2):
        with pytest.raises(errors.ConnectionBroken):
            _download(client, name)
    assert _download(client, name).startswith(b"RIFF")


def test_a_cookie_that_dies_between_recordings_is_renewed(
    ucm_of: UcmOf, client_of: ClientOf, recorded: Recorded
) -> None:
    ucm = ucm_of("expired-cookie")
    client, names = client_of(ucm), [recorded(ucm) for _ in range(5)]
    assert all(_download(client, name).startswith(b"RIFF") for name in names)


WAV_HEAD = b"RIFF" + (2000).to_bytes(4, "little") + b"WAVEfmt "


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(b""), errors.NotReady),
        (Reply(b"<html>Log in</html>"), errors.NotAudio),
        (Reply(b"oops"), errors.NotAudio),
        (Reply(b'{"cdr_root":[]}'), errors.NotAudio),
        (Reply(b"\x00" * 257 + b"ustar\x00" + b"\x00" * 300), errors.ConnectionBroken),
        (Reply(b'{"status":-15}'), errors.NoSuchRecording),
        (Reply(b'{"status":-47}'), errors.NotPermitted),
        (Reply(b"gone", 404), errors.NoSuchRecording),
        (Reply(b"oops", 500), errors.NotAnApi),
        (Reply(WAV_HEAD + b"\x00" * 100, announced=False), errors.StillGrowing),
        (Reply(WAV_HEAD, headers={"Content-Length": "9000"}, announced=False), errors.ConnectionBroken),
    ],
    ids=["empty", "html", "text", "json", "tar", "-15", "-47", "404", "500", "short by header", "short"],
)
def test_what_may_come_instead_of_audio(
    client_against: ClientAgainst, reply: Reply, failure: type[errors.UcmError]
) -> None:
    client = client_against(login_then(lambda _: reply))
    with pytest.raises(errors.UcmError) as caught:
        _download(client, NAME)
    assert type(caught.value) is failure


@pytest.mark.parametrize(
    "reply",
    [
        Reply(WAV_HEAD + b"\x00" * 1992, announced=False),
        Reply(b"RIFF\x00\x00\x00\x00WAVE", announced=False),
        Reply(b"GSFF\x00\x00\x00\x00\x01\x02"),
    ],
    ids=["wav without length", "wav of open length", "gsff"],
)
def test_audio_is_taken_whatever_its_headers(client_against: ClientAgainst, reply: Reply) -> None:
    assert _download(client_against(login_then(lambda _: reply)), NAME) == reply.body


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "no-extension", "a/../b.wav"])
def test_a_name_that_is_no_recording_is_never_asked_for(
    ucm_of: UcmOf, client_of: ClientOf, name: str
) -> None:
    ucm = ucm_of()
    with pytest.raises(errors.NoSuchRecording) as caught:
        _download(client_of(ucm), name)
    assert not caught.value.retryable
    assert ucm.requests == []


def test_an_error_of_the_reader_stays_its_own(ucm_of: UcmOf, client_of: ClientOf, recorded: Recorded) -> None:
    ucm = ucm_of()
    client, name = client_of(ucm), recorded(ucm)
    with pytest.raises(OSError, match="No space left"):
        _fill_the_disk(client, name)


def _fill_the_disk(client: UcmClient, name: str) -> None:
    with client.recording(name) as audio:
        next(audio.chunks)
        raise OSError(28, "No space left on device")


# --- The system ------------------------------------------------------------------------------------


def test_the_system_tells_model_firmware_and_clock(ucm_of: UcmOf, client_of: ClientOf) -> None:
    system = client_of(ucm_of(zone=ZoneInfo("Asia/Kathmandu"))).system()
    assert "UCM6302" in system.model
    assert system.firmware
    assert system.serial
    assert system.clock
    assert system.clock.utcoffset() == timedelta(hours=5, minutes=45)
    assert abs(system.clock - datetime.now(UTC)) < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2019-11-22 17:50:26 UTC+02:00", "2019-11-22T17:50:26+02:00"),
        ("2019-11-22 17:50:26 UTC-03:30", "2019-11-22T17:50:26-03:30"),
        ("2019-13-22 17:50:26 UTC+02:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_ucms_clock_is_read(text: str, read: str | None) -> None:
    assert read_clock(text) == (read and datetime.fromisoformat(read))


def test_recording_folders_are_listed(ucm_of: UcmOf, client_of: ClientOf) -> None:
    folders = client_of(ucm_of()).recording_directories()
    assert folders == ("monitor", "emergency", "meetme", "queue", "sca")
