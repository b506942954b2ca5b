"""Recordings from a folder, with labels and without; and the ones that ship."""

import json
import wave
from pathlib import Path

import pytest

from ucm.simulator.audio import VOICES, NoRecordings, recordings_in, shipped


def write_wav(path: Path, *, channels: int = 1, frames: int = 8000) -> bytes:
    pcm = bytes(range(200)) * (frames * 2 * channels // 200)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(pcm)
    return pcm


def test_a_folder_of_one_s_own_is_served_as_it_is(tmp_path: Path) -> None:
    mono, stereo = write_wav(tmp_path / "a.wav"), write_wav(tmp_path / "b.wav", channels=2)
    (tmp_path / "notes.txt").write_text("not audio")
    first, second = recordings_in(tmp_path)
    assert (first.name, first.seconds, first.label) == ("a.wav", 1.0, None)
    assert (first.wav[:4], first.wav[44:]) == (b"RIFF", mono)
    assert (second.seconds, second.wav[44:]) == (1.0, stereo)


def test_a_folder_without_audio_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoRecordings, match="Put some there"):
        recordings_in(tmp_path)
    with pytest.raises(NoRecordings, match="is no folder"):
        recordings_in(tmp_path / "gone")


def test_a_file_that_is_no_audio_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"<html>")
    with pytest.raises(NoRecordings, match=r"broken\.wav cannot be read"):
        recordings_in(tmp_path)


def test_a_label_of_another_shape_is_named(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav")
    (tmp_path / "a.json").write_text('{"words": []}')
    with pytest.raises(NoRecordings, match=r"a\.json is no label"):
        recordings_in(tmp_path)


def test_what_ships_is_labelled_small_and_true_to_its_label() -> None:
    assert len(shipped()) == 7
    for recording in shipped():
        label = json.loads((VOICES / f"{recording.name.split('.')[0]}.json").read_text(encoding="utf-8"))
        assert recording.label
        assert recording.seconds == pytest.approx(label["duration"], abs=0.01)
        assert label["turns"][-1]["end"] <= recording.seconds
    sizes = [path.stat().st_size for path in VOICES.iterdir()]
    assert max(sizes) < 1_500_000
    assert sum(sizes) < 5_100_000


def test_every_shipped_file_is_credited_and_nothing_else() -> None:
    credits = (VOICES.parents[2] / "docs" / "credits.md").read_text()
    listed = {line.split("`")[1] for line in credits.splitlines() if line.startswith("| `")}
    assert listed == {recording.name for recording in shipped()}
