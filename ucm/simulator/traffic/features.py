"""Call types that pass through a PBX feature and leave several legs. Called through kinds.py.

Shapes of voicemail, IVR, ring group and transfer are those of captured CDRs. Of queues only
`QUEUE[number]`, the `queue` folder and the recording's prefix are known; their legs are built like a
ring group's (unproven).
"""

from dataclasses import replace

from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import App, Direction, Disposition, Leg
from ucm.simulator.traffic.office import Party
from ucm.simulator.traffic.plain import RING_LIMIT, dial_data, from_outside

MENU_SECONDS = 11.0
QUEUE_RING = 15.0


def voicemail(cast: Cast) -> tuple[Leg, ...]:
    """Nobody answers, so the caller leaves a message: an ANSWERED leg of a call that was missed."""
    missed = from_outside(cast, Disposition.NO_ANSWER)
    message = replace(
        missed,
        disposition=Disposition.ANSWERED,
        after=RING_LIMIT,
        ring=0.0,
        talk=cast.talk,
        app=App.VOICEMAIL,
        data=f"{cast.agent.number}@default,u",
        action="VM",
    )
    return missed, message


def ivr(cast: Cast) -> tuple[Leg, ...]:
    """A menu, then the extension that the caller chose."""
    action = f"IVR[{cast.office.ivr}]"
    menu = _entry(cast, cast.office.ivr, action=action, talk=MENU_SECONDS)
    person = replace(
        from_outside(cast, Disposition.ANSWERED), after=MENU_SECONDS, action=action, context="ivr-1"
    )
    return menu, person


def ring_group(cast: Cast) -> tuple[Leg, ...]:
    """The main number rings several people at once; the first of them who lifts the receiver has the call."""
    members = cast.office.group_members
    taker = cast.agent if cast.agent in members else members[0]
    did = replace(_entry(cast, cast.office.main_number, action="DIAL"), disposition=Disposition.NO_ANSWER)
    group = _entry(cast, cast.office.ring_group, action=f"RINGGROUP[{cast.office.ring_group}]")
    return did, group, *(_group_member(cast, member, taker) for member in members)


def queue(cast: Cast) -> tuple[Leg, ...]:
    """The queue tries one member after the other until the agent answers."""
    legs = _queue_tries(cast)
    answer = _queue_member(cast, cast.agent, after=legs[-1].until, disposition=Disposition.ANSWERED)
    return *legs, answer


def queue_abandoned(cast: Cast) -> tuple[Leg, ...]:
    """The caller hangs up while the queue still rings its members."""
    legs = _queue_tries(cast)
    return *legs, _queue_member(cast, cast.agent, after=legs[-1].until, disposition=Disposition.NO_ANSWER)


def transfer(cast: Cast) -> tuple[Leg, ...]:
    """A blind transfer: the agent talks briefly and hands the customer to a colleague. Never recorded."""
    first = replace(from_outside(cast, Disposition.ANSWERED), talk=cast.talk / 4, record_as="")
    second = replace(
        first,
        dst=cast.colleague.number,
        direction=Direction.INTERNAL,
        context="from-internal-xfer",
        data=dial_data(cast.colleague.number),
        action="TRANSFER",
        owner=cast.agent.number,
        own_channel=True,
        after=first.until,
        talk=cast.talk * 3 / 4,
        src_trunk=None,
    )
    return first, second


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


def _group_member(cast: Cast, member: Party, taker: Party) -> Leg:
    took_it = member == taker
    caller, group = cast.customer.number, cast.office.ring_group
    return replace(
        _entry(cast, member.number, action=f"RINGGROUP[{group}]"),
        app=App.DIAL,
        data=dial_data(member.number),
        disposition=Disposition.ANSWERED if took_it else Disposition.NO_ANSWER,
        ring=cast.ring,
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
