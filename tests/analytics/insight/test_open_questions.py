"""Questions that nobody answered, and the many that somebody did."""

import pytest

from analytics.insight.open_questions import open_questions
from analytics.insight.questions import questions
from analytics.insight.types import Finding
from tests.analytics.insight.build import dialogue


def left_open(*lines: str, language: str = "en") -> tuple[Finding, ...]:
    call = dialogue(*lines, language=language)
    return open_questions(call, questions(call))


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Does the warranty cover the battery?", "I'm not sure about that, to be honest."),
        ("How long until the part arrives?", "Hard to say."),
        ("Why was my claim rejected?", "I'd have to look into that with the adjuster."),
        ("Who signed for the parcel?", "Um, I have no idea, sorry."),
        ("What will the penalty be?", "I can't tell you that right now."),
        ("Is the pool heated in March?", "Let me find out and call you back on that."),
    ],
)
def test_a_question_that_is_put_off_and_not_taken_up_again_is_open(asked: str, reply: str) -> None:
    (found,) = left_open(f"C: {asked}", f"A: {reply}", "C: Hm, okay.", "A: Shall I open a ticket anyway?")
    assert (found.text, found.evidence, found.details["why"]) == (asked, (0, 1), "put_off")


@pytest.mark.parametrize(
    "reply",
    ["I do apologise for that.", "Okay. And what's your e-mail?", "Mm-hm."],
)
def test_a_question_that_gets_no_answer_at_all_is_open(reply: str) -> None:
    (found,) = left_open("C: When will the refund show up?", f"A: {reply}", "C: Well.", "A: I understand.")
    assert (found.evidence, found.details["why"]) == ((0, 1), "passed_over")


@pytest.mark.parametrize(
    "lines",
    [
        ("C: How long does it take?", "A: I don't know exactly, but usually two days."),
        ("C: How long does it take?", "A: It depends on the carrier."),
        ("C: Can you send me the form?", "A: Sure, will do."),
        ("C: Is it open on Sunday?", "A: Mm-hm."),
        ("C: Is there a fee?", "A: Not that I know of."),
        ("C: Do you deliver to Spain?", "A: We do."),
        ("C: Which form do I need?", "A: You'd have to ask the town hall about that."),
        ("C: What does it cost?", "A: I don't know if you saw the leaflet. It's forty a month."),
        ("C: Where is the entrance?", "A: Do you know the big church?", "C: Yes.", "A: It's behind it."),
        ("C: Does it cover the battery?", "A: Let me check.", "C: Sure.", "A: Yes, it does."),
        (
            "C: Does it cover the battery?",
            "A: I'm not sure, I'd have to check.",
            "C: Please.",
            "A: So I've looked, and the battery is covered.",
        ),
        (
            "C: Could I talk to Doctor Lee?",
            "A: I'm not sure she's in, let me see.",
            "C: Okay.",
            "A: Doctor Lee is with a patient until four.",
        ),
    ],
)
def test_whatever_looks_like_an_answer_is_one(lines: tuple[str, ...]) -> None:
    assert left_open(*lines) == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("C: How hard can it be?", "A: I don't know what to say."),
        ("C: Why would you do that?", "A: I'm not sure."),
        ("C: Where did I put the slip?", "A: I don't know."),
        ("C: How are you?", "A: I don't know, tired."),
        ("C: Why don't we say Tuesday then?", "A: I don't know."),
        ("C: When is it? Oh, I see it, it's on the letter here.", "A: I don't know."),
        ("C: When can I pick it up?",),
    ],
)
def test_what_is_asked_for_no_answer_is_not_open(lines: tuple[str, ...]) -> None:
    assert left_open(*lines) == ()


def test_only_questions_of_the_customer_count() -> None:
    assert left_open("A: When did you buy it?", "C: I don't know.", "A: Okay.") == ()
    assert left_open("?: When did you buy it?", "?: I don't know.") == ()


def test_other_languages_have_none() -> None:
    assert left_open("C: ¿Cuánto me va a costar?", "A: I don't know.", language="es") == ()
