"""In which forms an endpoint is asked, and when the next one is tried."""

from collections.abc import Sequence

import pytest

from analytics.insight.llm.ladder import Answer, FormatRefused, NoAnswer, Rung, asked
from analytics.insight.llm.types import Format, Message, Reply

GOOD = '{"sentences": [{"slot": "fact", "text": "It rang.", "evidence": [0], "quote": "rang"}]}'
QUESTION: list[Message] = [{"role": "user", "content": "?"}]


class Endpoint:
    """Answers each form as told; what it was asked is kept."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.forms: list[str] = []

    def __call__(self, _: Sequence[Message], form: Format | None) -> Reply:
        self.forms.append(name := form["type"] if form else "prompt")
        if self.answers.get(name, "refused") == "refused":
            raise FormatRefused
        return Reply(self.answers[name], prompt_tokens=10, completion_tokens=5)


def _asked(endpoint: Endpoint, first: Rung = Rung.SCHEMA) -> Answer:
    return asked(QUESTION, ask=endpoint, first=first)


def test_the_strictest_form_is_enough_where_it_is_taken() -> None:
    endpoint = Endpoint(json_schema=GOOD)
    assert _asked(endpoint).rung == Rung.SCHEMA
    assert endpoint.forms == ["json_schema"]


def test_what_is_refused_is_asked_in_the_next_form() -> None:
    endpoint = Endpoint(json_object="Sure!", prompt=GOOD)
    answer = _asked(endpoint)
    assert (answer.rung, answer.tokens) == (Rung.PROMPT, 30)
    assert endpoint.forms == ["json_schema", "json_object", "prompt"]


def test_the_form_that_worked_before_comes_first() -> None:
    endpoint = Endpoint(json_schema=GOOD, json_object=GOOD)
    assert _asked(endpoint, Rung.OBJECT).rung == Rung.OBJECT
    assert endpoint.forms == ["json_object"]


def test_after_three_questions_it_is_over() -> None:
    endpoint = Endpoint(json_schema="No.", json_object="No.", prompt="No.")
    with pytest.raises(NoAnswer) as over:
        _asked(endpoint)
    assert over.value.tokens == 45
    assert len(endpoint.forms) == 3
