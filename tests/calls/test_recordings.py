"""Storing: whole or not at all, recognised by decoding, memory small."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calls import recordings
from tests.calls.audio import wav


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
