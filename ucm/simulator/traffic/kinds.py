"""The call types by name, each with its share of a day.

The shares make the legs' dispositions come out near 71 / 24 / 2 / 4 percent of answered, not answered,
busy and failed, which is what a year of one office's CDRs showed.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import NamedTuple

from ucm.simulator.traffic import features, plain
from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import Leg


class CallKind(StrEnum):
    INBOUND = "inbound"
    INBOUND_MISSED = "inbound-missed"
    OUTBOUND = "outbound"
    OUTBOUND_MISSED = "outbound-missed"
    OUTBOUND_BUSY = "outbound-busy"
    OUTBOUND_FAILED = "outbound-failed"
    INTERNAL = "internal"
    INTERNAL_MISSED = "internal-missed"
    VOICEMAIL = "voicemail"
    IVR = "ivr"
    RING_GROUP = "ring-group"
    QUEUE = "queue"
    QUEUE_ABANDONED = "queue-abandoned"
    TRANSFER = "transfer"


class Kind(NamedTuple):
    legs: Callable[[Cast], tuple[Leg, ...]]
    share: int


KINDS = {
    CallKind.INBOUND: Kind(plain.inbound, 24),
    CallKind.INBOUND_MISSED: Kind(plain.inbound_missed, 3),
    CallKind.OUTBOUND: Kind(plain.outbound, 27),
    CallKind.OUTBOUND_MISSED: Kind(plain.outbound_missed, 8),
    CallKind.OUTBOUND_BUSY: Kind(plain.outbound_busy, 3),
    CallKind.OUTBOUND_FAILED: Kind(plain.outbound_failed, 5),
    CallKind.INTERNAL: Kind(plain.internal, 8),
    CallKind.INTERNAL_MISSED: Kind(plain.internal_missed, 2),
    CallKind.VOICEMAIL: Kind(features.voicemail, 6),
    CallKind.IVR: Kind(features.ivr, 5),
    CallKind.RING_GROUP: Kind(features.ring_group, 3),
    CallKind.QUEUE: Kind(features.queue, 5),
    CallKind.QUEUE_ABANDONED: Kind(features.queue_abandoned, 1),
    CallKind.TRANSFER: Kind(features.transfer, 2),
}


def draw_kind(rng: Random) -> CallKind:
    """One call type, as often as its share says."""
    return rng.choices(list(KINDS), weights=[kind.share for kind in KINDS.values()])[0]
