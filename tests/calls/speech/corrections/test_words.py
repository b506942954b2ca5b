"""A corrected line's words: the person's text exactly, with times in order and inside the line."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.speech.corrections.words import corrected, whole
from calls.speech.types import Word
from tests.calls.speech.corrections.saying import words_of

SPOKEN = st.lists(
    st.sampled_from(["the", "a", "boiler", "Bredt", "bread,", "is", "24-hour", "Anna.", "anna"]), max_size=12
)


@st.composite
def heard(draw: st.DrawFn) -> list[Word]:
    """Words in the order of their beginnings; some overlap, some leave pauses, as a recogniser's do."""
    texts = draw(SPOKEN)
    starts = sorted(draw(st.lists(st.floats(0, 9.9), min_size=len(texts), max_size=len(texts))))
    return [
        Word(start, min(start + draw(st.floats(0, 2)), 10.0), f" {text}", 0.7)
        for start, text in zip(starts, texts, strict=True)
    ]


@given(heard(), SPOKEN.filter(bool))
def test_a_corrected_line_reads_as_the_person_wrote_it(words: list[Word], wanted: list[str]) -> None:
    made = corrected(words, " ".join(wanted), start=0.0, end=10.0, spaced=True)
    assert [word.text.strip() for word in made] == wanted


@given(heard(), SPOKEN.filter(bool))
def test_word_times_stay_in_order_and_inside_the_line(words: list[Word], wanted: list[str]) -> None:
    made = corrected(words, "  ".join(wanted), start=0.0, end=10.0, spaced=True)
    assert all(0.0 <= word.start <= word.end <= 10.0 for word in made)
    assert all(one.start <= other.start for one, other in pairwise(made))


def test_unchanged_words_keep_times_and_confidence_and_new_ones_share_those_they_replace() -> None:
    said = words_of("this is wolf bread speaking", 0.0, 5.0)
    made = corrected(said, "This is Ulf Bredt speaking.", start=0.0, end=5.0, spaced=True)
    assert [(w.text, w.confidence) for w in made] == [
        (" This", 0.8), (" is", 0.8), (" Ulf", 1.0), (" Bredt", 1.0), (" speaking.", 0.8),
    ]  # fmt: skip
    kept = [said[0], said[1], said[4]]
    assert [(w.start, w.end) for w in kept] == [(w.start, w.end) for w in (made[0], made[1], made[4])]
    assert (made[2].start, made[3].end) == (said[2].start, said[3].end)
    assert made[2].end == made[3].start


def test_a_word_that_was_not_heard_stands_in_the_pause() -> None:
    said = [Word(1.0, 1.4, " send", 0.9), Word(1.8, 2.4, " technician", 0.9)]
    made = corrected(said, "send a technician", start=1.0, end=2.4, spaced=True)
    assert (made[1].start, made[1].end) == (1.4, 1.8)


def test_what_the_recogniser_cut_in_two_is_one_word() -> None:
    said = [Word(0.0, 0.4, " 24", 0.9), Word(0.4, 0.8, "-hour", 0.7), Word(0.9, 1.2, " service", 0.9)]
    made = whole(said, "24-hour service", start=0.0, end=1.2, spaced=True)
    assert [(w.text, w.start, w.end) for w in made] == [(" 24-hour", 0.0, 0.8), (" service", 0.9, 1.2)]
    assert made[0].confidence == pytest.approx(0.8)


def test_a_line_without_words_gets_them_from_its_text() -> None:
    assert [word.text for word in whole([], "Yes please", start=0.0, end=1.0, spaced=True)] == [
        " Yes",
        " please",
    ]


def test_where_nobody_writes_spaces_letters_are_aligned() -> None:
    said = whole(
        [Word(0.0, 1.0, "你好", 0.9), Word(1.0, 2.0, "在马", 0.6)],
        "你好在马",
        start=0.0,
        end=2.0,
        spaced=False,
    )
    made = corrected(said, "你好在吗", start=0.0, end=2.0, spaced=False)
    assert "".join(word.text for word in made) == "你好在吗"
    assert [word.confidence for word in made] == [0.9, 0.9, 0.6, 1.0]
