"""What is said in a part of a recording: packed, decoded, guarded, and put back in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from calls.speech import activity, guards, language, timing, vocabulary
from calls.speech.activity import FRAME, OFF, Probabilities, Stretch
from calls.speech.audio import SAMPLE_RATE
from calls.speech.batcher import Batcher
from calls.speech.decoder import Asked, Decoded
from calls.speech.language import WindowLanguage
from calls.speech.packing import Piece, Window, pack
from calls.speech.parts import Part
from calls.speech.types import Hints, Word

SHORTEST_WORD = 0.06  # seconds that are left of a word when silence is taken off it


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of each channel of a part, in order, and how its windows sound.

    Times are seconds from the start of the recording.
    """

    words: tuple[tuple[Word, ...], ...]
    languages: tuple[WindowLanguage, ...]


def hear(
    part: Part,
    hints: Hints,
    batcher: Batcher,
    *,
    call: Sequence[WindowLanguage] = (),
    no_speech: Sequence[Stretch] = (),
) -> Heard:
    """The words of a part. `call` is how the parts before it sounded; `no_speech` is left out."""
    with timing.measured(timing.Part.PACKING):
        windows = pack(_pieces(part, no_speech), part.heard)
    terms = vocabulary.chosen(hints.vocabulary)
    asked = [Asked(window.render(part.channels), hints.language, terms) for window in windows]
    decoded = [answer.result() for answer in batcher.submit(asked)]
    languages = tuple(
        WindowLanguage(answer.languages, one.seconds) for answer, one in zip(decoded, asked, strict=True)
    )
    if not hints.language:
        decoded = _in_their_language(asked, decoded, languages, [*call, *languages], batcher)
    words: list[list[Word]] = [[] for _ in part.channels]
    for window, answer in zip(windows, decoded, strict=True):
        for channel, word in _placed(window, answer, part.heard):
            words[channel].append(word)
    return Heard(tuple(tuple(_in_order(channel, part.offset)) for channel in words), languages)


def _pieces(part: Part, no_speech: Sequence[Stretch]) -> list[Piece]:
    """The speech of all channels in order of time: an answer stands behind its question."""
    pieces = [
        Piece(number, start, end)
        for number, heard in enumerate(part.heard)
        for start, end in activity.without(activity.speech(heard, length=part.length), no_speech)
    ]
    return sorted(pieces, key=lambda piece: (piece.start, piece.channel))


def _in_their_language(
    asked: Sequence[Asked],
    decoded: Sequence[Decoded],
    languages: Sequence[WindowLanguage],
    call: Sequence[WindowLanguage],
    batcher: Batcher,
) -> list[Decoded]:
    """Windows that were written down in a language they are not in, written down again."""
    spoken = language.of_call(call)
    right = [language.of_window(window, spoken) for window in languages]
    wrong = [n for n, answer in enumerate(decoded) if answer.language != right[n]]
    answers = batcher.submit([replace(asked[n], language=right[n]) for n in wrong])
    fresh = dict(zip(wrong, answers, strict=True))
    return [fresh[n].result() if n in fresh else answer for n, answer in enumerate(decoded)]


def _placed(window: Window, answer: Decoded, heard: Sequence[Probabilities]) -> list[tuple[int, Word]]:
    """The window's believable words, on their channel and at their time in the part."""
    if guards.is_silence(logprob=answer.logprob, no_speech=answer.no_speech):
        return []
    by_piece: dict[int, list[tuple[int, Word]]] = {}
    for word in answer.words:
        number, channel, start, end = window.locate(word.start, word.end)
        start, end = _voiced(start, end, heard[channel])
        by_piece.setdefault(number, []).append((channel, replace(word, start=start, end=end)))
    kept = []
    for spoken in by_piece.values():
        channel = spoken[0][0]
        words = [word for _, word in spoken]
        voices = [_voice(word, heard[channel]) for word in words]
        kept += [(channel, word) for word in guards.believable(words, voices)]
    return kept


def _voiced(start: float, end: float, heard: Probabilities) -> tuple[float, float]:
    """The word without the silence at its ends: the alignment stretches words over pauses."""
    first, last = int(start * SAMPLE_RATE) // FRAME, -(-int(end * SAMPLE_RATE) // FRAME)
    voiced = np.flatnonzero(heard[first:last] >= OFF)
    if not len(voiced):
        return start, end
    begin = max(start, (first + int(voiced[0])) * FRAME / SAMPLE_RATE)
    finish = min(end, (first + int(voiced[-1]) + 1) * FRAME / SAMPLE_RATE)
    return (begin, finish) if finish - begin >= SHORTEST_WORD else (start, end)


def _voice(word: Word, heard: Probabilities) -> float:
    first, last = int(word.start * SAMPLE_RATE) // FRAME, -(-int(word.end * SAMPLE_RATE) // FRAME)
    return float(heard[first : max(last, first + 1)].max(initial=0.0))


def _in_order(words: list[Word], offset: float) -> list[Word]:
    """On the recording's clock, in order, none beginning before the one in front of it ends."""
    ordered: list[Word] = []
    for word in sorted(words, key=lambda word: word.start):
        start = max(word.start + offset, ordered[-1].end) if ordered else word.start + offset
        ordered.append(replace(word, start=start, end=max(start, word.end + offset)))
    return ordered
