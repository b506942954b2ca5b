"""Exports lose no text, keep to the formats' rules, and hold for any words."""

import json
import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from calls.speech.exports.cues import LINE, LINES, LONGEST, cues
from calls.speech.exports.data import as_json
from calls.speech.exports.subtitles import as_srt, as_vtt
from calls.speech.exports.text import as_text
from calls.speech.types import Segment, Span, SpanKind, Speech, Word

TIME = re.compile(r"(\d{2,}):(\d\d):(\d\d)[.,](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[.,](\d{3})")
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=90),
    st.sampled_from([" -->", " <b>", " &amp;", " 00:00:01.000 --> 00:00:02.000", "好", "\n\n1\n", " hello"]),
)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    clock = draw(st.floats(0, 8000))
    words = []
    for text, gap, length in draw(
        st.lists(st.tuples(TEXT, st.floats(0, 3), st.floats(0, 9)), min_size=1, max_size=12)
    ):
        words.append(Word(clock + gap, clock + gap + length, text, 0.5))
        clock += gap + length
    text = draw(st.sampled_from(["".join(word.text for word in words), "put right by a person -->"]))
    role = draw(st.sampled_from(["", "agent", "customer", "system"]))
    return Segment(words[0].start, words[-1].end, text.strip(), tuple(words), 0.5, "A", role)


SPEECH = st.lists(segments(), max_size=4).map(
    lambda said: Speech("en", 9000.0, 1, tuple(sorted(said, key=lambda one: one.start)))
)


def blocks(text: str) -> list[list[str]]:
    """Cues as a parser reads them: parts between blank lines, each a list of lines."""
    return [part.split("\n") for part in re.split(r"\n{2,}", text.strip("\n")) if part]


def span(line: str) -> tuple[int, int]:
    found = TIME.fullmatch(line)
    assert found, line
    h, m, s, ms, *end = (int(number) for number in found.groups())
    return ((h * 60 + m) * 60 + s) * 1000 + ms, ((end[0] * 60 + end[1]) * 60 + end[2]) * 1000 + end[3]


def solid(text: str) -> str:
    return "".join(text.split())


@given(SPEECH)
def test_a_cue_can_be_read_in_its_time(speech: Speech) -> None:
    for cue in cues(speech):
        assert 0 < cue.end - cue.start <= LONGEST
        assert 1 <= len(cue.lines) <= LINES
        assert all(0 < len(line) <= LINE for line in cue.lines)


@given(SPEECH)
def test_vtt_parses_back_to_the_same_words(speech: Speech) -> None:
    head, *parsed = blocks(as_vtt(speech))
    assert head == ["WEBVTT"]
    assert len(parsed) == len(cues(speech))
    times = [span(timing) for timing, *_ in parsed]
    assert times == sorted(times, key=lambda time: time[0])
    said = [re.sub(r"^<v [^>]+>", "", "".join(lines)) for _, *lines in parsed]
    assert not any("<" in text or "-->" in text for text in said)
    assert sorted(solid(unescape(text)) for text in said) == sorted(
        solid("".join(cue.lines)) for cue in cues(speech)
    )


@given(segments())
def test_no_text_is_lost_in_cues(segment: Segment) -> None:
    shown = cues(Speech("en", 9000.0, 1, (segment,)))
    assert solid("".join("".join(cue.lines) for cue in shown)) == solid(segment.text)


@given(SPEECH)
def test_srt_counts_its_cues_and_keeps_their_text(speech: Speech) -> None:
    parsed = blocks(as_srt(speech))
    assert [number for number, *_ in parsed] == [str(place + 1) for place in range(len(parsed))]
    for (_, timing, *lines), cue in zip(parsed, cues(speech), strict=True):
        assert span(timing) == (cue.start, cue.end)
        assert "\n".join(lines).endswith("\n".join(cue.lines))


@given(SPEECH)
def test_text_has_one_line_for_each_utterance(speech: Speech) -> None:
    assert as_text(speech).count("\n") == len(speech.segments)


def test_json_has_the_form_that_is_promised() -> None:
    word = Word(1.0, 1.5, " Hello", 0.9)
    segment = Segment(1.0, 1.5, "Hello", (word,), 0.9, "A", "agent", 1.0)
    speech = Speech("en", 3.0, 2, (segment,), (Span(SpanKind.MUSIC, 2.0, 3.0),))
    assert json.loads(as_json(speech)) == {
        "language": "en",
        "duration": 3.0,
        "channels": 2,
        "segments": [
            {
                "speaker": "A",
                "role": "agent",
                "start": 1.0,
                "end": 1.5,
                "text": "Hello",
                "confidence": 0.9,
                "words": [{"start": 1.0, "end": 1.5, "word": "Hello", "confidence": 0.9, "speaker": "A"}],
            }
        ],
        "spans": [{"kind": "music", "start": 2.0, "end": 3.0}],
    }


def test_a_known_speaker_has_a_voice_tag() -> None:
    word = Word(3661.0, 3661.5, " 1 < 2", 0.9)
    speech = Speech("en", 4000.0, 1, (Segment(3661.0, 3661.5, "1 < 2", (word,), 0.9, "A", "agent"),))
    assert as_vtt(speech) == "WEBVTT\n\n01:01:01.000 --> 01:01:01.500\n<v Agent>1 &lt; 2\n"
    assert as_srt(speech) == "1\n01:01:01,000 --> 01:01:01,500\nAgent: 1 < 2\n"
    assert as_text(speech) == "[61:01] Agent: 1 < 2\n"
