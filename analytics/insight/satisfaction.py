"""How satisfied the customer is when the call ends: satisfied, mixed, dissatisfied, or nobody can tell.

An estimate with reasons, as `risk` gives them, from the same signs and those that speak for the house:
an ordered logistic model over signs, each with the turns it shows in. The weights are log odds set by
argument, not fitted, for thirty labelled calls would only be learnt by heart: a matter that is left as it
stood, or a threat, outweighs politeness; a good end outweighs a bad beginning, because people rate a call
by its end (Kahneman's peak and end); thanks for something in particular count, "thank you, bye" does not.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import exp

from analytics.insight import language, risk_cues, sentiment
from analytics.insight.course import Course, course, rated_of_customer
from analytics.insight.risk import Sign, signs_of
from analytics.insight.text import cue, listed, plain
from analytics.insight.types import Conversation, Finding, Kind, Role, Rules, Turn

LEAST_TURNS = 3  # of the customer
SATISFIED_FROM, DISSATISFIED_TO = 1.0, -1.0  # log odds at which a side is as likely as not
ENOUGH = 1.1  # of all weights together; a single faint sign tells nothing
MOST = 3.2  # of their sum: signs overlap, and words alone make nobody surer than nine times in ten
LAST = 4  # turns of the customer that are the end of a call


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    MIXED = "mixed"
    DISSATISFIED = "dissatisfied"


class Liking(StrEnum):
    """What else was noticed, beside the signs of a risk. They complete "The customer …", too."""

    THANKS = "thanks for more than form's sake"
    PRAISES = "praises how it was handled"
    AGREES = "takes what is offered gladly"
    SOLVED = "has the matter settled"
    IMPROVES = "sounds better at the end than at the beginning"
    WORSENS = "sounds worse at the end than at the beginning"
    OBJECTS = "objects more than once"
    WAITS = "gets no answer to a question"
    BREAKS_OFF = "ends the call in anger"


WEIGHTS: Mapping[Sign | Liking, float] = {
    Liking.THANKS: 1.2,
    Liking.PRAISES: 1.5,
    Liking.AGREES: 0.7,
    Liking.SOLVED: 1.0,
    Liking.IMPROVES: 0.6,
    Sign.CONTENT: 0.7,
    Liking.WORSENS: -0.6,
    Liking.OBJECTS: -0.8,
    Liking.WAITS: -0.8,
    Liking.BREAKS_OFF: -1.0,
    Sign.UNRESOLVED: -1.8,
    Sign.FURTHER: -2.0,
    Sign.LEAVES: -1.5,
    Sign.MANAGER: -0.8,
    Sign.BEFORE: -0.8,
    Sign.COMPLAINS: -0.8,
    Sign.BAD_END: -1.2,
}
PRAISE = cue(
    r"you(?:'ve| have)?(?: \w+)? (?:been|were|are|'re) (?:\w+ )?(?:helpful|great|kind|patient|brilliant"
    r"|wonderful"
    r"|amazing|fantastic|a (?:star|legend|lifesaver|gem|great help)|the best|an angel)"
    r"|you're (?:\w+ )?(?:helpful"
    r"|kind|great|brilliant|wonderful|amazing|fantastic|a (?:star|legend|lifesaver|gem)|the best|an angel)",
    r"(?:that|this|it)(?:'s| is| was|'s been| has been)(?: \w+)? (?:quick|fast|easy|painless|helpful"
    r"|decent|kind)",
    r"(?:great|excellent|fantastic|wonderful|amazing|brilliant|good) (?:service|help|job|work|experience)",
    r"(?:impressed|pleasantly surprised|weight off my|made my (?:day|week)|big help|so helpful"
    r"|really helpful"
    r"|couldn't be happier|very (?:happy|pleased|satisfied) with)",
)
GLAD = cue(
    r"(?:that's|that is|that'd be|that would be|that'll be|sounds|it's|is|would be)(?: \w+)? (?:great"
    r"|perfect|wonderful"
    r"|brilliant|lovely|fantastic|excellent|awesome|ideal|amazing|fair|good(?= news|[.!,]|$))",
    r"(?:oh|okay|ah|yes|great|good|right|alright),? (?:great|perfect|wonderful|brilliant|lovely|fantastic"
    r"|excellent|awesome)",
    r"(?:great|perfect|wonderful|brilliant|lovely|fantastic|excellent|awesome)(?=[.!,])|that works"
    r"|works for me|suits me",
)
ANGRY_END = cue(
    r"(?:forget|scrap) it|i(?:'m| am) (?:done|hanging up|finished)|(?:this|that) is (?:useless|hopeless"
    r"|pointless|a joke)",
    r"(?:complete |total |what a )waste of (?:my )?time|(?:thanks|thank you) for nothing|don't bother"
    r"|whatever",
)
Seen = dict[Sign | Liking, tuple[int, ...]]

GRIEVED = (Sign.UNRESOLVED, Sign.FURTHER, Sign.LEAVES, Liking.BREAKS_OFF)


def satisfaction(
    conversation: Conversation,
    scores: Sequence[float | None],
    rules: Rules,
    *,
    outcome: Finding | None = None,
    objections: Sequence[Finding] = (),
    open_questions: Sequence[Finding] = (),
) -> Finding | None:
    """The most likely of the three; `score` runs from 0, dissatisfied, to 1, satisfied.

    Details: {"label", "probability" of the label, "signs": [in words, …]}. None, which is "unknown", where
    nobody knows which side is the customer, where the customer says too little or shows no sign, for
    messages and wrong numbers, and in languages without sentiment.
    """
    if not language.has(conversation.language, language.Analysis.SENTIMENT):
        return None
    if outcome and outcome.details.get("label") in ("voicemail", "wrong_number"):
        return None
    rated = rated_of_customer(conversation, scores)
    if len(rated) < LEAST_TURNS:
        return None
    signs = signs_of(conversation, scores, rules, outcome=outcome)
    seen: Seen = {sign: turns for sign, turns in signs.items() if sign in WEIGHTS}
    seen |= _likings([turn for turn, _ in rated])
    seen |= _of_the_call(outcome, objections, open_questions)
    seen |= _course(conversation, scores, rated)
    seen = _without_form(seen)
    if sum(abs(WEIGHTS[sign]) for sign in seen) < ENOUGH:
        return None
    return _estimated(seen)


def _without_form(seen: Seen) -> Seen:
    """Only signs that show; and "Great. Goodbye." at the end of a quarrel is no joy."""
    is_grieved = any(seen.get(sign) for sign in GRIEVED)
    idle = (Liking.AGREES, Liking.SOLVED) if is_grieved else ()
    return {sign: turns for sign, turns in seen.items() if turns and sign not in idle}


def _likings(turns: Sequence[Turn]) -> Seen:
    last = turns[-LAST:]
    return {
        Liking.THANKS: _saying(last, sentiment.HEARTFELT),
        Liking.PRAISES: _saying(last, PRAISE),
        Liking.AGREES: _saying(turns[len(turns) // 2 :], GLAD),
        Liking.BREAKS_OFF: _saying(last[-2:], ANGRY_END),
    }


def _saying(turns: Sequence[Turn], cues: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(turn.index for turn in turns if risk_cues.says(cues, plain(turn.text)))


def _of_the_call(
    outcome: Finding | None, objections: Sequence[Finding], open_questions: Sequence[Finding]
) -> Seen:
    objecting = sorted({index for finding in objections for index in finding.evidence})
    waiting = sorted({index for finding in open_questions for index in finding.evidence})
    is_settled = outcome is not None and outcome.details.get("label") == "resolved"
    return {
        Liking.SOLVED: outcome.evidence if outcome and is_settled else (),
        Liking.OBJECTS: tuple(objecting) if len(objecting) > 1 else (),
        Liking.WAITS: tuple(waiting),
    }


def _course(
    conversation: Conversation, scores: Sequence[float | None], rated: Sequence[tuple[Turn, float]]
) -> Seen:
    """The turns that moved: those of the last third with a feeling in them."""
    last = tuple(turn.index for turn, score in rated[-(len(rated) // 3) :] if score)
    match course(conversation, scores):
        case Course.IMPROVING:
            return {Liking.IMPROVES: last}
        case Course.WORSENING:
            return {Liking.WORSENS: last}
        case _:
            return {}


def _estimated(seen: Seen) -> Finding:
    total = max(-MOST, min(MOST, sum(WEIGHTS[sign] for sign in seen)))
    dissatisfied = _logistic(DISSATISFIED_TO - total)
    satisfied = _logistic(total - SATISFIED_FROM)
    chances = {
        Satisfaction.SATISFIED: satisfied,
        Satisfaction.MIXED: 1 - satisfied - dissatisfied,
        Satisfaction.DISSATISFIED: dissatisfied,
    }
    label = max(chances, key=lambda each: chances[each])
    # What speaks for the label first, for it is the reason; what speaks against it follows.
    named = sorted(
        seen, key=lambda sign: -WEIGHTS[sign] if label == Satisfaction.SATISFIED else WEIGHTS[sign]
    )
    return Finding(
        kind=Kind.SATISFACTION,
        text=_in_words(named),
        role=Role.CUSTOMER,
        score=round(satisfied + chances[Satisfaction.MIXED] / 2, 2),
        evidence=tuple(sorted(set().union(*seen.values()))),
        details={
            "label": str(label),
            "probability": round(chances[label], 2),
            "signs": [sign.value for sign in named],
        },
    )


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def _in_words(named: Sequence[Sign | Liking]) -> str:
    """ "The customer has the matter settled, but complains again and again." """
    is_good = WEIGHTS[named[0]] > 0
    same = [sign.value for sign in named if (WEIGHTS[sign] > 0) == is_good]
    other = [sign.value for sign in named if (WEIGHTS[sign] > 0) != is_good]
    return f"The customer {listed(same)}{', but ' + listed(other) if other else ''}."
