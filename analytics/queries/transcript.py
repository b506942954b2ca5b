"""The transcript as lines to read: who, when, and words with the unsure ones marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any

from analytics.insight.privacy.redact import MARK, MARKS
from analytics.insight.types import Turn
from analytics.queries.corrections import Mark
from analytics.redaction import hidden, shown_text
from calls.models import Transcript, Utterance
from calls.speech.types import SpanKind, is_doubtful
from calls.transcripts import row_of, spans_of, words_of
from calls.voices import Voice, others

UNSURE_BELOW = 0.5  # word probability
NO_MARKS: Mapping[int, Mark] = MappingProxyType({})
SHOWN_FROM = 1.0  # seconds; a shorter beep is not worth a line
GAP_NAMES = {
    SpanKind.SILENCE: "Silence",
    SpanKind.MUSIC: "Music",
    SpanKind.HOLD: "On hold",
    SpanKind.RINGBACK: "Ringing",
    SpanKind.TONE: "Tone",
}


class Sort(Enum):
    SURE = auto()
    UNSURE = auto()
    HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that the recogniser was sure of, or one it was not, or the kind of what is hidden."""

    text: str
    is_unsure: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nobody talks, as a person calls it; seconds on the call's clock."""

    kind: str
    name: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance. `role` is "agent", "customer", "system" or "" when nobody knows who speaks;
    `is_new_turn` tells whether somebody else spoke before, `gaps` what was between; `is_doubtful`
    that it may have been the other one, `is_overlapped` that the other one spoke as well. `other` is
    who else may have said it, "" where that is not clear. `mark` and `heard` are there where a person's
    correction stands in place of what was heard."""

    index: int
    start: float
    end: float
    role: str
    speaker: str
    runs: tuple[Run, ...]
    is_new_turn: bool
    gaps: tuple[Gap, ...] = ()
    is_doubtful: bool = False
    is_overlapped: bool = False
    other: str = ""
    text: str = ""
    heard: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Which marks any line bears, to be explained beneath them."""

    is_doubtful: bool
    is_overlapped: bool


def lines(transcript: Transcript | None, *, marks: Mapping[int, Mark] = NO_MARKS) -> list[Line]:
    """The transcript's lines, and on those that were corrected by whom (`marks`, by index)."""
    if transcript is None:
        return []
    said = list(transcript.utterances.all())
    names = [speaker_name(utterance) for utterance in said]
    before = [None, *names]
    between = _between(gaps(transcript), [utterance.start for utterance in said])
    without = hidden(transcript)
    other = {voice: speaker_name(line).lower() for voice, line in others(said).items()}
    return [
        _line(
            utterance,
            name,
            other.get(Voice(utterance.recording_id, utterance.speaker), ""),
            is_new_turn=name != previous or not name or bool(quiet),
            gaps=quiet,
            mark=marks.get(utterance.index),
            shown=without.get(utterance.index),
        )
        for utterance, name, previous, quiet in zip(said, names, before, between, strict=False)
    ]


def marks(lines: Sequence[Line]) -> Marks:
    return Marks(any(line.is_doubtful for line in lines), any(line.is_overlapped for line in lines))


def gaps(transcript: Transcript | None) -> list[Gap]:
    """Music, ringing, silence and tones, in order. What a recorded voice says is among the lines."""
    spans = spans_of(transcript) if transcript else []
    return [
        Gap(span.kind.value, GAP_NAMES[span.kind], span.start, span.end)
        for span in spans
        if span.kind in GAP_NAMES and span.seconds >= SHOWN_FROM
    ]


def _between(gaps: Sequence[Gap], starts: Sequence[float]) -> list[tuple[Gap, ...]]:
    """For each line, what began since the one before it did."""
    edges = [-1.0, *starts]
    return [tuple(gap for gap in gaps if before <= gap.start < start) for before, start in pairwise(edges)]


def speaker_name(utterance: Utterance) -> str:
    """What to call the speaker: a role if known, else "Speaker A", else nothing."""
    if utterance.role:
        return str(utterance.get_role_display())
    return f"Speaker {utterance.speaker}" if utterance.speaker else ""


def _line(
    utterance: Utterance,
    speaker: str,
    other: str,
    *,
    is_new_turn: bool,
    gaps: tuple[Gap, ...],
    mark: Mark | None,
    shown: Turn | None,
) -> Line:
    return Line(
        index=utterance.index,
        start=utterance.start,
        end=utterance.end,
        role=utterance.role,
        speaker=speaker,
        runs=tuple(_runs_of(utterance, shown)),
        is_new_turn=is_new_turn,
        gaps=gaps,
        is_doubtful=is_doubtful(utterance.speaker_confidence),
        is_overlapped=any(word.is_overlapped for word in words_of(utterance)),
        other=other,
        text=utterance.text,
        heard=shown_text(utterance.heard["text"]) if utterance.heard else "",
        mark=mark,
    )


def _runs_of(utterance: Utterance, shown: Turn | None) -> Iterable[Run]:
    if shown is None:
        return runs(utterance.words) if utterance.words else (Run(utterance.text),)
    return runs(map(row_of, shown.words)) if shown.words else _marked(shown.text)


def _marked(text: str) -> Iterable[Run]:
    """A text without times of words, with its hidden places."""
    for piece in MARK.split(text):
        yield Run(MARKS.get(piece, piece), is_hidden=piece in MARKS)


def runs(words: Iterable[Sequence[Any]]) -> Iterable[Run]:
    """An Utterance's words to runs. A word brings its own leading space, so that languages without any
    read well; an unsure word's is put before it, for it is not what is unsure."""
    for sort, group in groupby(words, key=_sort):
        texts = [word[2] for word in group]
        if sort is Sort.SURE:
            yield Run("".join(texts))
            continue
        for text in texts:
            bare = text.strip()
            yield Run(text[: len(text) - len(text.lstrip())])
            yield Run(MARKS.get(bare, bare), is_unsure=sort is Sort.UNSURE, is_hidden=sort is Sort.HIDDEN)


def _sort(word: Sequence[Any]) -> Sort:
    if word[2].strip() in MARKS:
        return Sort.HIDDEN
    return Sort.UNSURE if word[3] < UNSURE_BELOW else Sort.SURE
