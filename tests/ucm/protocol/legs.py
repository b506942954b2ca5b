"""Rows and LegRecords for tests, invented, in the shapes that captured CDRs have."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ucm.protocol.cdr import LegRecord, read_leg

BEGIN = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


def row(*, after: int = 0, ring: int = 0, talk: int = 0, **cells: str) -> dict[str, str]:
    """A CDR row of a UCM whose clock shows UTC; times in seconds after BEGIN."""
    epoch = int(BEGIN.timestamp())
    start = BEGIN + timedelta(seconds=after)
    end = start + timedelta(seconds=ring + talk)
    times = {
        "start": start,
        "answer": start + timedelta(seconds=ring),
        "end": end,
    }
    return {
        "AcctId": "1",
        "session": f"{epoch}123456-2001",
        "uniqueid": f"{epoch}.17",
        "src": "2001",
        "dst": "2002",
        "disposition": "ANSWERED",
        "lastapp": "Dial",
        "action_type": "DIAL",
        "duration": str(ring + talk),
        "billsec": str(talk),
        **{name: f"{moment:%Y-%m-%d %H:%M:%S}" for name, moment in times.items()},
        **cells,
    }


def leg(*, after: int = 0, ring: int = 0, talk: int = 0, **cells: str) -> LegRecord:
    return read_leg(row(after=after, ring=ring, talk=talk, **cells), zone=UTC_ZONE)
