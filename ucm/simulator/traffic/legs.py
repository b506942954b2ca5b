"""Leg: one CDR row before it is written, with times relative to the start of the call."""

from dataclasses import dataclass
from enum import StrEnum

from ucm.simulator.traffic.office import Trunk


class Disposition(StrEnum):
    ANSWERED = "ANSWERED"
    NO_ANSWER = "NO ANSWER"
    BUSY = "BUSY"
    FAILED = "FAILED"


class Direction(StrEnum):
    """The CDR's `userfield`."""

    INTERNAL = "Internal"
    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


class App(StrEnum):
    """The CDR's `lastapp`, an Asterisk dialplan application."""

    DIAL = "Dial"
    FORK = "ForkCDR"
    READ_EXTENSION = "ReadExten"
    VOICEMAIL = "VoiceMail"
    HANGUP = "Hangup"
    QUEUE = "Queue"
    PARK = "Park"
    PARKED_CALL = "ParkedCall"
    PAGE = "Page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """`after`, `ring` and `talk` are seconds; `after` counts from the start of the call.

    `record_as` is the recording's file name with `{epoch}` for the leg's start, empty for a leg
    that a UCM never records. `own_channel` gives the leg a uniqueid of its own, as a transfer does.
    `channel` and `far_channel` are the channels' names where they are not those of the two parties, with
    `{n}` for their number. `people` is False where nobody talks to anybody, though it is answered.
    """

    src: str
    dst: str
    disposition: Disposition
    direction: Direction
    context: str
    after: float = 0.0
    ring: float = 0.0
    talk: float = 0.0
    app: App = App.DIAL
    data: str = ""
    action: str = "DIAL"
    caller_name: str = ""
    answered_by: str = ""
    owner: str = ""
    src_trunk: Trunk | None = None
    dst_trunk: Trunk | None = None
    own_channel: bool = False
    channel: str = ""
    far_channel: str = ""
    service: str = "s"
    people: bool = True
    filedir: str = "monitor"
    record_as: str = ""

    @property
    def answered(self) -> bool:
        return self.disposition is Disposition.ANSWERED

    @property
    def is_conversation(self) -> bool:
        """Whether two people talked on it: machines answer, too."""
        return self.answered and self.people and self.app in (App.DIAL, App.QUEUE)

    @property
    def until(self) -> float:
        return self.after + self.ring + self.talk
