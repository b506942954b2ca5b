"""Corrections put onto the lines of a transcript: the one they were made on, or a later one.

On its own line a correction is the line. In another hearing only what the person changed is carried over,
to between the words that stood around it. Called by calls/correcting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from calls.speech.corrections.stretch import STRAY, Spot, stretch
from calls.speech.corrections.types import Applied, Change, Line, Placed, State
from calls.speech.corrections.words import (
    bare,
    corrected,
    is_spaced,
    opcodes,
    pieces,
    room,
    share,
    whole,
)
from calls.speech.types import Word


@dataclass(frozen=True, slots=True)
class _Edit:
    """Words of the stretch, from `first` to before `last`, that the person's take the place of."""

    first: int
    last: int
    texts: tuple[str, ...]


def apply(changes: Sequence[Change], lines: Sequence[Line]) -> Applied:
    """Put changes, oldest first, onto the lines as heard. None is ever dropped: see Placed.state."""
    words = [whole(line.words, line.text, start=line.start, end=line.end) for line in lines]
    heard = [tuple(said) for said in words]
    places = {line: number for number, line in reversed(list(enumerate(map(_key, lines))))}
    own = [places.get((change.start, change.end, change.heard)) for change in changes]
    for change, place in zip(changes, own, strict=True):
        if place is not None:
            line = lines[place]
            words[place] = corrected(heard[place], change.text, start=line.start, end=line.end)
    settled = frozenset(place for place in own if place is not None)
    placed = tuple(
        _elsewhere(change, lines, words, settled) if place is None else Placed(State.PLACED, (place,))
        for change, place in zip(changes, own, strict=True)
    )
    touched = {line for result in placed if result.state == State.PLACED for line in result.lines}
    return Applied(tuple(tuple(said) if n in touched else None for n, said in enumerate(words)), placed)


def _key(line: Line) -> tuple[float, float, str]:
    return line.start, line.end, line.text


def _elsewhere(
    change: Change, lines: Sequence[Line], words: list[list[Word]], settled: frozenset[int]
) -> Placed:
    """Carry a change over to a hearing it was not made on.

    A `settled` line has been corrected in this hearing: that is a person's newer word for it.
    """
    spots = stretch(change, lines, words)
    there = tuple(sorted({spot.line for spot in spots}))
    edits = _edits(change, [words[spot.line][spot.word] for spot in spots]) if spots else None
    if edits is None:
        return Placed(State.UNPLACED)
    edits = [edit for edit in edits if settled.isdisjoint(_lines(edit, spots))]
    if not edits:
        return Placed(State.HEARD, there)
    made = _carried_out(edits, spots, lines, words)
    if not all(made.values()):  # a line would be left without a word
        return Placed(State.UNPLACED)
    for line, said in made.items():
        words[line] = said
    return Placed(State.PLACED, tuple(sorted(made)))


def _edits(change: Change, said: Sequence[Word]) -> list[_Edit] | None:
    """What to replace in the stretch; [] when all is there, None when a place is unclear."""
    texts = [word.text for word in said]
    spaced = is_spaced(said)
    old, new = pieces(change.heard, spaced=spaced), pieces(change.text, spaced=spaced)
    anchors = {
        i1 + n: j1 + n
        for kind, i1, i2, j1, _ in opcodes(old, texts)
        if kind == "equal"
        for n in range(i2 - i1)
    }
    edits = []
    for i1, i2, j1, j2 in _changed(old, new):
        first, last = _between(i1, i2, anchors, len(texts))
        if _same(texts[first:last], new[j1:j2]):
            continue
        if last - first > max(i2 - i1, j2 - j1) + STRAY:
            if _alike(old[i1:i2], new[j1:j2]):  # only spelled differently: not worth a doubt
                continue
            return None
        edits.append(_Edit(first, last, tuple(new[j1:j2])))
    return None if any(one.last > other.first for one, other in pairwise(edits)) else edits


def _changed(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Where the person wrote something else, a word that is only spelled differently included."""
    ranges: list[tuple[int, int, int, int]] = []
    for kind, i1, i2, j1, j2 in opcodes(old, new):
        if kind != "equal":
            ranges.append((i1, i2, j1, j2))
            continue
        respelled = [n for n in range(i2 - i1) if old[i1 + n].strip() != new[j1 + n].strip()]
        ranges += [(i1 + n, i1 + n + 1, j1 + n, j1 + n + 1) for n in respelled]
    return ranges


def _between(i1: int, i2: int, anchors: dict[int, int], size: int) -> tuple[int, int]:
    """Where old[i1:i2] is in the stretch: its own words if heard again, else up to their neighbours."""
    before = max((place + 1 for known, place in anchors.items() if known < i1), default=0)
    after = min((place for known, place in anchors.items() if known >= i2), default=size)
    first = anchors.get(i1, before) if i1 < i2 else before
    last = anchors[i2 - 1] + 1 if i1 < i2 and i2 - 1 in anchors else after
    return first, last


def _same(texts: Sequence[str], new: Sequence[str]) -> bool:
    return [text.strip() for text in texts] == [text.strip() for text in new]


def _alike(texts: Sequence[str], new: Sequence[str]) -> bool:
    return [bare(text) for text in texts] == [bare(text) for text in new]


def _home(edit: _Edit, spots: Sequence[Spot]) -> Spot:
    """Where the new words begin: at the first replaced word, else before the next one or after the last."""
    if edit.first < len(spots):
        return spots[edit.first]
    return Spot(spots[-1].line, spots[-1].word + 1)


def _lines(edit: _Edit, spots: Sequence[Spot]) -> set[int]:
    return {_home(edit, spots).line, *(spot.line for spot in spots[edit.first : edit.last])}


def _carried_out(
    edits: Sequence[_Edit], spots: Sequence[Spot], lines: Sequence[Line], words: Sequence[Sequence[Word]]
) -> dict[int, list[Word]]:
    """The new words of every line that changes. From the last edit to the first, so that places stay true."""
    made = {line: list(words[line]) for edit in edits for line in _lines(edit, spots)}
    for edit in reversed(edits):
        home, replaced = _home(edit, spots), spots[edit.first : edit.last]
        line, until = lines[home.line], home.word + sum(spot.line == home.line for spot in replaced)
        begin, finish = room(made[home.line], home.word, until, start=line.start, end=line.end)
        for spot in reversed(replaced):
            del made[spot.line][spot.word]
        made[home.line][home.word : home.word] = share(edit.texts, begin, finish)
    return made
