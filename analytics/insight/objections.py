"""What customers hold against an offer, a solution or how they are served: price, time, trust, …. English.

Told by cues in the customer's own sentences, so only where it is known who the customer is. A cue that is
denied ("it's not too expensive") or asked about by the agent is none. Called by `report`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.insight import complaints, language, risk_cues
from analytics.insight.text import cue, plain, sentences
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn


@dataclass(frozen=True, slots=True)
class Objection:
    """`cues` count unless a word of denial stands up to three words before; `flat` ones always."""

    kind: str
    cues: re.Pattern[str] | None
    flat: re.Pattern[str] | None = None


_SOMEBODY = (
    r"(?:my|our|the) (?:wife|husband|partner|spouse|boss|manager|board|director|colleagues?|team|landlord"
    r"|accountant|parents|mother|father|mum|mom|dad|son|daughter|family|it (?:people|department)|owner)"
)
_FIRM = r"(?:company|provider|supplier|firm|bank|shop|vendor|competitor|insurer|carrier)"
OBJECTIONS = (
    Objection(
        "price",
        cue(
            r"too (?:expensive|dear|pricey|costly|steep|high a price)|(?:a )?(?:bit|little) (?:steep"
            r"|pricey|dear)",
            r"(?:over|above|beyond|outside|out of) (?:my|our|the) (?:budget|price range|means)",
            r"(?:a )?rip[- ]?off|daylight robbery|overpriced|extortionate",
            r"(?:costs?|costing|charging|charge|pay(?:ing)?) (?:me |us |you )?(?:too|so|that|this) much",
            r"(?:quite|rather|such|an awful|a hell of) (?:a )?lot(?: of money)?(?:,? (?:isn't it|just|for"
            r"|to))",
            r"(?:bit|little|lot|much|way|far)? ?more than (?:i|we)(?:'d| had| have"
            r"|'ve)? (?:\w+ )?(?:planned|expected|wanted|thought"
            r"|budgeted|paid|hoped)",
            r"(?:too|so) much (?:money|for (?:a|an|the|that|this|what))|that's a lot of money",
            r"(?:get|got|find|found|buy|have|seen) (?:it|this|that|one|them|the same)(?: \w+)? cheaper",
        ),
        cue(
            r"(?:haven't got|don't have|no) (?:the |any )?(?:budget|money)|budget (?:isn't|is not"
            r"|hasn't been)",
            r"(?:can't|cannot|can not|couldn't) (?:really )?afford|not worth (?:it|the|that)",
            r"(?:isn't|is not|not) (?:good |great )?value",
        ),
    ),
    Objection(
        "time",
        cue(
            r"too (?:late|far (?:off|away)|long (?:to wait|a wait))|takes? (?:too|far too|way too|so) long",
            r"(?:awfully|terribly|very|quite|pretty|really|rather) long(?! (?:ago|way|list|story))",
            r"(?:might|could|would|will|that's|going to) be (?:a bit |rather |very |really )?tight",
            r"(?:far|way|much) too late|that's (?:weeks|months|ages) away",
            r"(?:next year|another time|some other time|later in the year) (?:maybe|perhaps|would be better)",
            r"(?:maybe|perhaps) (?:next year|another time|some other time|later in the year)",
        ),
        cue(
            r"(?:can't|cannot|won't|couldn't) wait (?:that|so|until|till|any|for (?:a|two|three|another))",
            r"(?:not|isn't|is not) (?:a |the )?(?:good|right|best) (?:time|moment)",
            r"(?:not|never) (?:going to wait|waiting) (?:another|that|so|until|till|any|for)",
            r"need (?:it|them|that|this|him|her|somebody|someone) (?:\w+ )?(?:before|sooner|earlier)",
            r"how (?:much longer|long is (?:that|this|it) (?:going to|gonna))",
            r"(?:haven't got|don't have|have no|no) time (?:for|to|right|now|at)",
        ),
    ),
    Objection(
        "need",
        None,
        cue(
            r"(?:don't|do not|doesn't|won't) (?:really |actually |think (?:i|we) )?(?:need|want) "
            r"(?:it|that|this|one|any|another|a|the|all (?:of )?th\w+)",
            r"not (?:really )?interested|no use for|(?:don't|do not|can't) see (?:the point|why (?:i|we))",
            r"(?:i|we)(?:'ve)? (?:already )?(?:have|got|had) (?:a|another) contract",
            r"(?:already (?:have|got)|(?:i|we)(?:'ve)? already (?:have|got|had)) (?:one|something"
            r"|somebody|someone|that|all that)",
            r"(?:perfectly |quite |very )?(?:happy|fine|content|satisfied) with (?:what|the one|how)",
        ),
    ),
    Objection(
        "competitor",
        cue(
            rf"(?:another|other|different|rival|current|present) {_FIRM}s? (?:\w+ ){{0,4}}?"
            r"(?:offer\w*|quot\w*|cheaper|less|better|charg\w*|do(?:es)? it)",
            r"(?:better|cheaper|lower|good) (?:offer|quote|deal|price|rate) (?:from|at|with|elsewhere"
            r"|somewhere)",
            r"(?:got|had|have|made me|offers? me|gave me|given me) (?:\w+ )?(?:better|cheaper"
            r"|lower) (?:offer|quote|deal|price|rate)",
            r"going with (?:some(?:one|body) else|another|a different)",
            rf"(?:happy|fine|content) with (?:my|our) (?:current|present|own|existing) (?:{_FIRM}|one)",
        ),
    ),
    Objection(
        "trust",
        cue(
            r"how (?:do|can|would) (?:i|we) (?:know|be sure)|(?:sounds|looks|feels) like a (?:scam|con"
            r"|trick)",
            r"what's the catch|too good to be true|(?:heard|read|seen) (?:\w+ )?(?:bad|terrible|awful) \w+",
            r"(?:sounds|seems|looks) (?:a bit |rather |very )?(?:suspicious|dodgy|fishy)",
            r"burn(?:ed|t) (?:before|once|last time)",
        ),
        cue(
            r"(?:don't|do not|can't|cannot|won't) (?:\w+ )?(?:trust (?:you|that|this|it|them)"
            r"|believe (?:you|them|a word))"
        ),
    ),
    Objection(
        "decision",
        cue(
            rf"(?:have|need|got|want|like) to (?:\w+ )?(?:ask|check with|talk (?:to|with)|speak (?:to|with)"
            rf"|discuss (?:it|this|that) with|run (?:it|this|that) (?:by|past)) {_SOMEBODY}",
            rf"{_SOMEBODY} (?:decides|makes (?:the|those|these|that) decisions?|will have to decide)",
            r"(?:need|want|have|like) to think (?:about it|it over|that over|on it)|sleep on it",
        ),
        cue(r"(?:not|isn't) (?:my decision|up to me|for me to (?:decide|say))"),
    ),
    Objection(
        "terms",
        cue(
            r"(?:be|being|get|getting|am|i'm|we're) (?:locked|tied|roped) (?:in|into|down)"
            r"|(?:cancellation|exit|termination"
            r"|restocking) (?:fee|charge)s?",
            r"(?:small|fine) print|long (?:a )?contract|(?:twelve|eighteen|twenty-four"
            r"|\d+)[- ]month contract",
            r"strings attached|hidden (?:fees?|costs?|charges?)",
        ),
        cue(r"(?:don't|do not|not|never) (?:\w+ ){0,2}to (?:be|get) (?:locked|tied|roped) (?:in|into|down)"),
    ),
    Objection(
        "fairness",
        cue(
            r"why (?:should|do|would) (?:i|we) (?:have to )?pay",
            r"(?:want|expect|deserve|entitled to) (?:\w+ )?(?:money off|compensation|a discount"
            r"|a refund for)",
        ),
        cue(
            r"(?:not|isn't|hardly) (?:\w+ )?(?:fair|acceptable|good enough)|unacceptable|unfair"
            r"|not (?:\w+ )?(?:my|our) (?:fault|mistake|problem)",
            r"(?:shouldn't|should not) (?:have to )?(?:pay|be charged|cost)",
            r"(?:won't|will not|not going to|refuse to|i'm not|not prepared to) pay(?:ing)?",
        ),
    ),
)
# How they are served, or not: what makes a risk is an objection too.
HANDLING = (
    risk_cues.TAKES_IT_FURTHER,
    risk_cues.LEAVES,
    risk_cues.CONTACTED_BEFORE,
    complaints.DELAY,
    cue(
        r"(?:you must be|you're|are you|you've got to be) (?:joking|kidding)|unbelievable|ridiculous"
        r"|outrageous",
        r"(?:that's|this is|it's) a (?:joke|disgrace|scandal)|(?<![a-z] )come on(?=[,.!])",
        r"(?:i|we) (?:was|were) (?:told|promised|assured|quoted)|(?:not|isn't) what (?:i|we) (?:was"
        r"|were) (?:told|promised)",
        r"(?:nobody|no one) (?:\w+ )?(?:told|asked|called|informed|warned|said)",
        r"(?:waited|been waiting|waiting) (?:for )?(?:\w+ ){0,2}(?:minutes|hours|days|weeks|months)",
        r"don't bother|(?:do i|must i|have to) (?:\w+ ){1,6}again",
    ),
)
OPENING = 2  # turns of the customer
DENIED = re.compile(
    r"\b(?:not|no|never|isn't|wasn't|aren't|don't|doesn't|didn't|hardly|nothing)(?: \w+){0,2} $", re.I
)


def objections(conversation: Conversation) -> tuple[Finding, ...]:
    """A finding for each sentence of the customer that objects, with its turn; details: {"objection": kind}.

    Kinds: price, time, need, competitor, trust, decision, terms, fairness, handling.
    """
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return ()
    own = [turn for turn in conversation.turns if turn.role == Role.CUSTOMER]
    return tuple(
        Finding(Kind.OBJECTION, sentence, turn.role, None, (turn.index,), {"objection": kind})
        for place, turn in enumerate(own)
        for sentence, kind in _objecting(turn)
        # What a call opens with is its reason; it resists nothing yet.
        if kind != "handling" or place >= OPENING
    )


def _objecting(turn: Turn) -> Iterator[tuple[str, str]]:
    for sentence in sentences(turn.text):
        if kind := kind_of(sentence):
            yield sentence, kind


def kind_of(sentence: str) -> str:
    """The kind of the first objection that a sentence makes, or ""."""
    text = plain(sentence)
    for objection in OBJECTIONS:
        if objection.flat and objection.flat.search(text):
            return objection.kind
        found = objection.cues.search(text) if objection.cues else None
        if found and not DENIED.search(text[: found.start()]):
            return objection.kind
    return "handling" if any(risk_cues.says(cues, text) for cues in HANDLING) else ""
