"""Who of the speakers is the agent, who the customer, and which voice is a recording.

Worked out from the direction of the call (who is called speaks first), from what people in these
roles say, and for two channels from the one that an admin named. Every piece of evidence is a log
odds; where they do not add up, nobody gets a role. No document says which side a UCM puts on which
channel, so the channel by itself is no evidence.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from calls.speech.channels import SPEAKER_OF_CHANNEL
from calls.speech.types import Segment, Speech

AGENT, CUSTOMER, SYSTEM = "agent", "customer", "system"

# Who is called speaks first, unless the recording starts late or the caller cannot wait.
FIRST = {"inbound": 2.0, "outbound": -2.0}
# Whom the settings call the agent: 95 %. A greeting and a few words of the other one outweigh it, for
# a system that puts whoever is called on one side has the agent there in half of its calls.
BELIEVED = 3.0
GREETING = 3  # a speaker's first utterances, in which he says who he is
SURE = 0.85  # probability from which roles are given

# What agents say, in the languages most calls are in, as log odds. Each counts once for a speaker.
AGENT_SAYS = (
    (2.5, r"how (can|may) i (help|assist)|what can i do for you|how can i be of"),
    (2.5, r"thank(s| you) for calling"),
    (2.0, r"(is there|was there) anything else|anything else i can"),
    (1.5, r"recorded line|calls? (is|are|may be|is being) (being )?(recorded|monitored)"),
    (1.0, r"\b(let me|i'll|i will) (just )?(check|have a look|take a look|look|see|pull|find)"),
    (1.0, r"\b(can|could|may) (i|you) (have|get|take|give me|confirm|verify|spell)\b"),
    (0.7, r"\bi'?m (really |so )?sorry (to hear|about|for)|apologi[sz]e"),
    (0.7, r"\b(i'll|i will|i can|we can) (send|book|transfer|put|schedule|arrange|offer)"),
    (2.5, r"en qué (le |te )?puedo ayudar|le atiende|wie kann ich (ihnen )?helfen|was kann ich für sie"),
    (2.5, r"(en quoi|comment) puis-je vous (aider|renseigner)|posso aiutar|posso ajudar"),
    (1.5, r"se graba|gracias por llamar|vielen dank für ihren anruf|merci d'avoir appelé"),
)
CUSTOMER_SAYS = (
    (1.0, r"\b(i'd|i would) like to|\bi (want|need|wanted|was hoping)\b"),
    (1.0, r"\bi have (a|an) (problem|question|issue|appointment|booking|reservation)"),
    (0.7, r"\b(isn't|doesn't|not|stopped) work(ing)?|\bbroken\b|\bhaving (trouble|problems)"),
    (0.7, r"\bmy (order|account|bill|car|card|appointment|phone|internet|invoice|statement|house)\b"),
    (1.0, r"thank(s| you) for (your|the|all your) help"),
    (1.0, r"\b(quería|quisiera|necesito|ich hätte gern|ich möchte|ich brauche|je voudrais|vorrei|queria)\b"),
)
# The one who called says so: in an inbound call the customer, in an outbound one the agent.
CALLER_SAYS = (1.5, r"\bi('m| am) (just )?calling|\bcalling (about|from|to|because)|\bi called\b")
GREETS = (1.0, r"\bspeaking\b|\bthis is \w+|\bmy name is")
# What only a recording says.
SYSTEM_SAYS = re.compile(
    r"\bpress (one|two|three|zero|\d)|(leave|record) (us )?(a|your) (\w+ )?message|after the (tone|beep)"
    r"|hold while (we|i) connect|your call is important|office is (currently |now )?closed|you have reached"
    r"|marque (uno|el)|deje su mensaje|drücken sie|nach dem (signal)?ton|appuyez sur|après le bip",
    re.IGNORECASE,
)
AT_MOST_RETURNS = 2  # times a recording starts again after somebody else has spoken


@dataclass(frozen=True, slots=True)
class Roles:
    """The role of each speaker, and the probability that they are right. Without any: not known."""

    of: dict[str, str]
    confidence: float


def with_roles(speech: Speech, *, direction: str, agent_channel: int | None = None) -> Speech:
    """The speech with the roles of its speakers, where they can be told.

    `agent_channel` is the agent's channel of recordings with two, 0 or 1, as far as the admin knows.
    """
    is_known = speech.channels == 2 and agent_channel is not None
    believed = SPEAKER_OF_CHANNEL[agent_channel or 0] if is_known else ""
    found = roles(speech.segments, direction=direction, believed=believed)
    if found.confidence < SURE:
        return speech
    segments = tuple(replace(segment, role=found.of[segment.speaker]) for segment in speech.segments)
    return replace(speech, segments=segments)


def without_speakers(speech: Speech) -> Speech:
    """The speech as if nobody knew who speaks: what is to be done when it is in doubt."""
    segments = tuple(replace(segment, speaker="", role="") for segment in speech.segments)
    return replace(speech, segments=segments)


def roles(segments: Sequence[Segment], *, direction: str, believed: str = "") -> Roles:
    """The roles of two or three speakers. `direction` is inbound, outbound or internal; `believed` is
    the speaker who should be the agent.

    Recordings apart, the customer is the one who sounds least like an agent: a second agent comes
    with a transfer, a second customer does not.
    """
    speakers = sorted({segment.speaker for segment in segments})
    if "" in speakers or not speakers:
        return Roles({}, 0.0)
    found = {speaker: SYSTEM for speaker in speakers if _is_recording(segments, speaker)}
    people = [speaker for speaker in speakers if speaker not in found]
    if len(people) == 1 and found:
        return Roles(found | {people[0]: AGENT if direction == "outbound" else CUSTOMER}, 0.9)
    if len(people) == 1 and believed:
        people.append("" if believed in people else believed)  # whose channel has no words
    if len(people) < 2:
        return Roles({}, 0.0)
    odds = {
        speaker: _agent_odds(segments, speaker, direction) + BELIEVED * (speaker == believed)
        for speaker in people
    }
    customer, next_one = sorted(people, key=lambda speaker: odds[speaker])[:2]
    found |= {speaker: CUSTOMER if speaker == customer else AGENT for speaker in people}
    return Roles(found, 1 / (1 + math.exp(odds[customer] - odds[next_one])))


def _is_recording(segments: Sequence[Segment], speaker: str) -> bool:
    """A voice that says what only recordings say, and does not converse."""
    said = " ".join(segment.text for segment in segments if segment.speaker == speaker)
    if not SYSTEM_SAYS.search(said) or _counts(AGENT_SAYS[0], said.lower()):
        return False
    turns = [name for name, _ in groupby(segment.speaker for segment in segments)]
    return turns.count(speaker) - 1 <= AT_MOST_RETURNS


def _agent_odds(segments: Sequence[Segment], speaker: str, direction: str) -> float:
    """The log odds of being the agent, from all that this speaker says."""
    own = [segment.text.lower() for segment in segments if segment.speaker == speaker]
    said, greeting = " ".join(own), " ".join(own[:GREETING])
    odds = sum(_counts(cue, said) for cue in AGENT_SAYS) - sum(_counts(cue, said) for cue in CUSTOMER_SAYS)
    caller = _counts(CALLER_SAYS, greeting)
    odds += {"inbound": -caller, "outbound": caller}.get(direction, 0.0)
    if direction == "inbound":
        odds += _counts(GREETS, " ".join(own[:1]))
    return odds + FIRST.get(direction, 0.0) * (_first(segments) == speaker)


def _first(segments: Sequence[Segment]) -> str:
    """The first person to speak: a recording before him has no part in it."""
    for segment in segments:
        if not _is_recording(segments, segment.speaker):
            return segment.speaker
    return ""


def _counts(cue: tuple[float, str], text: str) -> float:
    weight, pattern = cue
    return weight if re.search(pattern, text) else 0.0
