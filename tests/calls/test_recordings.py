"""Storing: whole or not at all, recognised by decoding, memory small."""

import random
import shutil
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace

import pytest

from calls import recordings
from tests.calls.audio import wav
from ucm.protocol.errors import StillGrowing


def pieces(body: bytes, size: int = 1000) -> Iterator[bytes]:
    return (body[place : place + size] for place in range(0, len(body), size))


def test_a_recording_is_stored_under_its_hash_with_its_facts(tmp_path: Path) -> None:
    stored = recordings.store(pieces(wav(2.0)), tmp_path, month="2026-05", keep_free=0)
    assert (tmp_path / stored.path).read_bytes() == wav(2.0)
    assert stored.path == f"2026-05/{stored.sha256}.wav"
    assert (stored.audio.codec, stored.audio.sample_rate, stored.audio.channels) == ("pcm_s16le", 8000, 1)
    assert stored.audio.duration == pytest.approx(2.0)


def test_the_same_audio_is_stored_once(tmp_path: Path) -> None:
    for _ in range(2):
        recordings.store(pieces(wav()), tmp_path, month="2026-05", keep_free=0)
    assert len(list(tmp_path.rglob("*.wav"))) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Login</html>", b'{"status": -6}', wav()[:30], b"RIFF\xff\xff\xff\x7fWAVEfmt "],
    ids=["empty", "html", "json", "cut-header", "header-only"],
)
def test_what_is_no_audio_leaves_nothing_behind(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(recordings.BrokenRecording):
        recordings.store(pieces(body), tmp_path, month="2026-05", keep_free=0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_download_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield wav()[:5000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        recordings.store(cut(), tmp_path, month="2026-05", keep_free=0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_before_anything_is_downloaded(tmp_path: Path) -> None:
    def never() -> Iterator[bytes]:
        pytest.fail("downloaded in spite of the full disk")
        yield b""

    with pytest.raises(recordings.DiskFull) as caught:
        recordings.store(never(), tmp_path, month="2026-05", keep_free=10**18)
    assert "RECORDINGS_DIR" in caught.value.mend
    assert caught.value.retryable


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A disk of 32 MiB that holds the recordings folder alone."""
    room = 32 * 2**20

    def usage(folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=room - sum(path.stat().st_size for path in files_in(tmp_path)))

    monkeypatch.setattr(shutil, "disk_usage", usage)
    return room


def test_a_body_that_is_announced_too_large_for_the_disk_is_not_begun(
    tmp_path: Path, small_disk: int
) -> None:
    def never() -> Iterator[bytes]:
        pytest.fail("downloaded in spite of the announced size")
        yield b""

    with pytest.raises(recordings.DiskFull):
        recordings.store(never(), tmp_path, month="2026-05", keep_free=2**20, size=small_disk)


def test_an_endless_body_stops_at_what_must_stay_free_and_takes_no_memory(
    tmp_path: Path, small_disk: int
) -> None:
    taken = []

    def endless() -> Iterator[bytes]:
        yield wav()
        for chunk in repeat(bytes(64 * 1024)):
            taken.append(len(chunk))
            yield chunk

    tracemalloc.start()
    with pytest.raises(recordings.DiskFull):
        recordings.store(endless(), tmp_path, month="2026-05", keep_free=8 * 2**20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert small_disk - 9 * 2**20 < sum(taken) <= small_disk - 8 * 2**20
    assert peak < 2 * 2**20
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("header", [4, 8])
def test_gsff_is_stored_as_the_wav_it_holds(tmp_path: Path, header: int) -> None:
    body = b"GSFF".ljust(header, b"\x00") + wav(2.0)[44:]
    stored = recordings.store(pieces(body), tmp_path, month="2026-05", keep_free=0)
    assert (stored.audio.codec, stored.audio.sample_rate, stored.audio.channels) == ("pcm_s16le", 8000, 1)
    kept = (tmp_path / stored.path).read_bytes()
    assert kept[44:] == wav(2.0)[44 + 8 - header :]
    assert stored.size == len(kept)
    assert len(files_in(tmp_path)) == 1


def test_gsff_that_holds_no_plain_sound_is_refused_in_words(tmp_path: Path) -> None:
    body = b"GSFF\x00\x00\x00\x00" + random.Random(3).randbytes(50_000)
    with pytest.raises(recordings.UnsupportedRecording) as caught:
        recordings.store(pieces(body), tmp_path, month="2026-05", keep_free=0)
    assert "GSFF" in caught.value.why
    assert files_in(tmp_path) == []


def test_audio_shorter_than_its_talk_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(StillGrowing, match="2 of 9 seconds"):
        recordings.store(pieces(wav(2.0)), tmp_path, month="2026-05", keep_free=0, at_least=9.0)
    assert files_in(tmp_path) == []
