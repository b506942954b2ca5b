"""Where the customer's mood went between the beginning of a call and its end."""

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean

from analytics.insight.types import Conversation, Role, Turn

LEAST_TURNS = 6  # with fewer, a third is a turn, and a turn is no course
CHANGE = 0.2


class Course(StrEnum):
    """The values are those of `analytics.models.Insight.Course`."""

    IMPROVING = "improving"
    STEADY = "steady"
    WORSENING = "worsening"
    UNKNOWN = ""


def course(conversation: Conversation, scores: Sequence[float | None]) -> Course:
    """mean(last third) - mean(first third) of the scores of the customer's turns, beyond 0.2 either way.

    UNKNOWN where fewer than six turns of a known customer are rated.
    """
    rated = [score for _, score in rated_of_customer(conversation, scores)]
    if len(rated) < LEAST_TURNS:
        return Course.UNKNOWN
    third = len(rated) // 3
    change = fmean(rated[-third:]) - fmean(rated[:third])
    if change > CHANGE:
        return Course.IMPROVING
    return Course.WORSENING if change < -CHANGE else Course.STEADY


def rated_of_customer(conversation: Conversation, scores: Sequence[float | None]) -> list[tuple[Turn, float]]:
    """The customer's turns that have a score, in order."""
    return [
        (turn, score)
        for turn, score in zip(conversation.turns, scores, strict=True)
        if turn.role == Role.CUSTOMER and score is not None
    ]
