"""How a turn sounds, and a call."""

import pytest

from analytics.insight.sentiment import of_call, score, sentiments
from analytics.insight.types import Rules
from tests.analytics.insight.build import dialogue

RULES = Rules()


@pytest.mark.parametrize(
    "text",
    [
        "Good morning, how can I help you?",
        "Yes, please. Sure, okay, thank you.",
        "The credit card is in my hand.",
        "No problem, have a nice day.",
        "Is that a problem?",
        "Thank you for calling.",
        "Tuesday doesn't work for me, I'm afraid.",
        "The tablets are for the heart.",
        "I was told to ask for you.",
        "I'd like to cancel my appointment.",
    ],
)
def test_courtesy_is_no_feeling(text: str) -> None:
    assert RULES.negative_to < score(text) < RULES.positive_from


@pytest.mark.parametrize(
    "text",
    [
        "Nobody called me back.",
        "It still doesn't work.",
        "I have been waiting for two weeks.",
        "I want to speak to your manager.",
        "You charged me twice.",
        "I have already waited an hour.",
        "Then we are going to another supplier.",
        "What am I supposed to do until then?",
        "Of course there isn't.",
        "I was told it was ninety.",
    ],
)
def test_a_complaint_needs_no_strong_word(text: str) -> None:
    assert score(text) <= RULES.negative_to


def test_hearty_thanks_are_good() -> None:
    assert score("Thank you so much for fixing it.") >= RULES.positive_from


def test_faint_feelings_are_set_to_zero_and_wordless_turns_to_none() -> None:
    call = dialogue("C: It is a bit cold.", "C: ...", "S: What a wonderful day!", "C: This is terrible!")

    faint, wordless, recorded, bad = sentiments(call, RULES)

    assert (faint, wordless, recorded) == (0.0, None, None)
    assert bad is not None
    assert bad < 0


def test_the_customer_decides_how_a_call_sounds() -> None:
    call = dialogue("A: Wonderful! That is great!", "C: This is terrible!")

    assert of_call(call, sentiments(call, RULES), RULES)[1] == "negative"


def test_everybody_counts_where_the_customer_is_not_known() -> None:
    call = dialogue("?: That is great!", "?: Wonderful!", channels=1, has_speakers=False)

    assert of_call(call, sentiments(call, RULES), RULES)[1] == "positive"


def test_an_unrated_call_has_no_label() -> None:
    call = dialogue("C: Das ist furchtbar!", language="de")

    assert sentiments(call, RULES) == (None,)
    assert of_call(call, (None,), RULES) == (None, "")


def test_a_long_speech_does_not_stop_the_scorer() -> None:
    assert -1 <= score("awful " * 100_000) <= 1
