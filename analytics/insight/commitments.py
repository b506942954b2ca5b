"""What somebody is to do after the call, who, and until when: promises made and requests not refused.

English cues of business calls: a verb of doing after "I'll", "we will", "you'll need to", "please". What
is done at once, on the line ("let me check"), and what somebody will not do are none. Called by `report`.
"""

import re
from dataclasses import replace

from analytics.insight import formulas, language
from analytics.insight.due import WHEN, due
from analytics.insight.summary_cues import MOMENTARY
from analytics.insight.text import cue, plain, sentences
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn

MOST = 12
SAME = 0.6  # share of the words of two sentences that makes them one commitment

_DO = (
    r"(?:e-?mail|send|text|call|ring|phone|contact|book|order|ship|deliver|bring|come|arrange|schedule|refund"
    r"|credit|cancel|update|change|correct|fix|repair|replace"
    r"|open|raise|file|forward|pass|put|add|note|confirm"
    r"|get back|get in touch|follow up|prepare|pay|return|sign|fill|drop|pick|collect|issue|process|set up"
    r"|post|mail|talk to|speak (?:to|with)|look into|find out|reach out|remind|review|reserve|block|escalate"
    r"|investigate|check (?:with|on)|submit|upload|print|pack|transfer the|extend|waive|reset|resend|swap"
    r"|give (?:you|him|her|them|me|us|it) (?:a|the)|let (?:you|him|her|them|me|us) know|make sure|be there"
    r"|have (?:\w+ ){1,3}(?:call|ring|contact|come|send|look)|get (?:\w+ ){1,4}(?:out|over|sent|sorted|to)"
    r"|meet|visit|stop by|come by|try again|call back|get that|get it|take it (?:to|up)|take care of)"
)
_OFTEN = r"(?: (?:also|then|just|definitely|personally|gladly|certainly|now|go ahead and))*"
OWN = cue(
    rf"(?:i|we)(?:'ll| will|'m going to| am going to|'re going to| are going to| can){_OFTEN} {_DO}",
    rf"(?:i|we) promise{_OFTEN} to {_DO}",
    r"(?:i'm|we're|i am|we are)(?: just| now)? (?:sending|booking|ordering|refunding|blocking|cancell?ing"
    r"|e-?mailing|opening|putting|arranging|processing|crediting|ordering|shipping|taking (?:the|off|that))",
    rf"(?:he|she|they|someone|somebody|one of our \w+|(?:our|the|a"
    rf"|my) \w+(?: \w+)?)(?:'ll| will){_OFTEN} {_DO}",
)
# Whatever it is, with a time it is a promise.
TIMED = cue(r"(?:i|we)(?:'ll| will| can)(?: \w+)? (?!be |see |think |have to |need )\w+ \w+")
ASKED = cue(
    rf"you(?:'ll| will)?(?: just)? (?:need|have) to{_OFTEN} {_DO}",
    rf"(?:please|just)(?: do)? {_DO}(?! hold)",
    rf"(?:could|can|would|will) (?:you|somebody|someone)(?: please| just| also)* {_DO}",
    rf"if (?:you|somebody|someone) could(?: please| just)* {_DO}",
    rf"(?:don't forget|remember|make sure|i(?:'d| would) like you|i need you) to {_DO}",
    rf"you (?:should|must){_OFTEN} {_DO}",
)
REFUSED = cue(r"won't|will not|can't|cannot|not going to|don't (?!forget)|no need to|wouldn't")
CONDITION = re.compile(
    r"^(?:(?:and|so|but) )?(?:if (?!you could|somebody could)|unless|when|in case)\b", re.IGNORECASE
)
AT_ONCE = cue(
    r"(?:spell|repeat|tell me|say that|confirm your|confirm the|give me (?:a|one|your|the))",
    r"put (?:you|me) (?:on|through|back)|transfer (?:you|me)",
    r"call (?:him|it|that|you) (?:an?|the)",
)
OTHER_SIDE = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}


def commitments(conversation: Conversation) -> tuple[Finding, ...]:
    """In order of the call, at most MOST. Details: owner (a Role or ""), due (ISO date or ""), due_text."""
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return ()
    found: list[Finding] = []
    for turn in conversation.spoken_by_people:
        for sentence in sentences(turn.text):
            if owner := _owner(sentence, turn):
                _keep(found, _finding(sentence, turn, owner, conversation))
    return tuple(found[:MOST])


def _owner(sentence: str, turn: Turn) -> str | None:
    """Who has to act: the role, "?" where roles are not known, None where nobody has to."""
    said = plain(sentence)
    if REFUSED.search(said) or MOMENTARY.search(said) or AT_ONCE.search(said) or CONDITION.match(said):
        return None
    is_timed = bool(TIMED.search(said) and WHEN.search(said))
    if (is_timed or OWN.search(said)) and not said.endswith("?"):
        return turn.role or "?"
    if ASKED.search(said):
        return OTHER_SIDE.get(Role(turn.role), "?") if turn.role else "?"
    return None


def _finding(sentence: str, turn: Turn, owner: str, conversation: Conversation) -> Finding:
    time = due(sentence, now=conversation.started_at)
    details = {
        "owner": "" if owner == "?" else str(owner),
        "due": time.day.isoformat() if time and time.day else "",
        "due_text": time.text if time else "",
    }
    return Finding(Kind.ACTION, sentence, turn.role, None, (turn.index,), details)


def _keep(found: list[Finding], new: Finding) -> None:
    """A commitment that is said again is one, resting on both; the later time counts."""
    for place, old in enumerate(found):
        if old.details["owner"] == new.details["owner"] and _alike(old.text, new.text):
            evidence = tuple(sorted({*old.evidence, *new.evidence}))
            details = new.details if new.details["due_text"] else old.details
            found[place] = replace(old, evidence=evidence, details=details)
            return
    found.append(new)


def _alike(one: str, other: str) -> bool:
    first, second = set(formulas.content_words(one)), set(formulas.content_words(other))
    return bool(first and second) and len(first & second) > SAME * min(len(first), len(second))
