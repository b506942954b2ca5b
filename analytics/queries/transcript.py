"""The transcript as lines to read: who, when, and words with the unsure ones marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from calls.models import Transcript, Utterance

UNSURE_BELOW = 0.5  # word probability


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that the recogniser was sure of, or one it was not."""

    text: str
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance. `role` is "agent", "customer", "system" or "" when nobody knows who speaks;
    `is_new_turn` tells whether somebody else spoke before."""

    index: int
    start: float
    end: float
    role: str
    speaker: str
    runs: tuple[Run, ...]
    is_new_turn: bool


def lines(transcript: Transcript | None) -> list[Line]:
    if transcript is None:
        return []
    said = list(transcript.utterances.all())
    names = [speaker_name(utterance) for utterance in said]
    before = [None, *names]
    return [
        _line(utterance, name, is_new_turn=name != previous or not name)
        for utterance, name, previous in zip(said, names, before, strict=False)
    ]


def speaker_name(utterance: Utterance) -> str:
    """What to call the speaker: a role if known, else "Speaker A", else nothing."""
    if utterance.role:
        return str(utterance.get_role_display())
    return f"Speaker {utterance.speaker}" if utterance.speaker else ""


def _line(utterance: Utterance, speaker: str, *, is_new_turn: bool) -> Line:
    return Line(
        index=utterance.index,
        start=utterance.start,
        end=utterance.end,
        role=utterance.role,
        speaker=speaker,
        runs=tuple(runs(utterance.words)) or (Run(utterance.text),),
        is_new_turn=is_new_turn,
    )


def runs(words: Iterable[tuple[float, float, str, float]]) -> Iterable[Run]:
    """Words to runs. A word brings its own leading space, so that languages without any read well;
    an unsure word's is put before it, for it is not what is unsure."""
    for is_unsure, group in groupby(words, key=lambda word: word[3] < UNSURE_BELOW):
        texts = [word[2] for word in group]
        if is_unsure:
            for text in texts:
                yield Run(text[: len(text) - len(text.lstrip())])
                yield Run(text.strip(), is_unsure=True)
        else:
            yield Run("".join(texts))
