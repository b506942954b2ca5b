"""A whole body read: the legs in it, and what in it is none. Called by calls/ingest.py and the client."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ucm.protocol import dialects
from ucm.protocol.cdr import LegRecord, read_leg
from ucm.protocol.errors import UnreadableCdr

NAMED = 5  # unreadable records whose reason is told; the rest are counted


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a body that is no call record: its place, counted from 1, and why."""

    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`legs` in the order of the body; of the `unread_count` parts beside them the first few."""

    legs: tuple[LegRecord, ...]
    unread: tuple[Unread, ...] = ()
    unread_count: int = 0

    @property
    def reason(self) -> str:
        """What could not be read, in words; empty when everything could."""
        if not self.unread_count:
            return ""
        total = len(self.legs) + self.unread_count
        named = " ".join(f"Record {part.place}: {part.why}" for part in self.unread)
        rest = " …" if self.unread_count > len(self.unread) else ""
        return f"{self.unread_count} of {total} records could not be read. {named}{rest}"


def read_body(body: bytes, *, content_type: str = "", zone: ZoneInfo) -> Reading:
    """Read a pushed, fetched or uploaded body; `zone` is what the UCM's clock shows.

    Empty containers give no legs. Raises UnreadableCdr, and nothing else, when there is something in the
    body and no record can be read from it.
    """
    reading = read_items(dialects.items(body, content_type=content_type), zone=zone)
    if reading.unread_count == 1 and not reading.legs:
        raise UnreadableCdr(reading.unread[0].why)
    if reading.unread_count and not reading.legs:
        raise UnreadableCdr(reading.reason)
    return reading


def read_items(items: Iterable[dialects.Item], *, zone: ZoneInfo) -> Reading:
    """Read what dialects.py found. What is no record is told in the result, not raised."""
    legs: list[LegRecord] = []
    unread: list[Unread] = []
    count = 0
    for place, item in enumerate(items, start=1):
        try:
            legs.append(_leg(item, zone=zone))
        except UnreadableCdr as error:
            count += 1
            unread += [Unread(place, error.why)] * (count <= NAMED)
    return Reading(tuple(legs), tuple(unread), count)


def _leg(item: dialects.Item, *, zone: ZoneInfo) -> LegRecord:
    if isinstance(item, UnreadableCdr):
        raise item
    return read_leg(item, zone=zone)
