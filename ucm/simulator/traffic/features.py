"""Call types that pass through a PBX feature and leave several legs. Called through kinds.py.

Shapes of voicemail, IVR and ring group are those of captured CDRs. Of queues only
`QUEUE[number]`, the `queue` folder and the recording's prefix are known; their legs are built like a
ring group's (unproven).
"""

from collections.abc import Sequence
from dataclasses import replace

from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import App, Direction, Disposition, Leg
from ucm.simulator.traffic.office import Party
from ucm.simulator.traffic.plain import BUSY_AFTER, dial_data, from_outside

MENU_SECONDS = 11.0
QUEUE_RING = 15.0


def voicemail(cast: Cast) -> tuple[Leg, ...]:
    """Nobody answers, so the caller leaves a message: an ANSWERED leg of a call that was missed."""
    missed = from_outside(cast, Disposition.NO_ANSWER)
    return missed, _message(cast, missed, data=f"{cast.agent.number}@default,u")


def voicemail_when_busy(cast: Cast) -> tuple[Leg, ...]:
    engaged = from_outside(cast, Disposition.BUSY)
    return engaged, _message(cast, engaged, data=f"{cast.agent.number}@default,b")


def voicemail_hung_up(cast: Cast) -> tuple[Leg, ...]:
    """The caller hangs up in the box: 3 of 151 captured messages ended in `Hangup`."""
    missed, message = voicemail(cast)
    return missed, replace(message, app=App.HANGUP, data="", talk=min(cast.talk, 6.0))


def _message(cast: Cast, missed: Leg, *, data: str) -> Leg:
    return replace(
        missed,
        disposition=Disposition.ANSWERED,
        after=missed.until,
        ring=0.0,
        talk=cast.talk,
        app=App.VOICEMAIL,
        data=data,
        action="VM",
    )


def ivr(cast: Cast) -> tuple[Leg, ...]:
    """A menu, then the extension that the caller chose."""
    action = f"IVR[{cast.office.ivr}]"
    menu = _entry(cast, cast.office.ivr, action=action, talk=MENU_SECONDS)
    person = replace(
        from_outside(cast, Disposition.ANSWERED), after=MENU_SECONDS, action=action, context="ivr-1"
    )
    return menu, person


def ivr_given_up(cast: Cast) -> tuple[Leg, ...]:
    """The caller hangs up while the menu waits for a number: answered, and by nobody."""
    menu = _entry(cast, cast.office.ivr, action=f"IVR[{cast.office.ivr}]", talk=MENU_SECONDS)
    return (replace(menu, app=App.READ_EXTENSION, context="ivr-1"),)


def ring_group(cast: Cast) -> tuple[Leg, ...]:
    """The main number rings several people at once; the first of them who lifts the receiver has the call."""
    return _ring_all(cast, cast.office.ring_group, cast.office.group_members)


def large_ring_group(cast: Cast) -> tuple[Leg, ...]:
    """As many members as captured ones had: with two legs before them, more than one group of records."""
    return _ring_all(cast, cast.office.large_group, cast.office.large_group_members)


def _ring_all(cast: Cast, group: str, members: Sequence[Party]) -> tuple[Leg, ...]:
    taker = cast.agent if cast.agent in members else members[0]
    did = replace(_entry(cast, cast.office.main_number, action="DIAL"), disposition=Disposition.NO_ANSWER)
    entry = _entry(cast, group, action=f"RINGGROUP[{group}]")
    return did, entry, *(_group_member(cast, member, taker, group=group) for member in members)


def queue(cast: Cast) -> tuple[Leg, ...]:
    """The queue tries one member after the other until the agent answers."""
    legs = _queue_tries(cast)
    answer = _queue_member(cast, cast.agent, after=legs[-1].until, disposition=Disposition.ANSWERED)
    return *legs, answer


def queue_abandoned(cast: Cast) -> tuple[Leg, ...]:
    """The caller hangs up while the queue still rings its members."""
    legs = _queue_tries(cast)
    return *legs, _queue_member(cast, cast.agent, after=legs[-1].until, disposition=Disposition.NO_ANSWER)


def _entry(cast: Cast, number: str, *, action: str, talk: float = 0.0) -> Leg:
    """The bookkeeping leg by which a call enters a feature."""
    return Leg(
        src=cast.customer.number,
        dst=number,
        caller_name=cast.customer.name,
        disposition=Disposition.ANSWERED,
        direction=Direction.INBOUND,
        context="ext-did-1",
        app=App.FORK,
        action=action,
        talk=talk,
        src_trunk=cast.office.trunk,
    )


def _group_member(cast: Cast, member: Party, taker: Party, *, group: str) -> Leg:
    took_it, engaged = member == taker, member in cast.passed_over
    caller = cast.customer.number
    otherwise = Disposition.BUSY if engaged else Disposition.NO_ANSWER
    return replace(
        _entry(cast, member.number, action=f"RINGGROUP[{group}]"),
        app=App.DIAL,
        data=dial_data(member.number),
        disposition=Disposition.ANSWERED if took_it else otherwise,
        ring=BUSY_AFTER if engaged and not took_it else cast.ring,
        talk=cast.talk if took_it else 0.0,
        record_as=f"auto-{{epoch}}#{member.number}-{caller}-{group}.wav" if took_it else "",
    )


def _queue_tries(cast: Cast) -> list[Leg]:
    """The entry leg and those of the members who let it ring, in turn."""
    legs = [_entry(cast, cast.queue.number, action=f"QUEUE[{cast.queue.number}]")]
    for member in cast.passed_over:
        legs.append(_queue_member(cast, member, after=legs[-1].until, disposition=Disposition.NO_ANSWER))
    return legs


def _queue_member(cast: Cast, member: Party, *, after: float, disposition: Disposition) -> Leg:
    answered = disposition is Disposition.ANSWERED
    number = cast.queue.number
    return replace(
        _entry(cast, member.number, action=f"QUEUE[{number}]"),
        app=App.QUEUE,
        data=f"{number},tkX",
        disposition=disposition,
        after=after,
        ring=cast.ring if answered else QUEUE_RING,
        talk=cast.talk if answered else 0.0,
        filedir="queue",
        record_as=f"q{number}-{{epoch}}-{cast.customer.number}-{member.number}.wav" if answered else "",
    )
