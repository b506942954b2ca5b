"""The whole engine with a real model (tiny.en) on calls that the simulator ships."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import jiwer
import numpy as np
import pytest

from calls.speech import audio, parts, provision
from calls.speech.audio import SAMPLE_RATE, NotAudio, Samples
from calls.speech.speakers import provision as speakers
from calls.speech.types import Hints, Speech
from calls.speech.whisper import OtherLanguage, Whisper

VOICES = Path(__file__).parents[3] / "ucm" / "simulator" / "voices"
ENGLISH = Hints(language="en")


@pytest.fixture(scope="module")
def whisper(models_dir: Path) -> Whisper:
    return Whisper(
        provision.locate("tiny.en", models_dir),
        model="tiny.en", device="cpu", compute="default", speakers=speakers.find(models_dir),
    )  # fmt: skip


def write(path: Path, *channels: Samples) -> Path:
    """A 16 kHz FLAC of these channels."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo" if channels[1:] else "mono")
        interleaved = (np.stack(channels, axis=1).reshape(1, -1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=stream.layout.name)
        frame.sample_rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


def text(speech: Speech) -> str:
    return " ".join(segment.text for segment in speech.segments)


def plain(words: str) -> str:
    return "".join(sign for sign in words.lower() if sign.isalnum() or sign == " ")


def labels(name: str) -> str:
    turns: list[dict[str, Any]] = json.loads((VOICES / f"{name}.json").read_text())["turns"]
    return " ".join(turn["text"] for turn in turns)


def test_a_call_is_written_down_with_both_speakers_and_times_inside_it(whisper: Whisper) -> None:
    speech = whisper.transcribe(VOICES / "dental_toothache.flac", ENGLISH)
    assert jiwer.wer(plain(labels("dental_toothache")), plain(text(speech))) < 0.15
    words = [word for segment in speech.segments for word in segment.words]
    assert all(0 <= word.start <= word.end <= speech.duration for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert {segment.speaker for segment in speech.segments} == {"A", "B"}
    assert (speech.language, speech.channels) == ("en", 1)


def test_calls_heard_at_once_are_heard_as_if_alone(whisper: Whisper) -> None:
    """Whatever shares a batch with a window changes nothing in it."""
    paths = [
        VOICES / f"{name}.flac" for name in ("dental_toothache", "appointment_reminder", "missed_repair")
    ]
    alone = [text(whisper.transcribe(path, ENGLISH)) for path in paths]
    with ThreadPoolExecutor(len(paths)) as threads:
        together = list(threads.map(lambda path: text(whisper.transcribe(path, ENGLISH)), reversed(paths)))
    assert together[::-1] == alone


def test_two_channels_are_two_people_and_their_words_stay_on_their_side(
    whisper: Whisper, tmp_path: Path
) -> None:
    (voice,) = audio.load(VOICES / "dental_toothache.flac", channels=1)
    half = 20 * SAMPLE_RATE
    silence = np.zeros(half, np.float32)
    left, right = np.concatenate([voice[:half], silence]), np.concatenate([silence, voice[half : 2 * half]])
    speech = whisper.transcribe(write(tmp_path / "two.flac", left, right), ENGLISH)
    assert speech.channels == 2
    assert {s.speaker for s in speech.segments} == {"A", "B"}
    assert all(s.end <= 20.5 for s in speech.segments if s.speaker == "A")
    assert all(s.start >= 19.5 for s in speech.segments if s.speaker == "B")


@pytest.mark.parametrize("sound", ["silence", "tone", "noise"])
def test_nothing_is_made_up_where_nobody_speaks(whisper: Whisper, tmp_path: Path, sound: str) -> None:
    time = np.arange(60 * SAMPLE_RATE) / SAMPLE_RATE
    samples = {
        "silence": np.zeros(len(time)),
        "tone": 0.3 * np.sin(2 * np.pi * 425 * time),
        "noise": 0.05 * np.random.default_rng(1).normal(size=len(time)),
    }[sound]
    speech = whisper.transcribe(write(tmp_path / "none.flac", samples.astype(np.float32)), ENGLISH)
    assert text(speech) == ""
    assert speech.duration == pytest.approx(60, abs=0.1)


def test_a_file_that_is_no_audio_says_so(whisper: Whisper, tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"<html>Not found</html>" * 100)
    with pytest.raises(NotAudio):
        whisper.transcribe(tmp_path / "call.wav", ENGLISH)


class Notebook:
    def __init__(self) -> None:
        self.kept: dict[int, str] = {}

    def read(self, part: int) -> Any | None:
        return json.loads(self.kept[part]) if part in self.kept else None

    def write(self, part: int, heard: Any) -> None:
        self.kept[part] = json.dumps(heard)


def test_a_long_recording_goes_on_where_a_killed_worker_left_it(
    whisper: Whisper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LENGTH", 25 * SAMPLE_RATE)
    monkeypatch.setattr(parts, "SEARCHED", 8 * SAMPLE_RATE)
    path, notes = VOICES / "dental_toothache.flac", Notebook()
    whole = whisper.transcribe(path, ENGLISH, notes=notes)
    assert len(notes.kept) >= 2
    assert jiwer.wer(plain(labels("dental_toothache")), plain(text(whole))) < 0.15

    notes.kept = {0: notes.kept[0]}
    heard: list[int] = []
    real = whisper._hear
    monkeypatch.setattr(whisper, "_hear", lambda part, *rest: heard.append(part.number) or real(part, *rest))
    again = whisper.transcribe(path, ENGLISH, notes=notes)
    assert 0 not in heard
    assert text(again) == text(whole)


def test_a_name_that_is_expected_is_found_and_the_other_words_stay(whisper: Whisper) -> None:
    path = VOICES / "insurance_overlap.stereo.flac"
    terms = ("Tidewell Insurance Brokers", "Oakmere", "Willow Eye Care")
    without = text(whisper.transcribe(path, ENGLISH))
    told = text(whisper.transcribe(path, Hints(language="en", vocabulary=terms)))
    assert "Tidewell" in told
    assert "Tidewell" not in without
    assert len(told.split()) == pytest.approx(len(without.split()), abs=2)
    assert not {"Oakmere", "Willow"} & set(told.split())


def test_a_model_of_english_refuses_another_language_in_words(whisper: Whisper) -> None:
    with pytest.raises(OtherLanguage, match=r"“de”.*knows English only.*Set WHISPER_MODEL"):
        whisper.transcribe(VOICES / "dental_toothache.flac", Hints(language="de"))


def test_a_call_that_is_far_too_quiet_is_understood_all_the_same(whisper: Whisper, tmp_path: Path) -> None:
    loud = audio.load(VOICES / "dental_toothache.flac", channels=1)[0]
    speech = whisper.transcribe(write(tmp_path / "quiet.flac", loud / 60), ENGLISH)
    assert jiwer.wer(plain(labels("dental_toothache")), plain(text(speech))) < 0.2
