"""What was asked: sentences with a question mark, and those that open as questions do.

Recognisers drop question marks, so English openers count too. Formulas ("How can I help you?",
"How are you?", "Anything else?") and echoes ("Sixty days?") ask nothing and are left out.
"""

import re
from collections.abc import Iterator

from analytics.insight import english, formulas, language
from analytics.insight.text import cue, sentences, words
from analytics.insight.types import Conversation, Finding, Kind, Turn

LEAST_WORDS = 3  # fewer need a question word: "How many?" asks, "Two what?" echoes

_SUBJECT = (
    r"(?:i|you|we|they|he|she|it|there|that|this|these|those|the|my|your|our|his|her|their|any\w*|some\w*)"
)
_AUXILIARY = (
    r"(?:do|does|did|can|could|will|would|should|shall|may|is|are|am|was|were|have|has|had"
    r"|don't|doesn't|didn't|can't|couldn't|won't|wouldn't|isn't|aren't|wasn't|weren't|haven't|hasn't)"
)
_ASKING = r"(?:what|when|where|who|whose|why|which|how)"
ENGLISH_QUESTION = re.compile(
    rf"^(?:{_AUXILIARY} {_SUBJECT}\b"
    rf"|{_ASKING}(?:'s|'re| {_AUXILIARY}| (?:much|many|long|far|often|soon|about|come))\b"
    rf"|(?:what|which|whose|how) \w+ {_AUXILIARY} {_SUBJECT}\b)",
    re.IGNORECASE,
)
ENGLISH_QUESTION_WORD = re.compile(rf"\b{_ASKING}\b", re.I)
SPANISH_FORMULA = cue(
    r"en qué (?:puedo|podemos|le|te)|cómo (?:está|estás|le va|te va)|algo más|me (?:oye|escucha)s?"
)


def questions(conversation: Conversation) -> tuple[Finding, ...] | None:
    """The questions in order of the call; None where the language is not covered."""
    spoken = language.code(conversation.language)
    if not language.has(spoken, language.Analysis.QUESTIONS):
        return None
    asks = _asks_in_english if spoken == "en" else _asks_in_spanish
    return tuple(
        Finding(Kind.QUESTION, sentence, turn.role, None, (turn.index,))
        for turn, sentence in _said(conversation)
        if asks(sentence)
    )


def _said(conversation: Conversation) -> Iterator[tuple[Turn, str]]:
    for turn in conversation.spoken_by_people:
        for sentence in sentences(turn.text):
            yield turn, sentence


def _asks_in_english(sentence: str) -> bool:
    said = words(sentence)
    if formulas.is_question_formula(sentence):
        return False
    if sentence.endswith("?"):
        return len(said) >= LEAST_WORDS or (len(said) == 2 and bool(ENGLISH_QUESTION_WORD.match(said[0])))
    return len(said) > LEAST_WORDS and bool(ENGLISH_QUESTION.match(" ".join(_without_opener(said))))


def _without_opener(said: list[str]) -> list[str]:
    start = next((n for n, word in enumerate(said) if word not in english.OPENERS), 0)
    return said[start:]


def _asks_in_spanish(sentence: str) -> bool:
    return (
        sentence.endswith("?")
        and len(words(sentence)) >= LEAST_WORDS
        and not SPANISH_FORMULA.search(sentence)
    )
