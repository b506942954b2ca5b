"""What the legs of one session amount to: who called whom, who answered, how long they talked.

Called by ingestion each time a session gains a leg. A UCM writes a row for every phone that rang and
for every announcement, IVR and voicemail box in between, most of them “ANSWERED”; the rules here
were drawn from 2 700 legs captured on real systems.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ucm.protocol.cdr import LONGEST, LegRecord


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Disposition(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, repr=False)
class CallFacts:
    """One conversation. Times in UTC, durations in whole seconds, "" where a fact is not known.

    `agent_number` is the extension that answered first (inbound) or that called (otherwise); of an
    inbound call nobody answered, the one extension that rang, "" if several did. `customer_number`
    is the outside party, "" on internal calls. `ring_seconds` is the time until a person answered,
    announcements and menus included; unanswered, until voicemail took over or the caller gave up.
    `queue_wait_seconds` counts from the first queue or ring group, None where there was none;
    `answering_count` is how many different numbers a person answered on: 2 after a transfer.
    """

    direction: Direction
    disposition: Disposition
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    caller_number: str
    caller_name: str
    callee_number: str
    agent_number: str
    customer_number: str
    customer_name: str
    queue: str
    trunk: str
    ring_seconds: int
    talk_seconds: int
    duration_seconds: int
    queue_wait_seconds: int | None
    answering_count: int


MACHINES = frozenset({"voicemail", "readexten", "playback", "background", "park", "parkedcall", "forkcdr"})
"""Dialplan applications (`lastapp`, lower case) that answer without a person."""

API_CALLER = "api"
"""`src` of the leg by which a click-to-call first rings the person who clicked; nobody is called by it."""

MOST_ANSWERING = 1_000
"""More than any conversation has; damaged records may name more, and a database's small integer ends."""

_FEATURE = re.compile(r"([A-Za-z ]+)\[([^\]]*)\]")
_SIDES = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND, "external": Direction.INBOUND}


def group_by_session(legs: Iterable[LegRecord]) -> dict[str, tuple[LegRecord, ...]]:
    """Legs by call, calls in order of first sight. The UCM's own groups mix calls after a transfer."""
    groups: dict[str, list[LegRecord]] = {}
    for leg in legs:
        groups.setdefault(leg.session, []).append(leg)
    return {session: tuple(group) for session, group in groups.items()}


def reduce_legs(legs: Sequence[LegRecord]) -> CallFacts:
    """The facts of one session. The order and repetition of `legs` do not matter; none is an error.

    Raises ValueError on an empty sequence.
    """
    if not legs:
        raise ValueError("A conversation has at least one leg.")
    everything = _in_order(legs)
    legs = [leg for leg in everything if leg.src != API_CALLER] or everything
    first, people = legs[0], _answered_by_people(legs)
    direction = _direction(legs)
    answered_at = min((leg.answer for leg in people if leg.answer), default=None)
    started_at, ended_at = everything[0].start, max(leg.end for leg in everything)
    customer = {Direction.INBOUND: first.src, Direction.OUTBOUND: first.dst}.get(direction, "")
    return CallFacts(
        direction=direction,
        disposition=_disposition(legs, people),
        started_at=started_at,
        answered_at=answered_at,
        ended_at=ended_at,
        caller_number=first.src,
        caller_name=_first(leg.caller_name for leg in legs),
        callee_number=first.dst,
        agent_number=_agent(legs, people) if direction is Direction.INBOUND else first.src,
        customer_number=customer,
        customer_name=_first(leg.caller_name for leg in legs) if direction is Direction.INBOUND else "",
        queue=_first(number for leg in legs for kind, number in [_feature(leg)] if kind in _SHARED),
        trunk=_first(leg.src_trunk or leg.dst_trunk for leg in legs),
        ring_seconds=_whole((answered_at or _given_up_at(legs, ended_at)) - started_at),
        talk_seconds=_talk_seconds(people),
        duration_seconds=_whole(ended_at - started_at),
        queue_wait_seconds=_queue_wait(legs, people, ended_at),
        answering_count=min(len({_target(leg) for leg in people}), MOST_ANSWERING),
    )


_SHARED = ("QUEUE", "RINGGROUP")


