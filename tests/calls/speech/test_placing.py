"""A person's word about a speaker stays with whoever spoke then, whatever the letters have become."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.speech.placing import JOINED, Said, Stretch, joined, placed, shared

Turns = list[tuple[str, float, float]]


@st.composite
def turns(draw: st.DrawFn) -> Turns:
    """Two or three speakers one after the other, each with 1 to 20 s; everybody speaks."""
    letters = draw(st.sampled_from(["AB", "ABC"]))
    order = [*letters, *draw(st.lists(st.sampled_from(letters), max_size=20))]
    lengths = draw(st.lists(st.floats(1.0, 20.0), min_size=len(order), max_size=len(order)))
    said, clock = [], 0.0
    for who, seconds in zip(order, lengths, strict=True):
        said.append((who, clock, clock + seconds))
        clock += seconds + 2 * JOINED
    return said


def by_speaker(said: Turns) -> dict[str, tuple[Stretch, ...]]:
    letters = {who for who, *_ in said}
    return {
        letter: joined((start, end) for who, start, end in said if who == letter)
        for letter in sorted(letters)
    }


ROLES = {"A": "agent", "B": "customer", "C": "system"}


def told(said: Turns) -> list[Said]:
    return [Said(ROLES[letter], stretches) for letter, stretches in by_speaker(said).items()]


@given(turns())
def test_the_same_speakers_keep_their_roles(said: Turns) -> None:
    spoken = by_speaker(said)
    assert placed(told(said), spoken) == {letter: ROLES[letter] for letter in spoken}


@given(turns(), st.permutations("ABC"))
def test_other_letters_change_nothing(said: Turns, letters: list[str]) -> None:
    other = dict(zip("ABC", letters, strict=True))
    renamed = [(other[who], start, end) for who, start, end in said]
    expected = {other[who]: ROLES[who] for who, *_ in said}
    assert placed(told(said), by_speaker(renamed)) == expected


@given(turns(), st.floats(-0.4, 0.4))
def test_other_times_of_words_change_nothing(said: Turns, by: float) -> None:
    moved = [(who, max(0.0, start + by), end + by) for who, start, end in said]
    assert placed(told(said), by_speaker(moved)) == {who: ROLES[who] for who, *_ in said}


@given(turns())
def test_one_speaker_taken_for_two_is_twice_the_same(said: Turns) -> None:
    first = next(n for n, (who, *_) in enumerate(said) if who == "A")
    split = [("D" if n == first else who, start, end) for n, (who, start, end) in enumerate(said)]
    found = placed(told(said), by_speaker(split))
    assert found["D"] == "agent"
    assert found.get("A", "agent") == "agent"


@given(turns())
def test_two_taken_for_one_are_who_spoke_longest(said: Turns) -> None:
    merged = [("A", start, end) for _, start, end in said]
    seconds = {
        role: sum(end - start for who, start, end in said if ROLES[who] == role)
        for role in {ROLES[who] for who, *_ in said}
    }
    [role] = placed(told(said), {"A": [(start, end) for _, start, end in merged]}).values()
    assert seconds[role] == pytest.approx(max(seconds.values()))


def test_who_speaks_when_nobody_spoke_before_is_not_named() -> None:
    said = [Said("agent", ((0.0, 5.0),)), Said("", ((6.0, 9.0),))]
    assert placed(said, {"A": [(0.0, 4.0)], "B": [(6.0, 8.0)], "C": [(20.0, 30.0)]}) == {
        "A": "agent",
        "B": "",
    }


def test_nothing_said_names_nobody() -> None:
    assert placed([], {"A": [(0.0, 4.0)]}) == {}


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 20))))
def test_joined_stretches_hold_every_second_and_are_apart(pairs: list[tuple[float, float]]) -> None:
    stretches = [(start, start + length) for start, length in pairs]
    merged = joined(stretches)
    assert all(any(a <= start and end <= b for a, b in merged) for start, end in stretches)
    assert all(after[0] - before[1] >= JOINED for before, after in pairwise(merged))
    assert shared(merged, merged) == pytest.approx(sum(end - start for start, end in merged))
