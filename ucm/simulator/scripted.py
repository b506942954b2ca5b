"""Calls that fit a recording: its label casts the call, so that pages show what can be heard. Pure."""

from dataclasses import replace

from ucm.simulator.audio import Label, Recording
from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.kinds import CallKind
from ucm.simulator.traffic.legs import Direction

_DIRECT = {
    Direction.INBOUND: CallKind.INBOUND,
    Direction.OUTBOUND: CallKind.OUTBOUND,
    Direction.INTERNAL: CallKind.INTERNAL,
}


def kind_from(recording: Recording | None, otherwise: CallKind) -> CallKind:
    """The call type that the recording's label tells of."""
    if recording is None or recording.label is None:
        return otherwise
    label = recording.label
    if label.voicemail:
        return CallKind.VOICEMAIL
    if label.queue and label.direction is Direction.INBOUND:
        return CallKind.QUEUE
    return _DIRECT[label.direction]


def cast_from(recording: Recording | None, drawn: Cast) -> Cast:
    """A drawn cast with the recording's people and length put in."""
    if recording is None:
        return drawn
    cast = replace(drawn, talk=recording.seconds)
    return _with_people(cast, recording.label) if recording.label else cast


def _with_people(cast: Cast, label: Label) -> Cast:
    # The customer of an internal call is a colleague, who rang the agent.
    internal = label.direction is Direction.INTERNAL
    return replace(
        cast,
        customer=label.customer,
        agent=label.customer if internal else label.agent,
        colleague=label.agent if internal else cast.colleague,
        queue=label.queue or cast.queue,
    )
