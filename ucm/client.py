"""UcmClient: call records and facts from one UCM, read-only; its recordings are in downloads.py.

Used by ucm/connect.py (for the rest of AudiaPro) and ucm/diagnosis.py. Knows no settings and no rows.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from ucm.body import Audio
from ucm.downloads import Downloads
from ucm.legs import LegReader
from ucm.protocol import dialects, errors
from ucm.protocol.cdr import LegRecord
from ucm.protocol.paging import groups_between
from ucm.transport import Tls

__all__ = ["Audio", "SystemInfo", "Tls", "UcmClient"]

PAGE_SIZE = 1000
"""Groups a `cdrapi` answer may hold, by the document."""


class SystemInfo(NamedTuple):
    """Who the UCM is. `clock` is its time with the offset it believes in, None if it gave none."""

    model: str
    firmware: str
    serial: str
    clock: datetime | None


class UcmClient(LegReader, Downloads):
    """What AudiaPro asks of a UCM that has the new API."""

    def system(self) -> SystemInfo:
        general, status = self.call("getSystemGeneralStatus"), self.call("getSystemStatus")
        return SystemInfo(
            model=" ".join(str(general.get("product-model", "")).split()),
            firmware=str(general.get("prog-version", "")),
            serial=str(status.get("serial-number", "")),
            clock=read_clock(str(status.get("system-time", ""))),
        )

    # --- Call records -------------------------------------------------------------------------------

    def cdrs(self, *, start: datetime, end: datetime, page_size: int = PAGE_SIZE) -> Iterator[LegRecord]:
        """The legs of calls that ended from `start` to `end` (aware, bounds included), page by page.

        Times are sent with their offset, because the UCM's reading of a time without one is disputed.
        A group with a row that cannot be read does not stop the others; take_unread has it afterwards.
        """
        # Whole seconds, as they are sent, so that halves of a window always meet.
        first, last = (moment.replace(microsecond=0) for moment in (start, end))

        def ask(since: datetime, until: datetime, offset: int) -> list[Any]:
            return self._page(since, until, offset=offset, page_size=page_size)

        for group in groups_between(ask, first, last, full=page_size, seen=set()):
            yield from self._legs(group)

    def sample(self) -> list[LegRecord]:
        """The legs of one call, asked for without any filter: if there are none, the UCM has none.

        A filter that a UCM dislikes gives an empty list too, without an error.
        """
        groups = _groups(self.call("cdrapi", format="json", numRecords="1"))
        return [leg for group in groups[:1] for leg in self._legs(group)]

    def _page(self, start: datetime, end: datetime, *, offset: int, page_size: int) -> list[Any]:
        """One answer of `cdrapi`: the groups that ended from `start` to `end`, `offset` of them left out."""
        answer = self.call(
            "cdrapi",
            format="json",
            numRecords=str(page_size),
            offset=str(offset),
            startTime=start.astimezone(self.zone).isoformat(timespec="seconds"),
            endTime=end.astimezone(self.zone).isoformat(timespec="seconds"),
            timeFilterType="End",
        )
        return _groups(answer)


def read_clock(text: str) -> datetime | None:
    """`2019-11-22 17:50:26 UTC+02:00` as an aware datetime; None when it has another form."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC([+-])(\d\d):(\d\d)", text.strip())
    if not match:
        return None
    offset = timedelta(hours=int(match[3]), minutes=int(match[4])) * (-1 if match[2] == "-" else 1)
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=timezone(offset))
    except ValueError:
        return None


def _groups(answer: dict[str, Any]) -> list[Any]:
    """The top-level items of a `cdrapi` answer, which `offset` counts."""
    for name in dialects.WRAPPERS:
        if isinstance(found := answer.get(name), dict | list):
            return found if isinstance(found, list) else [found]
    if answer.keys() <= {"status", "response"}:
        return []
    raise errors.NotAnApi("The UCM's answer to “cdrapi” holds no list of call records.")
