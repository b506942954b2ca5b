"""What says nothing about a call, and what only looks so."""

import pytest

from analytics.insight.formulas import is_backchannel, is_dictation, is_formula


@pytest.mark.parametrize(
    "sentence",
    [
        "Good morning.",
        "Thank you for calling the bakery, this is Jo.",
        "Hi Sam, it's Ann Lee, in accounting.",
        "This call may be recorded.",
        "How can I help you today?",
        "Have a lovely weekend!",
        "Okay, right, uh-huh.",
        "For sales, press one.",
        "It’s Ann from the bank.",
        "...",
    ],
)
def test_greetings_names_and_assent_are_formulas(sentence: str) -> None:
    assert is_formula(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It's broken again.",
        "This is the third bill for the same month.",
        "I'm waiting for a parcel.",
        "Thank you for nothing, I will take my business elsewhere.",
    ],
)
def test_what_says_something_is_no_formula(sentence: str) -> None:
    assert not is_formula(sentence)


def test_only_signs_of_listening_are_back_channels() -> None:
    assert is_backchannel("Mm-hm. Right, okay.")
    assert not is_backchannel("Right, Tuesday.")


def test_numbers_and_letters_read_out_are_dictation() -> None:
    assert is_dictation("It's five five five, oh one four two.")
    assert is_dictation("H, A, R, T.")
    assert not is_dictation("I need two tickets for the ninth of May.")
