"""How a call ended: settled, to be followed up, left open, a message, or a wrong number. English.

The second half of a call tells it, by cues; each label rests on the turns that were taken for it, and
where nothing tells, there is no outcome. Called by `report`; `risk` takes "unresolved" for a sign.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby, islice, pairwise

from analytics.insight import language, risk_cues
from analytics.insight.text import cue, plain, sentences
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn


class Outcome(StrEnum):
    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    UNRESOLVED = "unresolved"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"


LABELS = {
    Outcome.RESOLVED: "Settled in this call",
    Outcome.FOLLOW_UP: "To be followed up",
    Outcome.UNRESOLVED: "Left open",
    Outcome.VOICEMAIL: "A message was left",
    Outcome.WRONG_NUMBER: "Wrong number",
}
SHORT = 12  # changes of the floor; a wrong number is noticed soon
ENDING = 0.5  # share of the turns after which a call comes to its end

WRONG = cue(
    r"is(?:n't| not) this the|is this not|you(?:'ve)? dial(?:l?ed)",
    r"wrong number|wrong (?:extension|person|company)|(?:dialed|dialled) (?:the )?wrong|misdial\w*",
)
MACHINE = cue(
    r"leave (?:a|your|me a) (?:message|name)|after the (?:tone|beep)|voice ?mail|record your message",
    r"can't (?:come to|take|answer) (?:the|your) (?:phone|call)|(?:is|am|are) not available right now",
)
PENDING = cue(
    r"(?:while|until) (?:i|we|they) (?:investigate|check|look|review|decide)|goes? to (?:the|our) \w+ team",
    r"\w+(?:'ll| will) (?:call|ring|phone|contact) (?:you|me|him|her|them)",
    r"have (?:\w+ ){1,3}(?:ring|call|contact|phone)|(?:open|rais|fil)(?:e|es|ed|ing) (?:a|the) \w+",
    r"(?:call|ring|phone|get|write|come|contact) (?:you )?back|follow(?:ing)? up|look into|find out",
    r"escalat\w+",
    r"(?:open|raise|file)(?:ed|d|ing)? (?:a|the|an) (?:\w+ )?(?:ticket|case|dispute|claim|complaint)",
    r"(?:i|we|he|she|they)(?:'ll| will) (?:let you know|check with|ask (?:the"
    r"|my|our)|speak (?:to|with)|investigate)",
    r"(?:get|be) (?:back to|in touch with) you",
    r"as soon as (?:i|we) (?:know|hear|have)|think (?:about it|it over)",
    r"(?:waiting|(?<!don't )(?<!not )wait) (?:for|to hear)|pending|under review",
    r"(?:i'll|we'll|let me) call again|try again (?:later|tomorrow)",
)
REFUSAL = cue(
    r"(?:nothing|not much) (?:else |more )?(?:i|we|you) can do",
    r"there's nothing|(?:i|we) (?:can't|cannot) (?:do|help|offer)",
    r"not (?:able|allowed|authorized|authorised) to|this is (?:ridiculous|unacceptable|useless)|useless",
    r"(?:still|that) (?:doesn't|does not|isn't|is not|not) (?:help\w*|work\w*|good enough|acceptable|fair)",
    r"(?:i'm|i am) not (?:happy|satisfied)|forget it|never mind",
    r"waste of (?:my )?time|not interested|no thank you",
    r"you'll (?:be hearing|hear) from",
)
SETTLED = cue(
    r"(?:that's|that is|it's|sounds|looks) (?:all )?(?:perfect|great"
    r"|wonderful|sorted|fixed|done|fantastic|excellent)",
    r"that (?:works|worked|did it|solves it|helps)",
    r"it(?:'s| is) (?:working|fixed|back|done)|you're all set|all set",
    r"(?:i've|i have|we've|you're|you are) (?:just )?(?:booked|updated|changed"
    r"|cancell?ed|refunded|reset|confirmed|added)",
    r"(?:see you|see him|see them) (?:on|at|then|tomorrow|next|mon|tues|wednes|thurs|fri|satur|sun)\w*",
    r"problem solved|thank you (?:so|very) much|thanks so much",
    r"you(?:'ve)? been (?:so |very |really )?(?:helpful|great|kind)",
)
MORE = cue(r"(?:any|some)thing (?:else|more)|what else|(?:any )?(?:other|more|further) questions|is that all")
NO_MORE = cue(
    r"that(?:'s| is| was|'ll be| will be| would be| should be|'s gonna be| was gonna be)(?: \w+)? "
    r"(?:it|all|everything)(?: for (?:now|today)| thanks| thank you| i (?:need|needed"
    r"|wanted))*(?=[ ,]*(?:[.,!]|$|th|bye|i\b))",
    r"that's all i|(?:all|everything) i need(?:ed)? (?:for )?(?:today|now)|nothing else|i(?:'m"
    r"| am) all set",
)
DECLINES = re.compile(r"^\W*(?:(?:uh|um|oh|okay|well|i think)\W+)*(?:no|nope|nah|nothing)\b", re.IGNORECASE)
CONDITION = re.compile(
    r"^\W*(?:(?:and|so|but|okay|or|well)\W+)*(?:if|unless|in case|should you)\b", re.IGNORECASE
)
THREATS = (risk_cues.ASKS_FOR_MANAGER, risk_cues.TAKES_IT_FURTHER, risk_cues.LEAVES)
PLEASED = cue(
    r"thank(?:s| you)|great|perfect|lovely|brilliant|wonderful|sounds good|that'll do|will do|cheers"
)


def outcome(conversation: Conversation) -> Finding | None:
    """A finding whose details hold the label; None where nothing tells how the call ended."""
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return None
    people = conversation.spoken_by_people
    label, turns = _label(conversation.turns, people)
    if not turns:
        return None
    evidence = tuple(sorted({turn.index for turn in turns}))[-3:]
    role = turns[-1].role
    return Finding(Kind.OUTCOME, LABELS[label], role, None, evidence, {"label": str(label)})


def _label(every: Sequence[Turn], people: Sequence[Turn]) -> tuple[Outcome, list[Turn]]:
    if (wrong := _saying(_first(people, SHORT), WRONG)) and len(people) == len(_first(people, 2 * SHORT)):
        return Outcome.WRONG_NUMBER, wrong
    if (machine := _saying(every[:4], MACHINE)) and len({turn.role for turn in people}) < 2:
        return Outcome.VOICEMAIL, machine
    start = int(len(people) * ENDING)
    ending, wants_no_more = people[start:], _wanting_no_more(people, start)
    refused = [
        turn
        for turn in ending
        if turn.role != Role.AGENT and turn not in wants_no_more and _is_refused(_meant(turn.text))
    ]
    settled = _saying(ending, SETTLED)
    pending = [turn for turn in ending if PENDING.search(_meant(turn.text))]
    content = [turn for turn in settled if turn.role != Role.AGENT]
    if refused and (not content or refused[-1].index > content[-1].index):
        return Outcome.UNRESOLVED, refused
    if pending:
        return Outcome.FOLLOW_UP, pending
    return Outcome.RESOLVED, settled or _content_at_the_end(people) or wants_no_more


def _first(people: Sequence[Turn], runs: int) -> list[Turn]:
    """What is said until the floor has changed so often; recognisers cut one answer into many turns.

    Where nobody knows who speaks, every turn counts."""
    if len({(turn.role, turn.speaker) for turn in people}) < 2:
        return list(people[:runs])
    sides = groupby(people, key=lambda turn: (turn.role, turn.speaker))
    return [turn for _, run in islice(sides, runs) for turn in run]


def _meant(text: str) -> str:
    """Without what only might be: "If it swells up, call us" is no next step."""
    return " ".join(sentence for sentence in sentences(plain(text)) if not CONDITION.match(sentence))


def _wanting_no_more(people: Sequence[Turn], start: int) -> list[Turn]:
    """Where somebody from `start` on is asked whether there is anything else, and there is not."""
    return [
        turn
        for asked, turn in pairwise(people[max(0, start - 1) :])
        if turn.role != Role.AGENT
        and (
            NO_MORE.search(plain(turn.text)) or (MORE.search(plain(asked.text)) and DECLINES.match(turn.text))
        )
    ]


def _is_refused(text: str) -> bool:
    return bool(REFUSAL.search(text)) or any(risk_cues.says(cues, text) for cues in THREATS)


def _content_at_the_end(people: Sequence[Turn]) -> list[Turn]:
    """The last words of whoever is served, where they are pleased ones and both have spoken."""
    if len({turn.role or turn.speaker for turn in people}) < 2:
        return []
    return _saying([turn for turn in people if turn.role != Role.AGENT][-3:], PLEASED)


def _saying(turns: Sequence[Turn], cues: re.Pattern[str]) -> list[Turn]:
    return [turn for turn in turns if cues.search(plain(turn.text))]
