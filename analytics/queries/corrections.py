"""What a call's page shows of people's corrections: the marks on lines, and those that have no place."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from calls.models import Call, Correction

GONE = "somebody who is gone"


@dataclass(frozen=True, slots=True)
class Mark:
    """Who corrected a line, and when: the last one, where there were several."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A correction without a place in the transcript; `start` is in seconds on the call's clock."""

    pk: int
    who: str
    at: datetime
    start: float
    heard: str
    text: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """`marks` by the index of the line."""

    marks: dict[int, Mark]
    unplaced: list[Unplaced]


def of_call(call: Call) -> Corrections:
    """In one query."""
    live = list(Correction.objects.of(call).live().select_related("by", "recording"))
    marks = {
        index: Mark(who(correction.by), correction.at)
        for correction in live
        if correction.state == Correction.State.PLACED
        for index in correction.lines
    }
    return Corrections(marks, [_unplaced(c) for c in live if c.state == Correction.State.UNPLACED])


def _unplaced(correction: Correction) -> Unplaced:
    return Unplaced(
        pk=correction.pk,
        who=who(correction.by),
        at=correction.at,
        start=correction.start + correction.recording.offset,
        heard=correction.heard,
        text=correction.text,
    )


def who(person: User | None) -> str:
    return person.get_full_name() or person.get_username() if person else GONE
