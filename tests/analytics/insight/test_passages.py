"""Passages hold every turn once, in order, and no more than they should."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.insight.passages import MOST_TURNS, MOST_WORDS, passages, tokens
from analytics.insight.types import Conversation, Turn


class Lengths:
    """Direction by number of words: real enough to see which text an embedding is of."""

    def embed(self, texts: "list[str]") -> NDArray[np.float32]:
        return np.array([[len(tokens(text)), 1.0] for text in texts], dtype=np.float32)


def conversation(texts: "list[str]") -> Conversation:
    turns = tuple(Turn(n, n, n + 1, text) for n, text in enumerate(texts))
    return Conversation(turns=turns, duration=len(turns))


@given(st.lists(st.one_of(st.text(), st.just("word " * 25)), max_size=40))
def test_every_turn_with_a_word_lies_in_exactly_one_passage(texts: "list[str]") -> None:
    cut = passages(conversation(texts))
    indexes = [turn.index for turn in chain.from_iterable(passage.turns for passage in cut)]
    assert indexes == [n for n, text in enumerate(texts) if tokens(text)]


@given(st.lists(st.integers(1, 90), max_size=40))
def test_only_a_turn_longer_than_a_passage_goes_beyond_it(lengths: "list[int]") -> None:
    for passage in passages(conversation(["word " * n for n in lengths])):
        assert len(passage.turns) <= MOST_TURNS
        assert len(passage.turns) == 1 or len(tokens(passage.text)) <= MOST_WORDS


def test_each_passage_bears_the_meaning_of_its_own_words() -> None:
    cut = passages(conversation(["one two"] * 5), embedder=Lengths())
    kept = [np.frombuffer(passage.embedding or b"", dtype="<f2").tolist() for passage in cut]
    assert kept == [[8.0, 1.0], [2.0, 1.0]]


def test_without_a_model_a_passage_has_no_meaning() -> None:
    assert [passage.embedding for passage in passages(conversation(["hello"]))] == [None]
