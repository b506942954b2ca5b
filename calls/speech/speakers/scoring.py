"""How well words are attributed to speakers, against a labelled truth. For benchmarks and tests.

Names of speakers carry no meaning, so the best one-to-one matching of heard to true speakers counts,
as in diarization error rate (NIST, https://doi.org/10.5281/zenodo.1471655) but over words: word
diarization error rate without recognition errors.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from calls.speech.types import Word

AT_ONCE = 0.05  # seconds another person speaks during a word from which it counts as overlapped


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of true speech; seconds."""

    start: float
    end: float
    who: str


@dataclass(frozen=True, slots=True)
class Score:
    """Words on the wrong speaker, of all, and of those during which only one person speaks."""

    words: int
    wrong: int
    alone: int
    alone_wrong: int
    seconds: float
    seconds_wrong: float


def score(words: Sequence[Word], truth: Sequence[Said], *, owners: Sequence[str] | None = None) -> Score:
    """Compare words with speakers to who truly spoke. `seconds` counts those of words spoken alone.

    `owners` says who truly said each word; left out, it is who spoke most during it.
    """
    owners = owners or [_owner(word, truth) for word in words]
    matched = _matching((word.speaker, owner) for word, owner in zip(words, owners, strict=True))
    rows = [
        (matched.get(word.speaker) != owner, _is_alone(word, truth), word.end - word.start)
        for word, owner in zip(words, owners, strict=True)
    ]
    return Score(
        words=len(rows),
        wrong=sum(wrong for wrong, _, _ in rows),
        alone=sum(alone for _, alone, _ in rows),
        alone_wrong=sum(wrong for wrong, alone, _ in rows if alone),
        seconds=sum(length for _, alone, length in rows if alone),
        seconds_wrong=sum(length for wrong, alone, length in rows if alone and wrong),
    )


def _owner(word: Word, truth: Sequence[Said]) -> str:
    """Who said most of the word, or speaks nearest to it."""
    shares = _shares(word, truth)
    if any(shares.values()):
        return max(shares, key=lambda who: shares[who])
    return min(truth, key=lambda said: max(said.start - word.end, word.start - said.end)).who


def _is_alone(word: Word, truth: Sequence[Said]) -> bool:
    return sum(share > AT_ONCE for share in _shares(word, truth).values()) < 2


def _shares(word: Word, truth: Sequence[Said]) -> dict[str, float]:
    """Seconds of the word during which each person speaks."""
    shares: dict[str, float] = {}
    for said in truth:
        together = min(word.end, said.end) - max(word.start, said.start)
        shares[said.who] = shares.get(said.who, 0.0) + max(0.0, together)
    return shares


def _matching(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The heard speaker's true name, one to one, so that most words are right."""
    together = Counter(pairs)
    heard = sorted({name for name, _ in together if name})
    true = sorted({owner for _, owner in together})
    true += [f"nobody {number}" for number in range(max(0, len(heard) - len(true)))]
    best = max(
        permutations(true, len(heard)),
        key=lambda names: sum(together[pair] for pair in zip(heard, names, strict=True)),
        default=(),
    )
    return dict(zip(heard, best, strict=True))
