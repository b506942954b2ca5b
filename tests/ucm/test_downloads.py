"""Recordings wherever a UCM keeps them and in whatever it sends them, over real HTTPS."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest

from tests.ucm.canned import Answers, Reply, login_then
from tests.ucm.conftest import actions
from ucm.client import UcmClient
from ucm.protocol import errors
from ucm.protocol.places import Folder, Place, Storage
from ucm.protocol.recordings import Kind
from ucm.protocol.whole import Known
from ucm.simulator.audio import Recording
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.kinds import CallKind

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]
ClientAgainst = Callable[[Answers], UcmClient]

MOVED = Known(is_moved=True)


@pytest.fixture
def taped(ucm_of: UcmOf, tone: Recording) -> Callable[[str], tuple[RunningUcm, str]]:
    """taped("scenario"): a UCM with one recorded call, and the recording's name as in its CDR."""

    def start(scenario: str) -> tuple[RunningUcm, str]:
        ucm = ucm_of(scenario)
        place = ucm.place_call(CallKind.INBOUND, recording=tone).recording
        assert place
        return ucm, f"{place.month}/{place.name}"

    return start


Taped = Callable[[str], tuple[RunningUcm, str]]


def download(client: UcmClient, name: str, known: Known = MOVED) -> bytes:
    with client.recording(name, known=known) as audio:
        return b"".join(audio.chunks)


# --- Where it lies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "place"),
    [
        ("on-nas", Place("monitor", Folder.DROPPED, Storage.NETDISK)),
        ("in-gdms", Place("monitor", Folder.DROPPED, Storage.GDMS)),
    ],
)
def test_what_was_moved_away_is_found_and_the_way_remembered(
    taped: Taped, client_of: ClientOf, tone: Recording, scenario: str, place: Place
) -> None:
    ucm, name = taped(scenario)
    client = client_of(ucm)
    assert download(client, name) == tone.wav
    assert client.recording_path == place
    again = client_of(ucm)
    again.recording_path = place
    before = actions(ucm).count("recapi")
    assert download(again, name, Known()) == tone.wav
    assert actions(ucm).count("recapi") - before <= 2  # the cloud needs its listing


def test_a_fresh_recording_is_not_looked_for_where_files_are_moved_to(
    taped: Taped, client_of: ClientOf
) -> None:
    ucm, name = taped("on-nas")
    with pytest.raises(errors.NoSuchRecording):
        download(client_of(ucm), name, Known())
    assert all("path_type" not in served.parameters for served in ucm.requests)


def test_a_code_in_the_cdr_saves_the_listing(taped: Taped, client_of: ClientOf, tone: Recording) -> None:
    ucm, name = taped("in-gdms-coded")
    code = ucm.pbx.calls()[0].rows[0]["gdms_unique_code"]
    assert download(client_of(ucm), name, Known(unique_code=code)) == tone.wav
    asked = [served.parameters for served in ucm.requests if served.action == "recapi"]
    assert all("gdms_page" not in parameters for parameters in asked)
    assert asked[-1]["gdms_date"] == name[:7]


def test_a_copy_is_found_on_a_later_page_of_the_listing(
    ucm_of: UcmOf, client_of: ClientOf, tone: Recording
) -> None:
    ucm = ucm_of("in-gdms")
    begin = ucm.pbx.clock() - 600
    calls = [ucm.place_call(CallKind.INBOUND, recording=tone, begins=begin + n) for n in range(45)]
    place = calls[-1].recording
    assert place
    assert download(client_of(ucm), f"{place.month}/{place.name}") == tone.wav
    assert [s.parameters["gdms_page"] for s in ucm.requests if "gdms_page" in s.parameters] == ["1", "2", "3"]


def test_a_listing_that_repeats_its_page_comes_to_an_end(client_against: ClientAgainst) -> None:
    page = Reply(b"Directory,Filename,uniqueCode\r\nmonitor,auto-1.venc,18831795\r\n")
    client = client_against(login_then(lambda _: page))
    with pytest.raises(errors.NoSuchRecording):
        download(client, "2026-03/auto-2.wav")


def test_an_encrypted_copy_is_refused_in_words(taped: Taped, client_of: ClientOf) -> None:
    ucm, name = taped("in-gdms-encrypted")
    with pytest.raises(errors.Encrypted) as caught:
        download(client_of(ucm), name)
    assert "encrypted" in caught.value.why
    assert "GDMS" in caught.value.advice
    assert not caught.value.retryable


def test_a_ucm_that_forbids_the_cloud_has_no_such_recording(client_against: ClientAgainst) -> None:
    client = client_against(login_then(lambda _: Reply(b'{"status":-16}')))
    with pytest.raises(errors.NoSuchRecording):
        download(client, "2026-03/auto-1772442000-2001-2002.wav")


# --- What comes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["tar", "tgz"])
def test_the_recording_is_taken_out_of_an_archive(
    taped: Taped, client_of: ClientOf, tone: Recording, scenario: str
) -> None:
    ucm, name = taped(scenario)
    with client_of(ucm).recording(name) as audio:
        assert (audio.kind, audio.size) == (Kind.WAV, len(tone.wav))
        assert b"".join(audio.chunks) == tone.wav


def test_a_compressed_wav_is_unpacked(client_against: ClientAgainst, tone: Recording) -> None:
    client = client_against(login_then(lambda _: Reply(gzip.compress(tone.wav))))
    assert download(client, "a.wav") == tone.wav


@pytest.mark.parametrize(
    ("scenario", "known"),
    [
        ("growing", lambda tone: Known(size=len(tone.wav))),
        ("growing-untold", lambda tone: Known(is_fresh=True)),
    ],
)
def test_a_file_that_still_grows_is_not_ready(
    taped: Taped, client_of: ClientOf, tone: Recording, scenario: str, known: Callable[[Recording], Known]
) -> None:
    ucm, name = taped(scenario)
    client = client_of(ucm)
    for _ in range(2):
        with pytest.raises(errors.StillGrowing):
            download(client, name, known(tone))
    assert download(client, name, known(tone)) == tone.wav


def test_a_file_that_never_grew_is_taken_in_the_end(
    taped: Taped, client_of: ClientOf, tone: Recording
) -> None:
    ucm, name = taped("growing")
    half = download(client_of(ucm), name, Known(size=len(tone.wav), is_settled=True))
    assert len(half) < len(tone.wav)


def test_a_large_recording_does_not_fill_the_memory(client_against: ClientAgainst) -> None:
    size = 96 * 2**20
    wav = b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVEfmt " + bytes(size - 16)
    client = client_against(login_then(lambda _: Reply(wav)))
    with client.recording("a.wav") as audio:
        tracemalloc.start()
        received = sum(map(len, audio.chunks))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert received == size
    assert peak < 4 * 2**20


def test_an_error_page_of_any_length_is_given_up(client_against: ClientAgainst) -> None:
    page = Reply(b'{"rows": "' + b"x" * 3_000_000)
    with pytest.raises(errors.NotAnApi):
        download(client_against(login_then(lambda _: page)), "a.wav", Known())
