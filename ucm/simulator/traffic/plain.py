"""Call types that leave one leg: a conversation, or none, between two parties. Called through kinds.py."""

from dataclasses import replace

from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import Direction, Disposition, Leg

RING_LIMIT = 30.0
BUSY_AFTER = 1.2
_RECORDED = "TKXM(record-check,StartMonitor)"


def inbound(cast: Cast) -> tuple[Leg, ...]:
    """A customer dials an extension's own number."""
    return (from_outside(cast, Disposition.ANSWERED),)


def inbound_missed(cast: Cast) -> tuple[Leg, ...]:
    return (from_outside(cast, Disposition.NO_ANSWER),)


def outbound(cast: Cast) -> tuple[Leg, ...]:
    return (_to_outside(cast, Disposition.ANSWERED),)


def outbound_missed(cast: Cast) -> tuple[Leg, ...]:
    return (_to_outside(cast, Disposition.NO_ANSWER),)


def outbound_busy(cast: Cast) -> tuple[Leg, ...]:
    return (_to_outside(cast, Disposition.BUSY),)


def outbound_failed(cast: Cast) -> tuple[Leg, ...]:
    return (_to_outside(cast, Disposition.FAILED),)


def inbound_cut_short(cast: Cast) -> tuple[Leg, ...]:
    """Answered for less than a second: ANSWERED with a talk time of 0, as 28 captured legs have it."""
    return (replace(from_outside(cast, Disposition.ANSWERED), talk=0.4, record_as=""),)


def analog(cast: Cast) -> tuple[Leg, ...]:
    """A call on an FXO port, which knows no dialled number: `s`."""
    return (
        replace(
            from_outside(cast, Disposition.ANSWERED),
            dst="s",
            answered_by=cast.agent.number,
            src_trunk=cast.office.line,
            channel=f"DAHDI/o{cast.office.line.index}-1",
            far_channel=f"PJSIP/{cast.agent.number}-{{n}}",
            service="p",
        ),
    )


def internal(cast: Cast) -> tuple[Leg, ...]:
    return (_inside(cast, Disposition.ANSWERED),)


def internal_missed(cast: Cast) -> tuple[Leg, ...]:
    return (_inside(cast, Disposition.NO_ANSWER),)


def from_outside(cast: Cast, disposition: Disposition) -> Leg:
    """The leg from the trunk to the agent's telephone."""
    ring, talk = _times(cast, disposition)
    return Leg(
        src=cast.customer.number,
        dst=cast.agent.number,
        caller_name=cast.customer.name,
        disposition=disposition,
        direction=Direction.INBOUND,
        context="from-did-direct",
        data=dial_data(cast.agent.number),
        src_trunk=cast.office.trunk,
        ring=ring,
        talk=talk,
        record_as=f"auto-{{epoch}}-{cast.customer.number}-{cast.agent.number}.wav",
    )


def _to_outside(cast: Cast, disposition: Disposition) -> Leg:
    ring, talk = _times(cast, disposition)
    return Leg(
        src=cast.agent.number,
        dst=cast.customer.number,
        caller_name=cast.agent.name,
        disposition=disposition,
        direction=Direction.OUTBOUND,
        context="outbound-route-1",
        data=f"PJSIP/{cast.customer.number}@{cast.office.trunk.channel},,{_RECORDED}",
        dst_trunk=cast.office.trunk,
        ring=ring,
        talk=talk,
        record_as=f"auto-{{epoch}}-{cast.agent.number}-{cast.customer.number}.wav",
    )


def _inside(cast: Cast, disposition: Disposition) -> Leg:
    ring, talk = _times(cast, disposition)
    return Leg(
        src=cast.agent.number,
        dst=cast.colleague.number,
        caller_name=cast.agent.name,
        disposition=disposition,
        direction=Direction.INTERNAL,
        context="from-internal",
        data=dial_data(cast.colleague.number),
        ring=ring,
        talk=talk,
        record_as=f"auto-{{epoch}}-{cast.agent.number}-{cast.colleague.number}.wav",
    )


def dial_data(extension: str) -> str:
    """Arguments of Dial for a recorded extension: 30 s of ringing; transfer, park and one-touch rights."""
    return f"PJSIP/{extension},{RING_LIMIT:.0f},{_RECORDED}"


def _times(cast: Cast, disposition: Disposition) -> tuple[float, float]:
    """(ring, talk): an unanswered telephone rings to the limit; a busy or dead line is over at once."""
    match disposition:
        case Disposition.ANSWERED:
            return cast.ring, cast.talk
        case Disposition.NO_ANSWER:
            return RING_LIMIT, 0.0
        case _:
            return BUSY_AFTER, 0.0
