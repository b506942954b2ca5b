"""Asking in the strictest form that an endpoint takes: a schema, any JSON object, or the prompt alone.

Servers that speak the chat completions API differ in `response_format`: some refuse `json_schema` with HTTP
400 or 500, some take it and ignore it. Each rung is asked once, so an answer costs three questions at most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.insight.llm.answer import AS_OBJECT, BY_SCHEMA, Unreadable, claims_of
from analytics.insight.llm.types import Claim, Format, Message, Reply


class Rung(StrEnum):
    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PROMPT = "prompt"


FORMATS: dict[Rung, Format | None] = {
    Rung.SCHEMA: BY_SCHEMA,
    Rung.OBJECT: AS_OBJECT,
    Rung.PROMPT: None,
}

Ask = Callable[[Sequence[Message], Format | None], Reply]
"""Puts one question to an endpoint. Raises FormatRefused where the format may be what it did not take."""


class FormatRefused(Exception):
    """The endpoint did not answer a question with this `response_format`."""


class NoAnswer(Exception):
    """Asked in every form, and nothing came that can be read. `rung` is the last one tried."""

    def __init__(self, why: str, tokens: int) -> None:
        super().__init__(why)
        self.tokens = tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """`tokens` counts all questions that were needed, in and out."""

    claims: tuple[Claim, ...]
    rung: Rung
    tokens: int
    is_cut: bool


def asked(messages: Sequence[Message], *, ask: Ask, first: Rung = Rung.SCHEMA) -> Answer:
    """The claims of the first answer that can be read, from the rung `first` downwards. Raises NoAnswer."""
    tokens, why = 0, ""
    for rung in list(Rung)[list(Rung).index(first) :]:
        try:
            reply = ask(messages, FORMATS[rung])
        except FormatRefused:
            continue
        tokens += reply.prompt_tokens + reply.completion_tokens
        try:
            return Answer(tuple(claims_of(reply.text)), rung, tokens, reply.is_cut)
        except Unreadable as error:
            why = f"{error} It was cut off." if reply.is_cut else str(error)
    raise NoAnswer(why, tokens)
