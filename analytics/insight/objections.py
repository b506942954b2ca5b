"""What the customer holds against an offer, a price, a date, or the way a matter is handled. English.

An objection answers somebody: what a caller tells before the agent has said anything to it is the reason
for the call, however cross it sounds. Called by `report`; `satisfaction` counts them.
"""

import re
from collections.abc import Iterator, Sequence

from analytics.insight import english, formulas, language, risk_cues
from analytics.insight.objection_cues import KINDS, Against
from analytics.insight.summary_cues import MOMENTARY
from analytics.insight.text import cue, plain, sentences, words
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn

LABELS = {
    Against.PRICE: "Price",
    Against.TIMING: "Timing",
    Against.CONTRACT: "Contract",
    Against.COMPETITOR: "Competitor",
    Against.AUTHORITY: "Not theirs to decide",
    Against.NEED: "No need",
    Against.TRUST: "Trust",
    Against.HANDLING: "Handling",
}
SORRY = cue(r"sorry|apologi[sz]e|understand")
HESITATION = re.compile(r"(?:,? ?\b(?:uh|um|er|erm|uhm|hmm|you know|i mean)\b,?)+", re.IGNORECASE)
# "Is it too late to change it?" wants to know; "Is that all? That's a lot." says so in another sentence.
ASKS = re.compile(
    r"^(?:(?:and|so|but|okay|oh|well),? )*(?:is|are|was|were|will|would|do|does|did|can|could|how|what"
    r"|when|where|which)\b",
    re.IGNORECASE,
)
# Questions that resist all the same.
RESISTS = cue(
    r"do (?:i|we) (?:really )?(?:have|need) to|how (?:do|can|should) (?:i|we) (?:know|trust|be sure)",
    r"what's the catch|what is the catch|why (?:do|should|would|must|did)|are you (?:serious|joking"
    r"|kidding)",
    r"(?:could|can|would) you (?:do|make it|match|knock|take|drop|give)|is th(?:is|at) (?:for real"
    r"|legit\w*)",
    r"come down on|(?:am|are) (?:i|we) supposed to|what would (?:i|we) (?:need|do|want)",
)


def objections(conversation: Conversation, *, reason: Finding | None = None) -> tuple[Finding, ...]:
    """In order of the call, one for each turn of the customer that objects; details: {"kind": Against}.

    `reason` is why the call was made. Empty where nobody knows which side is the customer, and in other
    languages than English.
    """
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return ()
    found = (_objection(turn) for turn in _reactions(conversation.spoken_by_people, reason))
    return tuple(finding for finding in found if finding)


def _reactions(people: Sequence[Turn], reason: Finding | None) -> Iterator[Turn]:
    """The customer's turns that answer something the agent has said to the matter."""
    told = reason.evidence[-1] if reason and reason.role == Role.CUSTOMER else -1
    has_greeted = has_asked = has_stated = False
    for turn in people:
        if turn.role == Role.AGENT:
            said = [sentence for sentence in sentences(turn.text) if _says_something(sentence)]
            has_asked = has_asked or bool(said)
            # The first turn opens the call, whatever it states: "You're speaking with Ann."
            has_stated = has_stated or (has_greeted and any(_states(sentence) for sentence in said))
            has_greeted = True
        elif turn.role == Role.CUSTOMER and (has_stated or (has_asked and turn.index > told)):
            yield turn


def _says_something(sentence: str) -> bool:
    return not formulas.is_formula(sentence) and bool(formulas.content_words(sentence))


def _states(sentence: str) -> bool:
    """Whether there is something to object to: no question, and no "let me look" or "I'm sorry"."""
    return not (sentence.endswith("?") or MOMENTARY.search(plain(sentence)) or SORRY.search(plain(sentence)))


def _objection(turn: Turn) -> Finding | None:
    """The turn's most telling objection, with the sentence it is made in."""
    said = [(sentence, _smooth(sentence)) for sentence in sentences(turn.text)]
    for kind in KINDS:
        for sentence, smooth in said:
            if _objects(smooth, kind):
                return Finding(Kind.OBJECTION, sentence, turn.role, None, (turn.index,), {"kind": str(kind)})
    return None


def _smooth(sentence: str) -> str:
    """Without hesitations and openers: "Well, that's, um, quite a lot" -> "that's quite a lot"."""
    bare = " ".join(HESITATION.sub(" ", plain(sentence)).split())
    while (first := words(bare)[:1]) and first[0] in english.OPENERS and ", " in bare:
        bare = bare.partition(", ")[2]
    return bare


def _objects(sentence: str, kind: Against) -> bool:
    if sentence.endswith("?") and ASKS.match(sentence) and not RESISTS.search(sentence):
        return False
    return any(risk_cues.says(cues, sentence) for cues in KINDS[kind])
