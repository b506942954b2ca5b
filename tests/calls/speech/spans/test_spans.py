"""Silence, music, ringing and tones are told apart from people, and nothing people say is taken away."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.speech import activity, audio
from calls.speech.activity import without
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.spans.find import spans, with_menus
from calls.speech.spans.sounds import Sound, Sounds, listen, together, tones
from calls.speech.types import Segment, Span, SpanKind, Speech
from tests.calls.speech.spans.sounds import BUSY, CADENCES, cadence, music, over_the_line

VOICES = Path(__file__).parents[4] / "ucm" / "simulator" / "voices"


def heard(samples: Samples) -> Sounds:
    return listen((samples,), (activity.probabilities(samples),))


def share(found: tuple[Span, ...], kind: SpanKind, seconds: float) -> float:
    return sum(span.seconds for span in found if span.kind == kind) / seconds


def voice(name: str) -> Samples:
    (samples,) = audio.load(VOICES / f"{name}.flac", channels=1)
    return samples


@pytest.mark.parametrize("country", CADENCES)
def test_ringing_is_ringing_in_many_countries(country: str) -> None:
    found = spans(heard(cadence(*CADENCES[country], seconds=30)), [])
    assert {span.kind for span in found} <= {SpanKind.RINGBACK, SpanKind.SILENCE}
    assert [span.kind for span in found].count(SpanKind.RINGBACK) == 1
    assert share(found, SpanKind.RINGBACK, 30) > 0.8


@pytest.mark.parametrize("country", BUSY)
def test_busy_is_a_tone_and_no_ringing(country: str) -> None:
    found = spans(heard(cadence(*BUSY[country], seconds=20)), [])
    assert [span.kind for span in found] == [SpanKind.TONE]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("style", [0, 1, 2, 3])
def test_hold_music_is_music_and_holds_no_speech(seed: int, style: int) -> None:
    samples = music(10 * seed + style, seconds=30, style=style)
    found = spans(heard(samples), [])
    assert share(found, SpanKind.MUSIC, 30) > 0.85
    assert activity.speech(activity.probabilities(samples), length=len(samples)) == []


@pytest.mark.parametrize("loudness", [0.0, 0.001, 0.02])
def test_noise_and_silence_are_silence(loudness: float) -> None:
    noise = loudness * np.random.default_rng(3).normal(size=20 * SAMPLE_RATE)
    found = spans(heard(over_the_line(noise)), [])
    assert [span.kind for span in found] == [SpanKind.SILENCE]


def test_music_between_words_is_hold() -> None:
    call = voice("dental_toothache")
    first, then = call[: 10 * SAMPLE_RATE], call[10 * SAMPLE_RATE : 20 * SAMPLE_RATE]
    samples = np.concatenate([first, music(5, seconds=20, style=0), then])
    said = [Segment(1.0, 9.5, "Please hold."), Segment(30.5, 39.0, "Thanks for holding.")]
    [hold] = [span for span in spans(heard(samples), said) if span.kind == SpanKind.HOLD]
    assert hold.start == pytest.approx(10, abs=1)
    assert hold.end == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    "name", ["dental_toothache", "cita_en_el_taller", "missed_repair", "quiet_lab_results"]
)
def test_no_labelled_second_of_speech_is_taken_for_a_tone(name: str) -> None:
    sounds = heard(voice(name))
    turns = json.loads((VOICES / f"{name}.json").read_text())["turns"]
    said = [(int(turn["start"] * SAMPLE_RATE), int(turn["end"] * SAMPLE_RATE)) for turn in turns]
    lost = sum(end - start for start, end in said)
    lost -= sum(end - start for start, end in without(said, tones(sounds)))
    assert lost == 0


kinds = st.lists(st.tuples(st.sampled_from(list(Sound)), st.integers(1, 120)), min_size=1, max_size=20).map(
    lambda runs: np.concatenate([np.full(length, kind, np.uint8) for kind, length in runs])
)
said = st.lists(st.integers(0, 100), max_size=8, unique=True).map(
    lambda edges: [
        Segment(start, end, "x") for start, end in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    ]
)


@given(kinds, said)
@settings(deadline=None)
def test_spans_are_in_order_apart_and_inside_and_hold_no_words(
    sounding: np.ndarray, segments: list[Segment]
) -> None:
    pitch = np.random.default_rng(len(sounding)).choice([425, 440, 480, 900], len(sounding))
    length = len(sounding) / 20
    segments = [segment for segment in segments if segment.end <= length]
    found = spans(Sounds(sounding, pitch.astype(np.uint16)), segments)
    edges = [edge for span in found for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= length for edge in edges)
    for span in found:
        if span.kind in (SpanKind.SILENCE, SpanKind.MUSIC, SpanKind.HOLD):
            assert not any(s.start < span.end and s.end > span.start for s in segments)


def test_sounds_are_kept_as_json_and_joined_in_their_places() -> None:
    one = Sounds(np.array([0, 1, 2], np.uint8), np.array([0, 440, 425], np.uint16))
    kept = Sounds.from_json(json.loads(json.dumps(one.to_json())))
    joined = together([(0.0, kept), (0.15, one)])
    assert joined.kinds.tolist() == [0, 1, 2, 0, 1, 2]
    assert joined.pitch.tolist() == [0, 440, 425, 0, 440, 425]


def test_a_menu_is_what_a_recorded_voice_says_until_somebody_answers() -> None:
    segments = (
        Segment(0.0, 2.0, "Welcome.", role="system"),
        Segment(3.0, 5.0, "Press one.", role="system"),
        Segment(6.0, 7.0, "Hello?", role="customer"),
        Segment(8.0, 9.0, "Press one.", role="system"),
    )
    found = with_menus(Speech("en", 10.0, 1, segments)).spans
    assert [(span.kind, span.start, span.end) for span in found] == [
        (SpanKind.IVR, 0.0, 5.0),
        (SpanKind.IVR, 8.0, 9.0),
    ]
