"""Corrections put onto the lines of a transcript: the one they were made on, or a later one.

On its own line a correction is the line. In another hearing only what the person changed is carried over,
to between the words that stood around it. Called by calls/correcting.py.
"""

from collections.abc import Sequence

from calls.speech.corrections.edits import Edit, edits_of
from calls.speech.corrections.stretch import Spot, stretch
from calls.speech.corrections.types import Applied, Change, Line, Placed, State
from calls.speech.corrections.words import corrected, is_spaced, room, share, whole
from calls.speech.types import Word


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
    edits = edits_of(change, texts, spaced=spaced) if spots else None
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


def _home(edit: Edit, spots: Sequence[Spot]) -> Spot:
    """Where the new words begin: at the first replaced word, else before the next one or after the last."""
    if edit.first < len(spots):
        return spots[edit.first]
    return Spot(spots[-1].line, spots[-1].word + 1)


def _lines(edit: Edit, spots: Sequence[Spot]) -> set[int]:
    return {_home(edit, spots).line, *(spot.line for spot in spots[edit.first : edit.last])}


def _carried_out(
    edits: Sequence[Edit], spots: Sequence[Spot], lines: Sequence[Line], words: Sequence[Sequence[Word]]
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
