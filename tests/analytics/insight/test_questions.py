"""Which sentences ask something."""

import pytest

from analytics.insight.questions import questions
from tests.analytics.insight.build import dialogue


def asked(sentence: str, language: str = "en") -> list[str]:
    return [found.text for found in questions(dialogue(f"C: {sentence}", language=language)) or ()]


@pytest.mark.parametrize(
    "sentence",
    [
        "When will the parcel come?",
        "Could you send it again",
        "so where is my order now",
        "How many?",
        "You deliver on Sundays?",
        "Which colour would you like.",
        "What’s the price of that.",
    ],
)
def test_a_question_is_found_with_and_without_its_mark(sentence: str) -> None:
    assert asked(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "How are you?",
        "How can I help you today?",
        "Is there anything else I can do?",
        "Can you hear me?",
        "Really?",
        "Sixty days?",
        "What I need from you is a photo.",
        "When they came, they fixed it.",
        "I asked you.",
    ],
)
def test_formulas_echoes_and_statements_ask_nothing(sentence: str) -> None:
    assert asked(sentence) == []


def test_a_question_points_at_its_turn_and_names_who_asked() -> None:
    [found] = questions(dialogue("A: Hello. Good morning.", "C: Hi. Is my car ready? I need it.")) or ()

    assert (found.text, found.role, found.evidence) == ("Is my car ready?", "customer", (1,))


def test_recorded_voices_ask_nothing() -> None:
    assert questions(dialogue("S: Would you like to leave a message?")) == ()


def test_spanish_questions_are_found_by_their_marks() -> None:
    assert asked("Vale. ¿Cuánto me va a costar?", "es") == ["¿Cuánto me va a costar?"]
    assert asked("¿En qué puedo ayudarle?", "es") == []


def test_other_languages_are_not_searched() -> None:
    assert questions(dialogue("C: Wann kommt das Paket?", language="de")) is None