def _in_order(legs: Sequence[LegRecord]) -> list[LegRecord]:
    # The row number breaks ties among legs that rang in the same second.
    unique = {leg.key: leg for leg in legs}.values()
    return sorted(unique, key=lambda leg: (leg.start, leg.acct_id.zfill(12), leg.key))


def _feature(leg: LegRecord) -> tuple[str, str]:
    """`RINGGROUP[6400]` as ("RINGGROUP", "6400"); ("DIAL", "") where no number is named."""
    match = _FEATURE.fullmatch(leg.action_type)
    return (match[1].upper(), match[2]) if match else (leg.action_type.upper(), "")


def _is_voicemail(leg: LegRecord) -> bool:
    return _feature(leg)[0] == "VM" or leg.last_app.lower() == "voicemail"


def _target(leg: LegRecord) -> str:
    return leg.answered_by or leg.dst


def _is_phone(leg: LegRecord) -> bool:
    """Whether the leg rang somebody's phone: not a machine, and not the menu or group itself."""
    machine = _is_voicemail(leg) or leg.last_app.lower() in MACHINES
    return not machine and _target(leg) != (_feature(leg)[1] or None)


def _answered_by_people(legs: list[LegRecord]) -> list[LegRecord]:
    """Legs on which a person spoke. A queue's own leg also names the agent who took the call, but it
    covers the wait as well; it counts only when no phone's leg is there."""
    answered = [leg for leg in legs if leg.answer is not None and _is_phone(leg)]
    phones = [leg for leg in answered if leg.last_app.lower() != "queue"]
    return phones or answered


def _direction(legs: list[LegRecord]) -> Direction:
    """As the first leg says that says anything."""
    for leg in legs:
        if leg.src_trunk:
            return Direction.INBOUND
        if leg.dst_trunk:
            return Direction.OUTBOUND
        if leg.userfield:
            return _SIDES.get(leg.userfield.lower(), Direction.INTERNAL)
    return Direction.INTERNAL


def _disposition(legs: list[LegRecord], people: list[LegRecord]) -> Disposition:
    if people:
        return Disposition.ANSWERED
    if any(leg.answer and _is_voicemail(leg) for leg in legs):
        return Disposition.VOICEMAIL
    outcomes = {leg.disposition for leg in legs if _is_phone(leg)}
    if outcomes and outcomes <= {"BUSY"}:
        return Disposition.BUSY
    if outcomes and outcomes <= {"FAILED", "CONGESTION", "BUSY"}:
        return Disposition.FAILED
    return Disposition.NO_ANSWER


def _agent(legs: list[LegRecord], people: list[LegRecord]) -> str:
    if people:
        return _target(min(people, key=lambda leg: leg.answer or leg.end))
    rung = {leg.dst for leg in legs if _is_phone(leg) and leg.dst}
    return rung.pop() if len(rung) == 1 else ""


def _given_up_at(legs: list[LegRecord], ended_at: datetime) -> datetime:
    return min((leg.start for leg in legs if _is_voicemail(leg)), default=ended_at)


def _talk_seconds(people: list[LegRecord]) -> int:
    """Seconds during which at least one leg was talking: parallel legs count once.

    Each leg talks from its answer for `billsec` seconds; the union of these intervals is measured.
    """
    spans = sorted((leg.answer, leg.answer + timedelta(seconds=leg.billsec)) for leg in people if leg.answer)
    total, covered = timedelta(), None
    for answer, end in spans:
        new = end - max(answer, covered or answer)
        total += max(new, timedelta())
        covered = max(end, covered or end)
    return _whole(total)


def _whole(span: timedelta) -> int:
    """Seconds. A damaged date can put years between two legs, more than a database's integer takes."""
    return min(max(0, int(span.total_seconds())), LONGEST)


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _queue_wait(legs: list[LegRecord], people: list[LegRecord], ended_at: datetime) -> int | None:
    """Seconds from entering the first queue or ring group until a person answered there, else until
    voicemail took over or the caller gave up. None: it entered none. Menus before it do not count."""
    entered = min((leg.start for leg in legs if _feature(leg)[0] in _SHARED), default=None)
    if entered is None:
        return None
    answers = (leg.answer for leg in people if leg.answer and leg.answer >= entered)
    return _whole(min(answers, default=_given_up_at(legs, ended_at)) - entered)
