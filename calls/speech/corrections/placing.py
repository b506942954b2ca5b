"""Corrections put onto the lines of a transcript: the one they were made on, or a later one.

On its own line a correction is the line. In another hearing only what the person changed is carried over,
to between the words that stood around it. Called by calls/correcting.py.
"""

from collections.abc import Iterator, Sequence
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
    spaced = is_spaced(line.words for line in lines)
    words = [whole(line.words, line.text, start=line.start, end=line.end, spaced=spaced) for line in lines]
    heard = [tuple(said) for said in words]
    places = {line: number for number, line in reversed(list(enumerate(map(_key, lines))))}
    own = [places.get((change.start, change.end, change.heard)) for change in changes]
    for change, place in zip(changes, own, strict=True):
        if place is not None:
            line = lines[place]
            words[place] = corrected(heard[place], change.text, start=line.start, end=line.end, spaced=spaced)
    settled = frozenset(place for place in own if place is not None)
    placed = tuple(
        _elsewhere(change, lines, words, settled, spaced=spaced)
        if place is None
        else Placed(State.PLACED, (place,))
        for change, place in zip(changes, own, strict=True)
    )
    touched = {line for result in placed if result.state == State.PLACED for line in result.lines}
    return Applied(tuple(tuple(said) if n in touched else None for n, said in enumerate(words)), placed)


def _key(line: Line) -> tuple[float, float, str]:
    return line.start, line.end, line.text


def _elsewhere(
    change: Change,
    lines: Sequence[Line],
    words: list[list[Word]],
    settled: frozenset[int],
    *,
    spaced: bool,
) -> Placed:
    """Carry a change over to a hearing it was not made on.

    A `settled` line has been corrected in this hearing: that is a person's newer word for it.
    """
    spots = stretch(change, lines, words, spaced=spaced)
    there = tuple(sorted({spot.line for spot in spots}))
    texts = [words[spot.line][spot.word].text for spot in spots]
    edits = _edits(change, texts, spaced=spaced) if spots else None
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


def _edits(change: Change, texts: Sequence[str], *, spaced: bool) -> list[_Edit] | None:
    """What to replace in the stretch; [] when all is there, None when a place is unclear."""
    old, new = pieces(change.heard, spaced=spaced), pieces(change.text, spaced=spaced)
    again, kept = _equal(old, texts), _kept(old, new)
    edits = []
    for (i1, i2), (j1, j2), (begin, end) in _blocks(again, kept, (len(old), len(new), len(texts))):
        # Strays before and after what was heard again are nobody's business.
        first = again.get(i1, begin) if i1 < i2 else begin
        last = again.get(i2 - 1, end - 1) + 1 if i1 < i2 else end
        if _same(old[i1:i2], new[j1:j2]) or _same(texts[first:last], new[j1:j2]):
            continue
        if last - first > max(i2 - i1, j2 - j1) + STRAY:
            if _alike(old[i1:i2], new[j1:j2]):  # only spelled differently: not worth a doubt
                continue
            return None
        edits.append(_Edit(first, last, tuple(new[j1:j2])))
    return edits


def _equal(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Where the words of one are in the other, as difflib aligns them."""
    equal = [(i1, i2, j1) for kind, i1, i2, j1, _ in opcodes(one, other) if kind == "equal"]
    return {i1 + n: j1 + n for i1, i2, j1 in equal for n in range(i2 - i1)}


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The words that the person left as they were, to the letter."""
    return {i: j for i, j in _equal(old, new).items() if old[i].strip() == new[j].strip()}


def _blocks(
    again: dict[int, int], kept: dict[int, int], sizes: tuple[int, int, int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """What lies between words kept and heard again: in the old text, the new one and the stretch."""
    fixed = [(i, kept[i], again[i]) for i in sorted(kept.keys() & again.keys())]
    for before, after in pairwise([(-1, -1, -1), *fixed, sizes]):
        old, new, stretch = zip([place + 1 for place in before], after, strict=True)
        yield old, new, stretch


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
