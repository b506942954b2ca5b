"""Conversations for tests, written as people read them."""

from collections.abc import Sequence

from analytics.insight.types import Conversation, Metric, Turn

ROLES = {"A": "agent", "C": "customer", "S": "system", "?": ""}
SECONDS_A_TURN = 3.0


def dialogue(*lines: str, language: str = "en", channels: int = 2, has_speakers: bool = True) -> Conversation:
    """ "A: Hello?" is a turn of the agent (C customer, S recorded voice, ? unknown), 3 s each."""
    turns = tuple(_turn(n, line, has_speakers) for n, line in enumerate(lines))
    return Conversation(turns, len(turns) * SECONDS_A_TURN, channels, language, has_speakers)


def _turn(n: int, line: str, has_speakers: bool) -> Turn:
    side, _, text = line.partition(": ")
    speaker = side if has_speakers else ""
    return Turn(n, n * SECONDS_A_TURN, (n + 1) * SECONDS_A_TURN, text, ROLES[side], speaker)


def timeline(
    *spoken: tuple[str, float, float], duration: float, channels: int = 2, text: str = "word word"
) -> Conversation:
    """("A", 0, 12.5): the agent speaks from 0 to 12.5 s."""
    turns = tuple(Turn(n, start, end, text, ROLES[side], side) for n, (side, start, end) in enumerate(spoken))
    return Conversation(turns, duration, channels, "en", has_speakers=True)


def by_key(metrics: Sequence[Metric]) -> dict[str, Metric]:
    return {metric.key: metric for metric in metrics}
