"""The measures, each from a list of observations; None where they say nothing.

`Found` pairs are (is true, was found), `Named` pairs (true label, given label).
"""

from collections.abc import Sequence
from statistics import fmean

Found = tuple[bool, bool]
Named = tuple[object, object]


def f1(pairs: Sequence[Found]) -> float | None:
    """The harmonic mean of precision and recall."""
    right = sum(true and found for true, found in pairs)
    named = sum(true for true, _ in pairs) + sum(found for _, found in pairs)
    return 2 * right / named if named else None


def precision(pairs: Sequence[Found]) -> float | None:
    return _share([true for true, found in pairs if found])


def recall(pairs: Sequence[Found]) -> float | None:
    return _share([found for true, found in pairs if true])


def accuracy(pairs: Sequence[Named]) -> float | None:
    return _share([true == given for true, given in pairs])


def macro_f1(pairs: Sequence[Named]) -> float | None:
    """The mean of the F1 of each label that occurs in truth."""
    labels = {true for true, _ in pairs}
    each = [f1([(true == label, given == label) for true, given in pairs]) for label in labels]
    return fmean(score or 0.0 for score in each) if each else None


def auc(pairs: Sequence[tuple[bool, float]]) -> float | None:
    """How often a true case is rated above a false one; a tie counts half (Mann and Whitney, 1947)."""
    true = [rating for is_true, rating in pairs if is_true]
    false = [rating for is_true, rating in pairs if not is_true]
    if not true or not false:
        return None
    return fmean((a > b) + 0.5 * (a == b) for a in true for b in false)


def mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
