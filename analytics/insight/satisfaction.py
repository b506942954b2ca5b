"""Whether the customer is likely to be satisfied with the call, as an estimate with its reasons.

A logistic combination of signs in what the customer said and how the call ended, each with its turns. As for
the risks, the weights are log odds set by argument and not fitted: no labels of satisfaction are at hand, so
it is an ordering of calls and no share of customers. Praise and a good end speak for it, a threat or a bad
end against it; what was settled pleases less than what was left open annoys. Called by `report`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import exp

from analytics.insight import language
from analytics.insight.course import Course, rated_of_customer
from analytics.insight.risk import Sign, signs_of
from analytics.insight.text import cue, plain
from analytics.insight.types import Conversation, Finding, Kind, Role, Rules

SATISFIED_FROM, DISSATISFIED_TO = 0.7, 0.3
SUREST = 0.95  # what was never compared with an answer of a customer cannot be surer
LEAST_TURNS = 3  # of the customer, rated

PRAISE = cue(
    r"(?:you(?:'ve| have)?|that|this|it)(?:'s| is| was| been)? (?:been )?(?:so |very |really |extremely "
    r"|most )+"
    r"(?:helpful|kind|quick|fast|easy|friendly|patient|nice of you)",
    r"(?:you've|you have|you) been (?:a )?(?:helpful|great|brilliant|wonderful|fantastic|lovely|amazing|star"
    r"|great help|big help|lifesaver)",
    r"(?:great|excellent|fantastic|wonderful|brilliant|amazing|outstanding|good) (?:service|job|help)",
    r"(?:thank you|thanks) (?:so|very|ever so) much|(?:thanks|thank you) a (?:lot|million|bunch)",
    r"(?:really|very much|do|so) appreciate|(?:i'm|we're) (?:so |very |really )?(?:grateful|impressed"
    r"|pleased|relieved)",
    r"you(?:'ve)? (?:made|saved) my (?:day|life)|that's (?:such )?a (?:great )?relief"
    r"|couldn't have asked for",
)


class Reason(StrEnum):
    """What was noticed beside the signs of `risk`. The values complete "The customer …"."""

    PRAISES = "praises or thanks warmly"
    SETTLED = "has the matter settled"
    IMPROVES = "sounds better at the end than at the beginning"
    WORSENS = "sounds worse at the end than at the beginning"


WEIGHTS: Mapping[Sign | Reason, float] = {
    Reason.PRAISES: 1.5,
    Sign.CONTENT: 1.5,
    Reason.SETTLED: 0.8,
    Reason.IMPROVES: 0.7,
    Reason.WORSENS: -0.7,
    Sign.BEFORE: -0.7,
    Sign.CANCELS: -0.7,
    Sign.MANAGER: -1.2,
    Sign.COMPLAINS: -1.5,
    Sign.UNRESOLVED: -1.5,
    Sign.LEAVES: -1.5,
    Sign.BAD_END: -2.0,
    Sign.FURTHER: -2.5,
}
LABELS = {
    "satisfied": "Probably satisfied",
    "mixed": "Hard to tell",
    "dissatisfied": "Probably dissatisfied",
}


def satisfaction(
    conversation: Conversation,
    scores: Sequence[float | None],
    rules: Rules,
    *,
    outcome: Finding | None,
    course: Course,
) -> Finding | None:
    """None where too little of the customer was heard, or nothing speaks for or against it.

    `score` is the probability; details: {"label": "satisfied", "mixed" or "dissatisfied", "probability",
    "signs"}.
    """
    rated = rated_of_customer(conversation, scores)
    if len(rated) < LEAST_TURNS or not language.has(conversation.language, language.Analysis.SENTIMENT):
        return None
    signs = signs_of(conversation, scores, rules, outcome=outcome)
    seen: dict[Sign | Reason, tuple[int, ...]] = {sign: turns for sign, turns in signs.items()}  # noqa: C416
    seen[Reason.PRAISES] = tuple(
        turn.index
        for turn in conversation.turns
        if turn.role == Role.CUSTOMER and PRAISE.search(plain(turn.text))
    )
    if outcome and outcome.details.get("label") == "resolved":
        seen[Reason.SETTLED] = outcome.evidence
    seen |= _went(course, [turn.index for turn, _ in rated])
    return _estimated({sign: turns for sign, turns in seen.items() if turns and sign in WEIGHTS})


def _went(course: Course, turns: Sequence[int]) -> dict[Sign | Reason, tuple[int, ...]]:
    last = tuple(turns[-(len(turns) // 3) :])
    if course == Course.IMPROVING:
        return {Reason.IMPROVES: last}
    return {Reason.WORSENS: last} if course == Course.WORSENING else {}


def _estimated(seen: Mapping[Sign | Reason, tuple[int, ...]]) -> Finding | None:
    if not seen:
        return None
    likely = 1 / (1 + exp(-sum(WEIGHTS[sign] for sign in seen)))
    probability = round(min(max(likely, 1 - SUREST), SUREST), 2)
    named = sorted(seen, key=lambda sign: -abs(WEIGHTS[sign]))
    label = label_of(probability)
    return Finding(
        kind=Kind.SATISFACTION,
        text=f"The customer {_joined([str(sign.value) for sign in named])}.",
        role=Role.CUSTOMER,
        score=probability,
        evidence=tuple(sorted(set().union(*seen.values()))),
        details={"label": label, "probability": probability, "signs": [sign.value for sign in named]},
    )


def label_of(probability: float) -> str:
    if probability >= SATISFIED_FROM:
        return "satisfied"
    return "dissatisfied" if probability <= DISSATISFIED_TO else "mixed"


def _joined(parts: Sequence[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
