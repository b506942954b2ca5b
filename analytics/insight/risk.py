"""Whether a call is likely to come back as a complaint, to lose the customer, or has left them unhappy.

Estimates with reasons: each is a logistic combination of signs in the customer's turns, and its finding
names the signs and cites the turns. The weights are log odds (0.7 doubles the odds, 2.2 makes them
nine-fold), set by argument and not fitted, for the labelled calls hold too few escalations to fit
anything: a threat to take it further nearly settles the matter by itself; asking for a manager or leaving
does so together with one more sign; having called before or complaining all through makes trouble
likelier but is common; a customer who is content at the end has mostly been won back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from statistics import fmean

from analytics.insight import complaints, language, risk_cues
from analytics.insight.course import LEAST_TURNS, rated_of_customer
from analytics.insight.text import listed, plain
from analytics.insight.types import Conversation, Finding, Kind, Role, Rules, Turn

HIGH_FROM = 0.6
MEDIUM_FROM = 0.3
MANY_COMPLAINTS = 3  # turns

Rated = Sequence[tuple[Turn, float]]


class Sign(StrEnum):
    """What was noticed. The values complete the sentence "The customer …"."""

    MANAGER = "asks for a manager"
    FURTHER = "speaks of taking it further"
    LEAVES = "speaks of going elsewhere"
    CANCELS = "wants to cancel"
    BEFORE = "has been in touch about it before"
    COMPLAINS = "complains again and again"
    BAD_END = "sounds dissatisfied at the end"
    UNRESOLVED = "is left without a solution"
    CONTENT = "is content at the end"


@dataclass(frozen=True, slots=True)
class Risk:
    """`start` is the log odds of a call without any sign."""

    key: str
    start: float
    weights: Mapping[Sign, float]


RISKS = (
    Risk(
        "escalation",
        -3.0,
        {
            Sign.FURTHER: 2.8,
            Sign.MANAGER: 2.0,
            Sign.LEAVES: 1.5,
            Sign.CANCELS: 0.7,
            Sign.BEFORE: 1.2,
            Sign.COMPLAINS: 1.0,
            Sign.BAD_END: 1.0,
            Sign.UNRESOLVED: 0.8,
            Sign.CONTENT: -1.5,
        },
    ),
    Risk(
        "churn",
        -3.5,
        {
            Sign.LEAVES: 3.5,
            Sign.CANCELS: 3.0,
            Sign.FURTHER: 1.0,
            Sign.BEFORE: 0.7,
            Sign.COMPLAINS: 0.5,
            Sign.BAD_END: 0.7,
            Sign.UNRESOLVED: 0.5,
            Sign.CONTENT: -1.5,
        },
    ),
    Risk(
        "dissatisfied",
        -2.5,
        {
            Sign.BAD_END: 2.0,
            Sign.COMPLAINS: 1.5,
            Sign.FURTHER: 1.5,
            Sign.UNRESOLVED: 1.2,
            Sign.LEAVES: 1.0,
            Sign.MANAGER: 0.8,
            Sign.BEFORE: 0.8,
            Sign.CONTENT: -2.0,
        },
    ),
)
SPOKEN = {
    Sign.MANAGER: risk_cues.ASKS_FOR_MANAGER,
    Sign.FURTHER: risk_cues.TAKES_IT_FURTHER,
    Sign.LEAVES: risk_cues.LEAVES,
    Sign.CANCELS: risk_cues.CANCELS,
    Sign.BEFORE: risk_cues.CONTACTED_BEFORE,
}


def risks(
    conversation: Conversation,
    scores: Sequence[float | None],
    rules: Rules,
    *,
    outcome: Finding | None = None,
) -> tuple[Finding, ...]:
    """A finding for each risk that has a sign for it, most probable first; `score` is the probability.

    Details: {"risk", "probability", "level": "low", "medium" or "high", "signs": [in words, …]}. Empty
    where nobody knows which side is the customer, and in languages without sentiment.
    """
    if not language.has(conversation.language, language.Analysis.SENTIMENT):
        return ()
    signs = signs_of(conversation, scores, rules, outcome=outcome)
    found = [finding for risk in RISKS if (finding := _estimated(risk, signs))]
    return tuple(sorted(found, key=lambda finding: -(finding.score or 0.0)))


def signs_of(
    conversation: Conversation, scores: Sequence[float | None], rules: Rules, *, outcome: Finding | None
) -> dict[Sign, tuple[int, ...]]:
    """Each sign that shows, with the indexes of the turns it shows in; `satisfaction` uses them too."""
    signs = _signs(rated_of_customer(conversation, scores), rules)
    if outcome and outcome.details.get("label") == "unresolved":
        signs[Sign.UNRESOLVED] = outcome.evidence
    return signs


def _signs(rated: Rated, rules: Rules) -> dict[Sign, tuple[int, ...]]:
    seen = {sign: _saying(sign, rated) for sign in SPOKEN}
    seen[Sign.COMPLAINS] = _complaints(rated, rules)
    seen[Sign.BAD_END], seen[Sign.CONTENT] = _end(rated, rules)
    return {sign: turns for sign, turns in seen.items() if turns}


def _saying(sign: Sign, rated: Rated) -> tuple[int, ...]:
    return tuple(turn.index for turn, _ in rated if risk_cues.says(SPOKEN[sign], plain(turn.text)))


def _complaints(rated: Rated, rules: Rules) -> tuple[int, ...]:
    turns = tuple(
        turn.index
        for turn, score in rated
        if score <= rules.negative_to and complaints.count(plain(turn.text))
    )
    return turns if len(turns) >= MANY_COMPLAINTS else ()


def _end(rated: Rated, rules: Rules) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The turns of the last third that make it a bad end, or a good one; at most one holds turns."""
    if len(rated) < LEAST_TURNS:
        return (), ()
    last = rated[-(len(rated) // 3) :]
    bad = tuple(turn.index for turn, score in last if score <= rules.negative_to)
    good = tuple(turn.index for turn, score in last if score >= rules.positive_from)
    mean = fmean(score for _, score in last)
    if mean <= rules.bad_call_to:
        return bad, ()
    return ((), good) if mean >= rules.good_call_from else ((), ())


def _estimated(risk: Risk, signs: Mapping[Sign, tuple[int, ...]]) -> Finding | None:
    """None when nothing speaks for the risk."""
    seen = {sign: turns for sign, turns in signs.items() if sign in risk.weights}
    if not any(risk.weights[sign] > 0 for sign in seen):
        return None
    probability = round(1 / (1 + exp(-risk.start - sum(risk.weights[sign] for sign in seen))), 2)
    named = sorted(seen, key=lambda sign: -abs(risk.weights[sign]))
    return Finding(
        kind=Kind.RISK,
        text=_in_words(risk, named),
        role=Role.CUSTOMER,
        score=probability,
        evidence=tuple(sorted(set().union(*seen.values()))),
        details={
            "risk": risk.key,
            "probability": probability,
            "level": level(probability),
            "signs": [sign.value for sign in named],
        },
    )


def level(probability: float) -> str:
    if probability >= HIGH_FROM:
        return "high"
    return "medium" if probability >= MEDIUM_FROM else "low"


def _in_words(risk: Risk, signs: Sequence[Sign]) -> str:
    """What speaks for the risk, then what speaks against it."""
    raising = [sign.value for sign in signs if risk.weights[sign] > 0]
    lowering = [sign.value for sign in signs if risk.weights[sign] < 0]
    return f"The customer {listed(raising)}{', but ' + listed(lowering) if lowering else ''}."
