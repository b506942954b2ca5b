"""Recordings over the old API: WAV, tar, a listing or 404 from one URL."""

import io
import tarfile
from collections.abc import Callable

import pytest

from tests.ucm.canned import Answers, Reply
from tests.ucm.conftest import actions
from ucm.old_api import OldApiClient
from ucm.old_api.places import trial_order
from ucm.protocol import errors
from ucm.protocol.places import Folder, Place, Storage
from ucm.protocol.recordings import Kind
from ucm.simulator.audio import Recording
from ucm.simulator.scenarios import SCENARIOS
from ucm.simulator.server import RunningUcm
from ucm.simulator.switches import MonthFolder, Scenario
from ucm.simulator.traffic.calls import Place as Shelf

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., OldApiClient]
ClientAgainst = Callable[[Answers], OldApiClient]

NAME = "2026-03/auto-1772442000-2001-2002.wav"
WAV_HEAD = b"RIFF" + (2000).to_bytes(4, "little") + b"WAVEfmt "


def _download(client: OldApiClient, name: str) -> bytes:
    with client.recording(name) as audio:
        return b"".join(audio.chunks)


def _record(ucm: RunningUcm, tone: Recording) -> str:
    place = ucm.place_call(recording=tone).recording
    assert place
    return f"{place.month}/{place.name}"


def _tar(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"monitor/{name}.wav")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic", "old-api-open"])
def test_a_recording_comes_byte_for_byte(
    ucm_of: UcmOf, old_client_of: ClientOf, tone: Recording, scenario: str
) -> None:
    ucm = ucm_of(scenario)
    name = _record(ucm, tone)
    with old_client_of(ucm).recording(name) as audio:
        assert (audio.kind, audio.size) == (Kind.WAV, len(tone.wav))
        assert b"".join(audio.chunks) == tone.wav


@pytest.mark.parametrize(
    ("month_folder", "place"),
    [
        (MonthFolder.IN_FILENAME, Place("monitor", Folder.IN_FILENAME)),
        (MonthFolder.NOWHERE, Place("monitor")),
        (MonthFolder.IN_FILEDIR, Place("monitor", Folder.IN_FILEDIR)),
    ],
)
def test_the_place_that_worked_is_learned(
    ucm_of: UcmOf, old_client_of: ClientOf, tone: Recording, month_folder: MonthFolder, place: Place
) -> None:
    door, login = SCENARIOS["old-api-open"].door, SCENARIOS["old-api-open"].old_login
    ucm = ucm_of(Scenario(name="x", summary="", door=door, old_login=login, month_folder=month_folder))
    client, name = old_client_of(ucm), _record(ucm, tone)
    _download(client, name)
    assert client.recording_path == place
    before = actions(ucm).count("recapi")
    _download(client, name)
    assert actions(ucm).count("recapi") == before + 1


@pytest.mark.parametrize("bare", ["auto-1772442000#1001-+33612345678-6400.wav", "q6500-1772442000.wav"])
def test_every_character_of_a_name_arrives(
    ucm_of: UcmOf, old_client_of: ClientOf, tone: Recording, bare: str
) -> None:
    ucm = ucm_of("old-api")
    ucm.pbx.archive.keep(Shelf("queue", "2026-03", bare), tone)
    assert _download(old_client_of(ucm), f"2026-03/{bare}") == tone.wav


@pytest.mark.parametrize("worked", [None, Place("queue")])
@pytest.mark.parametrize("name", [NAME, "auto-1414771234-1000-1004.wav"])
def test_no_place_is_asked_twice(name: str, worked: Place | None) -> None:
    order = trial_order(name, worked=worked)
    requests = {tuple(place.request(name).values()) for place in order}
    assert len(requests) == len(order)
    assert worked is None or order[0] == worked


def test_a_place_that_only_the_new_api_knows_is_passed_over() -> None:
    order = trial_order(NAME, worked=Place("monitor", storage=Storage.GDMS))
    assert {place.storage for place in order} == {Storage.UCM}


def test_out_of_a_tar_only_the_file_asked_for_is_taken(
    old_client_against: ClientAgainst, tone: Recording
) -> None:
    body = _tar(**{"auto-1": b"RIFF\x00\x00\x00\x00WAVE" * 9000, "auto-1772442000-2001-2002": tone.wav})
    with old_client_against(lambda _: Reply(body)).recording(NAME) as audio:
        assert (audio.kind, audio.size) == (Kind.WAV, len(tone.wav))
        assert b"".join(audio.chunks) == tone.wav


@pytest.mark.parametrize("keep", [1400, 40_000])
def test_a_tar_that_breaks_off_is_no_recording(
    old_client_against: ClientAgainst, tone: Recording, keep: int
) -> None:
    body = _tar(**{"auto-1772442000-2001-2002": tone.wav})[:keep]
    client = old_client_against(lambda _: Reply(body))
    with pytest.raises((errors.ConnectionBroken, errors.NotReady)):
        _download(client, NAME)


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(b"", 404), errors.NoSuchRecording),
        (Reply(b"Directory,Filename\r\nmonitor,auto-9-9-9.wav\r\n"), errors.NoSuchRecording),
        (Reply(b"monitor,auto-9-9-9.wav\r\n"), errors.NoSuchRecording),
        (Reply(_tar(other=b"RIFF\x00\x00\x00\x00WAVE")), errors.NoSuchRecording),
        (Reply(_tar(**{"auto-1772442000-2001-2002": b"<html></html>"})), errors.NotAudio),
        (Reply(b""), errors.NotReady),
        (Reply(b"<html>Log in</html>"), errors.NotAudio),
        (Reply(b"oops"), errors.NotAudio),
        (Reply(b'{"cdr_root":[]}'), errors.NotAudio),
        (Reply(b'{"status":-47}'), errors.NotPermitted),
        (Reply(b"", 403), errors.KeptOut),
        (Reply(b"", 500), errors.NotAnApi),
        (Reply(WAV_HEAD + b"\x00" * 100, announced=False), errors.StillGrowing),
        (Reply(WAV_HEAD, headers={"Content-Length": "9000"}, announced=False), errors.ConnectionBroken),
    ],
    ids=[
        *("404", "listing", "bare listing", "other tar", "page in tar", "empty", "html", "text", "json"),
        *("-47", "403", "500", "short by header", "short"),
    ],
)
def test_what_may_come_instead_of_audio(
    old_client_against: ClientAgainst, reply: Reply, failure: type[errors.UcmError]
) -> None:
    with pytest.raises(errors.UcmError) as caught:
        _download(old_client_against(lambda _: reply), NAME)
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
def test_audio_is_taken_whatever_its_headers(old_client_against: ClientAgainst, reply: Reply) -> None:
    assert _download(old_client_against(lambda _: reply), NAME) == reply.body


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/../b.wav", "2026-03/auto 1.wav", "x" * 300])
def test_a_name_that_the_old_api_passes_over_is_never_asked_for(
    ucm_of: UcmOf, old_client_of: ClientOf, name: str
) -> None:
    ucm = ucm_of("old-api")
    with pytest.raises(errors.NoSuchRecording) as caught:
        _download(old_client_of(ucm), name)
    assert not caught.value.retryable
    assert ucm.requests == []


def test_folders_are_listed(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    folders = old_client_of(ucm_of("old-api")).recording_directories()
    assert folders == ("monitor", "emergency", "meetme", "queue", "sca")


def test_a_page_is_no_list_of_folders(old_client_against: ClientAgainst) -> None:
    with pytest.raises(errors.NotAudio):
        old_client_against(lambda _: Reply(b"<html>")).recording_directories()
