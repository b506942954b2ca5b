"""Sentences are exact pieces of a text, words are fit to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.text import cue, sentences, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello. How are you? Fine!", ["Hello.", "How are you?", "Fine!"]),
        ("Ask Mr. Finch. He knows.", ["Ask Mr. Finch.", "He knows."]),
        ("At 8 a.m. or 10 a.m. then?", ["At 8 a.m. or 10 a.m. then?"]),
        ("no marks at all", ["no marks at all"]),
        ("元気ですか？はい。", ["元気ですか？", "はい。"]),
        ("  ", []),
    ],
)
def test_a_text_splits_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text())
def test_every_sentence_is_part_of_the_text_in_its_order(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        end = text.index(sentence, end) + len(sentence)


def test_words_are_plain_and_whole() -> None:
    assert words("Don’t e-mail Zoë!") == ["don't", "e-mail", "zoë"]


def test_a_cue_finds_whole_words_only() -> None:
    assert cue("pay", "bill").search("Please PAY.")
    assert not cue("pay", "bill").search("payment billing")
