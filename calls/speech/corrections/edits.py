"""What of another hearing's words a person's correction takes the place of. Called by placing.py.

Words that the person left as they were, and that were heard again, stay and divide the rest into blocks. In
each block the person's words count, if they changed anything there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calls.speech.corrections.stretch import STRAY
from calls.speech.corrections.types import Change
from calls.speech.corrections.words import bare, opcodes, pieces


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the stretch, from `first` to before `last`, that the person's take the place of."""

    first: int
    last: int
    texts: tuple[str, ...]


def edits_of(change: Change, texts: Sequence[str], *, spaced: bool) -> list[Edit] | None:
    """What to replace in the stretch; [] when all is there, None when a place is unclear."""
    old, new = pieces(change.heard, spaced=spaced), pieces(change.text, spaced=spaced)
    again, kept = _equal(old, texts), _kept(old, new)
    edits = []
    for (i1, i2), (j1, j2), (begin, end) in _blocks(again, kept, (len(old), len(new), len(texts))):
        # Strays before and after what was heard again are nobody's business.
        first = again.get(i1, begin) if i1 < i2 else begin
        last = again.get(i2 - 1, end - 1) + 1 if i1 < i2 else end
        is_spelling = _alike(old[i1:i2], new[j1:j2])
        if _is_there(old[i1:i2], texts[first:last], new[j1:j2], is_spelling=is_spelling):
            continue
        if last - first <= max(i2 - i1, j2 - j1) + STRAY:
            edits.append(Edit(first, last, tuple(new[j1:j2])))
        elif not is_spelling:  # which is not worth a doubt
            return None
    return edits


def _is_there(old: Sequence[str], texts: Sequence[str], new: Sequence[str], *, is_spelling: bool) -> bool:
    """Whether nothing is to be done: the person left it, or it is heard as they wrote it."""
    return _same(old, new) or _same(texts, new) or (not is_spelling and _alike(texts, new))


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
