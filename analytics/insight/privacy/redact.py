"""The same conversation without personal data: "[card number]" stands where one was said.

Called before a conversation is analysed, indexed, embedded, shown, exported or sent anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analytics.insight import language
from analytics.insight.privacy.find import find
from analytics.insight.privacy.kinds import PersonalKind, Span
from analytics.insight.types import Conversation, Turn
from calls.speech.types import Word


@dataclass(frozen=True, slots=True)
class Redacted:
    """`conversation` has the same turns with the same indexes and times. `spans` are of the texts before."""

    conversation: Conversation
    spans: tuple[Span, ...] = ()


def redact(conversation: Conversation) -> Redacted:
    """Without what `find` finds; the same conversation where that is nothing."""
    spans = tuple(_merged(find(conversation.turns, language.code(conversation.language) or "en")))
    by_place = {place: list(some) for place, some in groupby(spans, key=lambda span: span.place)}
    turns = tuple(
        _without(turn, by_place[place]) if place in by_place else turn
        for place, turn in enumerate(conversation.turns)
    )
    return Redacted(replace(conversation, turns=turns) if spans else conversation, spans)


def mark(kind: PersonalKind) -> str:
    """What stands in the text instead."""
    return f"[{kind}]"


MARKS = {mark(kind): str(kind) for kind in PersonalKind}
"""What stands in a text, and how it is called."""
MARK = re.compile(f"({'|'.join(map(re.escape, MARKS))})")
"""A group, so that `split` keeps the marks."""


def redacted_text(text: str, spans: Sequence[Span]) -> str:
    """`spans` in order, of this text, none over another."""
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], mark(span.kind)]
        end = span.end
    return "".join([*pieces, text[end:]])


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    """Of spans over each other one, of the kind that begins first."""
    before: Span | None = None
    for span in sorted(spans, key=lambda span: (span.place, span.start, -span.end)):
        if before and before.place == span.place and span.start < before.end:
            before = replace(before, end=max(before.end, span.end))
            continue
        if before:
            yield before
        before = span
    if before:
        yield before


def _without(turn: Turn, spans: Sequence[Span]) -> Turn:
    return replace(turn, text=redacted_text(turn.text, spans), words=tuple(_words(turn, spans)))


def _words(turn: Turn, spans: Sequence[Span]) -> Iterator[Word]:
    """The turn's words, those of a span as one with the mark as its text."""
    held: dict[Span, list[Word]] = {}
    for word, start, end in _placed(turn):
        span = next((span for span in spans if start < span.end and span.start < end), None)
        if span is None:
            yield from _marks(held)
            yield word
        else:
            held.setdefault(span, []).append(word)
    yield from _marks(held)


def _marks(held: dict[Span, list[Word]]) -> Iterator[Word]:
    for span, words in held.items():
        space = " " if words[0].text.startswith(" ") else ""
        yield replace(words[0], end=words[-1].end, text=space + mark(span.kind))
    held.clear()


def _placed(turn: Turn) -> Iterator[tuple[Word, int, int]]:
    """Each word with its characters in the text; words that are not in it are left out."""
    at = 0
    for word in turn.words:
        text = word.text.strip()
        start = turn.text.find(text, at) if text else -1
        if start >= 0:
            at = start + len(text)
            yield word, start, at
