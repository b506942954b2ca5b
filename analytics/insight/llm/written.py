"""A call's summary by a language model, from its lines to the sentences that hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.insight.language import name
from analytics.insight.llm.check import Checked, check
from analytics.insight.llm.choose import chosen
from analytics.insight.llm.ladder import Ask, Rung, asked
from analytics.insight.llm.prompt import LEAST_LINES, messages_for
from analytics.insight.privacy.redact import redact
from analytics.insight.tools import Tools
from analytics.insight.types import Conversation, Finding


@dataclass(frozen=True, slots=True)
class Written:
    """`tokens` is what it cost, in and out; `rung` the form in which the endpoint answered."""

    checked: Checked
    rung: Rung
    tokens: int


def is_worth_it(conversation: Conversation) -> bool:
    """Whether there is anything to sum up."""
    return sum(bool(turn.text.strip()) for turn in conversation.spoken_by_people) >= LEAST_LINES


def write(
    conversation: Conversation,
    findings: Sequence[Finding],
    *,
    ask: Ask,
    tools: Tools,
    room: int,
    language: str = "",
    first: Rung = Rung.SCHEMA,
) -> Written:
    """Ask for a summary of the call without its personal data, and check it. Raises NoAnswer.

    `room` is how many tokens the lines may take, `language` the code of the one to write in, "" for the
    call's own; `findings` tell which lines to show where not all fit.
    """
    shown = redact(conversation).conversation
    lines = chosen(shown, findings, tokens=room)
    messages = messages_for(shown, lines, language=name(language) if language else "")
    answer = asked(messages, ask=ask, first=first)
    checked = check(answer.claims, lines, language=conversation.language, tools=tools, written_in=language)
    return Written(checked, answer.rung, answer.tokens)
