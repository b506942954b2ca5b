"""Calls that one person hands to another: transfers, parking, click-to-call, paging. Called through kinds.py.

A transferred leg has a new uniqueid and the same session. What the two people do meanwhile, or what picks a
parked call up, is a call with a session of its own, which UCMs were seen to show in the same group.
"""

from dataclasses import replace

from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import App, Direction, Disposition, Leg
from ucm.simulator.traffic.plain import dial_data, from_outside

ASKING = 14.0  # seconds
PARKED = 40.0


def transfer(cast: Cast) -> tuple[Leg, ...]:
    """A blind transfer: the agent talks briefly and hands the customer to a colleague. Never recorded."""
    first = replace(from_outside(cast, Disposition.ANSWERED), talk=cast.talk / 4, record_as="")
    return first, _handed_on(cast, first)


def attended_transfer(cast: Cast) -> tuple[Leg, ...]:
    """The customer waits on the line while the agent asks a colleague, who then takes the call."""
    first = replace(
        from_outside(cast, Disposition.ANSWERED), talk=cast.talk / 4 + cast.ring + ASKING, record_as=""
    )
    return first, _handed_on(cast, first)


def consultation(cast: Cast) -> tuple[Leg, ...]:
    """What the agent asks the colleague in an attended transfer: a session of its own."""
    return (
        Leg(
            src=cast.agent.number,
            dst=cast.colleague.number,
            caller_name=cast.agent.name,
            disposition=Disposition.ANSWERED,
            direction=Direction.INTERNAL,
            context="from-internal",
            data=dial_data(cast.colleague.number),
            after=cast.ring + cast.talk / 4,
            ring=cast.ring,
            talk=ASKING,
        ),
    )


def parked(cast: Cast) -> tuple[Leg, ...]:
    """The agent puts the customer into a parking slot, which answers."""
    first = replace(from_outside(cast, Disposition.ANSWERED), talk=cast.talk / 4, record_as="")
    slot = replace(
        first,
        dst=cast.office.park_slot,
        app=App.PARK,
        data="",
        action="PARKEDCALL",
        owner=cast.agent.number,
        context="from-internal-xfer",
        after=first.until,
        ring=0.0,
        talk=PARKED,
    )
    return first, slot


def picked_up(cast: Cast) -> tuple[Leg, ...]:
    """A colleague dials the slot of a parked call."""
    slot = cast.office.park_slot
    return (
        Leg(
            src=cast.colleague.number,
            dst=slot,
            caller_name=cast.colleague.name,
            disposition=Disposition.ANSWERED,
            direction=Direction.INTERNAL,
            context="from-internal",
            app=App.PARKED_CALL,
            data=slot,
            action="PARKEDCALL",
            after=cast.ring + cast.talk / 4 + PARKED,
            talk=cast.talk / 2,
        ),
    )


def click_to_call(cast: Cast) -> tuple[Leg, ...]:
    """Started over the API: `api` rings the agent first, then the customer."""
    first = Leg(
        src="api",
        dst=cast.agent.number,
        disposition=Disposition.ANSWERED,
        direction=Direction.INTERNAL,
        context="from-internal",
        data=dial_data(cast.agent.number),
        ring=cast.ring / 2,
        talk=cast.ring + cast.talk,
        channel=f"Local/{cast.agent.number}@from-internal-{{n}};1",
        far_channel=f"PJSIP/{cast.agent.number}-{{n}}",
        service="p",
        people=False,
    )
    return first, _dialled(cast, after=first.ring)


def page(cast: Cast) -> tuple[Leg, ...]:
    """An announcement to a paging group: answered at once, and nobody answers back."""
    pager = cast.office.pager
    return (
        Leg(
            src=cast.agent.number,
            dst=pager,
            caller_name=cast.agent.name,
            disposition=Disposition.ANSWERED,
            direction=Direction.INTERNAL,
            context="pagegroups",
            app=App.PAGE,
            action=f"PAGE[{pager}]",
            talk=min(cast.talk, 20.0),
            far_channel="MulticastRTP/239.255.80.5:5005-{n}",
            service="p",
        ),
    )


def _handed_on(cast: Cast, first: Leg) -> Leg:
    return replace(
        first,
        dst=cast.colleague.number,
        direction=Direction.INTERNAL,
        context="from-internal-xfer",
        data=dial_data(cast.colleague.number),
        action="TRANSFER",
        owner=cast.agent.number,
        own_channel=True,
        after=first.until,
        ring=cast.ring,
        talk=cast.talk * 3 / 4,
        src_trunk=None,
    )


def _dialled(cast: Cast, *, after: float) -> Leg:
    trunk = cast.office.trunk
    return Leg(
        src=cast.agent.number,
        dst=cast.customer.number,
        disposition=Disposition.ANSWERED,
        direction=Direction.OUTBOUND,
        context="outbound-route-1",
        data=f"PJSIP/{cast.customer.number}@{trunk.channel}",
        owner="api",
        dst_trunk=trunk,
        after=after,
        ring=cast.ring,
        talk=cast.talk,
    )
