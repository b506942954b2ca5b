"""Names are taken where they were heard as something like them, and nothing else is."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.speech.types import Word
from calls.speech.vocabulary import MOST_TERMS, PROMPT_CHARACTERS, chosen, is_suspected, prompt, taken

TERMS = ("Siobhan Kelly", "Quillnet", "Pinecone Outdoor", "Beth")


def said(text: str, *, sure: float = 0.5, begin: float = 0.0) -> tuple[Word, ...]:
    """A word each 0.4 s."""
    words = text.split()
    starts = accumulate([begin, *[0.4] * (len(words) - 1)])
    return tuple(
        Word(start, start + 0.35, f" {word}", sure) for start, word in zip(starts, words, strict=True)
    )


def text(words: tuple[Word, ...]) -> str:
    return "".join(word.text for word in words).strip()


@pytest.mark.parametrize(
    ("heard", "expecting", "result"),
    [
        ("this is Shivon speaking", "this is Siobhan speaking", "this is Siobhan speaking"),
        ("from Quillet, yes", "from Quillnet, yes", "from Quillnet, yes"),
        ("at Pine can outdoor today", "at Pinecone Outdoor, today", "at Pinecone outdoor today"),
        ("I called best's office", "I called Beth's office", "I called Beth's office"),
    ],
)
def test_a_name_takes_the_place_of_what_sounded_like_it(heard: str, expecting: str, result: str) -> None:
    assert text(taken(said(heard), said(expecting), TERMS)) == result


@pytest.mark.parametrize(
    "expecting",
    [
        "this is a test of something",  # says other words
        "Quillnet is a test of things",  # is nothing like it
        "this is a test of things Beth Beth Beth Beth Beth Beth",  # runs in circles
        "Siobhan Kelly Quillnet Pinecone Outdoor Beth",  # says the vocabulary itself
        "",
    ],
)
def test_whatever_else_an_expectation_invents_is_left(expecting: str) -> None:
    heard = said("this is a test of things")
    assert taken(heard, said(expecting) if expecting else (), TERMS) == heard


def test_one_name_does_not_take_the_place_of_another() -> None:
    heard = said("it was Beth again")
    assert taken(heard, said("it was Bert again"), ("Beth", "Bert")) == heard


def test_a_name_at_another_time_is_another_word() -> None:
    heard = said("ask Quillet")
    assert taken(heard, said("ask Quillnet", begin=9.0), TERMS) == heard


def test_a_name_keeps_the_time_at_which_it_was_heard() -> None:
    expecting = said("this is Siobhan")
    assert taken(said("this is Shivon"), expecting, TERMS)[-1] == expecting[-1]


@pytest.mark.parametrize(
    ("heard", "sure", "suspected"),
    [
        ("from Quillet yes", 0.5, True),
        ("the pine con sells", 0.5, True),
        ("from Quillet yes", 0.95, False),  # a sure word is what it is
        ("from Quillnet yes", 0.5, False),  # it is there already
        ("nothing of that kind", 0.5, False),
        ("", 0.5, False),
    ],
)
def test_only_doubtful_words_that_sound_like_a_name_are_worth_another_look(
    heard: str, sure: float, suspected: bool
) -> None:
    assert is_suspected(said(heard, sure=sure) if heard else (), TERMS) is suspected


words_of_any_script = st.lists(
    st.sampled_from(
        ["Quillet", "Quillnet", "Beth", "best", "the", "Привет", "東京", "…", "it's", "Pine", "cone"]
    ),
    max_size=12,
).map(" ".join)


@given(words_of_any_script, words_of_any_script)
def test_taking_names_loses_no_other_word_and_keeps_the_order(heard: str, expecting: str) -> None:
    ours, theirs = (said(line) if line else () for line in (heard, expecting))
    result = taken(ours, theirs, TERMS)
    assert taken(result, theirs, TERMS) == result
    kept = [word for word in ours if word in result]
    new = [word for word in result if word not in ours]
    assert [word for word in result if word in ours] == kept
    assert all(word in theirs for word in new)
    if not any(name in expecting for name in ("Quillnet", "Beth", "Pine", "cone")):
        assert result == ours


def test_terms_come_once_in_their_order_and_within_the_room_there_is() -> None:
    assert chosen(["Anna Weber", "anna  weber", "", "+49 30 555", "Quillnet"]) == ("Anna Weber", "Quillnet")
    assert len(chosen(f"Name {letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöüåñçéèøß")) == MOST_TERMS
    assert len(prompt(chosen("x" * 59 + str(n) for n in range(20)))) <= PROMPT_CHARACTERS + 1
