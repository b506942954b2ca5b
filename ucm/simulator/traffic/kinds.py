"""The call types by name, each with its share of a day.

The shares make the legs' dispositions come out near 71 / 24 / 2 / 4 percent of answered, not answered,
busy and failed, which is what a year of one office's CDRs showed.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import NamedTuple, TypeAlias

from ucm.simulator.traffic import features, handed_on, plain
from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.legs import Leg


class CallKind(StrEnum):
    INBOUND = "inbound"
    INBOUND_MISSED = "inbound-missed"
    INBOUND_CUT_SHORT = "inbound-cut-short"
    ANALOG = "analog"
    OUTBOUND = "outbound"
    OUTBOUND_MISSED = "outbound-missed"
    OUTBOUND_BUSY = "outbound-busy"
    OUTBOUND_FAILED = "outbound-failed"
    CLICK_TO_CALL = "click-to-call"
    INTERNAL = "internal"
    INTERNAL_MISSED = "internal-missed"
    PAGE = "page"
    VOICEMAIL = "voicemail"
    VOICEMAIL_WHEN_BUSY = "voicemail-when-busy"
    VOICEMAIL_HUNG_UP = "voicemail-hung-up"
    IVR = "ivr"
    IVR_GIVEN_UP = "ivr-given-up"
    RING_GROUP = "ring-group"
    LARGE_RING_GROUP = "large-ring-group"
    QUEUE = "queue"
    QUEUE_ABANDONED = "queue-abandoned"
    TRANSFER = "transfer"
    ATTENDED_TRANSFER = "attended-transfer"
    PARKED = "parked"


Legs: TypeAlias = Callable[[Cast], tuple[Leg, ...]]


class Kind(NamedTuple):
    """`share` is of about a thousand. `besides` are the legs of a second session, on busy days."""

    legs: Legs
    share: int
    besides: Legs | None = None


KINDS = {
    CallKind.INBOUND: Kind(plain.inbound, 250),
    CallKind.INBOUND_MISSED: Kind(plain.inbound_missed, 34),
    CallKind.INBOUND_CUT_SHORT: Kind(plain.inbound_cut_short, 10),
    CallKind.ANALOG: Kind(plain.analog, 10),
    CallKind.OUTBOUND: Kind(plain.outbound, 280),
    CallKind.OUTBOUND_MISSED: Kind(plain.outbound_missed, 87),
    CallKind.OUTBOUND_BUSY: Kind(plain.outbound_busy, 25),
    CallKind.OUTBOUND_FAILED: Kind(plain.outbound_failed, 58),
    CallKind.CLICK_TO_CALL: Kind(handed_on.click_to_call, 10),
    CallKind.INTERNAL: Kind(plain.internal, 80),
    CallKind.INTERNAL_MISSED: Kind(plain.internal_missed, 20),
    CallKind.PAGE: Kind(handed_on.page, 5),
    CallKind.VOICEMAIL: Kind(features.voicemail, 50),
    CallKind.VOICEMAIL_WHEN_BUSY: Kind(features.voicemail_when_busy, 4),
    CallKind.VOICEMAIL_HUNG_UP: Kind(features.voicemail_hung_up, 1),
    CallKind.IVR: Kind(features.ivr, 45),
    CallKind.IVR_GIVEN_UP: Kind(features.ivr_given_up, 5),
    CallKind.RING_GROUP: Kind(features.ring_group, 20),
    CallKind.LARGE_RING_GROUP: Kind(features.large_ring_group, 5),
    CallKind.QUEUE: Kind(features.queue, 50),
    CallKind.QUEUE_ABANDONED: Kind(features.queue_abandoned, 10),
    CallKind.TRANSFER: Kind(handed_on.transfer, 20),
    CallKind.ATTENDED_TRANSFER: Kind(handed_on.attended_transfer, 5, handed_on.consultation),
    CallKind.PARKED: Kind(handed_on.parked, 5, handed_on.picked_up),
}


def draw_kind(rng: Random) -> CallKind:
    """One call type, as often as its share says."""
    return rng.choices(list(KINDS), weights=[kind.share for kind in KINDS.values()])[0]
