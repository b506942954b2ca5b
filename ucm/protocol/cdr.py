"""Call detail records: one flat row in, a LegRecord out. Called by reading.py and the client.

Field meanings come from Grandstream's API guides and from records captured on real systems; the
quirks they showed are named where they are dealt with.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ucm.protocol import clock
from ucm.protocol.announced import RecordedFile, read_files
from ucm.protocol.errors import UnreadableCdr

LONGEST = 31 * 24 * 3600
"""Seconds; a larger duration is damage, not a call."""


@dataclass(frozen=True, slots=True, repr=False)
class LegRecord:
    """One leg of a call: one CDR row, times in UTC, durations in whole seconds.

    `answer` is set only on a leg that was truly answered (the UCM fills the column for unanswered
    ones too); whether by a person is conversation.py's question. `recorded` are the files it names. `raw`
    is the row as sent, unknown fields and all. The repr shows no number and no name, so that a
    record may stand in a log or traceback.
    """

    session: str
    uniqueid: str
    acct_id: str
    src: str
    dst: str
    caller_name: str
    start: datetime
    answer: datetime | None
    end: datetime
    duration: int
    billsec: int
    disposition: str
    action_type: str
    action_owner: str
    last_app: str
    answered_by: str
    src_trunk: str
    dst_trunk: str
    userfield: str
    recorded: tuple[RecordedFile, ...]
    raw: Mapping[str, str] = field(hash=False)

    @property
    def key(self) -> str:
        """Hex digest by which the same row is known again, from whichever source it comes.

        `AcctId` restarts each month on some systems, so it is only one part. The start enters as the
        UCM wrote it: the key must survive a correction of the connection's zone.
        """
        start = self.raw.get("start") or self.start.isoformat()
        identity = (self.session, self.uniqueid, self.acct_id, start, self.dst)
        return hashlib.sha256("\x1f".join(identity).encode()).hexdigest()

    @property
    def recordings(self) -> tuple[str, ...]:
        """The names of its recordings, month folder kept."""
        return tuple(file.name for file in self.recorded)

    def __repr__(self) -> str:
        return f"<LegRecord {self.key[:12]} {self.disposition or 'without disposition'}>"


def read_leg(row: Mapping[str, str], *, zone: ZoneInfo) -> LegRecord:
    """One flat row as a LegRecord. Raises UnreadableCdr when it has no identity or no time."""
    cells = {name.lower(): value.strip() for name, value in row.items()}
    name, recorded = _name_and_recordings(cells)
    uniqueid = _cell(cells, "uniqueid", 80)
    session = _cell(cells, "session", 160) or _cell(cells, "cdr", 160) or uniqueid
    if not session:
        raise UnreadableCdr("A call record has neither session nor uniqueid, so its call is unknown.")
    times = _times(cells, clock.epochs(uniqueid, session, *(file.name for file in recorded)), zone=zone)
    return LegRecord(
        session=session,
        uniqueid=uniqueid,
        acct_id=_cell(cells, "acctid", 40),
        src=_cell(cells, "src", 80),
        dst=_cell(cells, "dst", 80),
        caller_name=name[:120],
        start=times.start,
        answer=times.answer,
        end=times.end,
        duration=times.duration,
        billsec=times.billsec,
        disposition=_disposition(cells),
        action_type=_cell(cells, "action_type", 60),
        action_owner=_cell(cells, "action_owner", 80),
        last_app=_cell(cells, "lastapp", 40),
        answered_by=_cell(cells, "dstanswer", 80),
        src_trunk=_cell(cells, "src_trunk_name", 120),
        dst_trunk=_cell(cells, "dst_trunk_name", 120),
        userfield=_cell(cells, "userfield", 20),
        recorded=recorded,
        raw=dict(row),
    )


def _cell(cells: Mapping[str, str], name: str, longest: int) -> str:
    """A field, cut to what rows keep of it; `raw` has it in full."""
    return cells.get(name, "")[:longest]


def _disposition(cells: Mapping[str, str]) -> str:
    return _cell(cells, "disposition", 20).upper().replace("_", " ")


def _name_and_recordings(cells: Mapping[str, str]) -> tuple[str, tuple[RecordedFile, ...]]:
    """Caller's name and recordings, told apart by content.

    A hosted system was seen to send the recording's path as `caller_name` and nothing as `recordfiles`.
    """
    name, facts = cells.get("caller_name", ""), (cells.get("recordfiles_desc", ""), _codes(cells))
    recorded = read_files(cells.get("recordfiles", ""), *facts)
    if misplaced := read_files(name, *facts):
        return "", recorded or misplaced
    quoted = re.match(r'"([^"]+)" *<', cells.get("clid", ""))
    name = name or (quoted[1] if quoted else "")
    return ("" if name == cells.get("src") else name), recorded


def _codes(cells: Mapping[str, str]) -> str:
    return _cell(cells, "gdms_unique_code", 400)


@dataclass(frozen=True, slots=True)
class _Times:
    start: datetime
    answer: datetime | None
    end: datetime
    duration: int
    billsec: int


def _times(cells: Mapping[str, str], ids: list[datetime], *, zone: ZoneInfo) -> _Times:
    local = clock.read_local(cells.get("start", ""))
    if local is None and not ids:
        raise UnreadableCdr("A call record has no readable start time.")
    offset = clock.utc_offset(local, ids, zone=zone) if local else timedelta()
    start = clock.as_utc(local or max(ids), offset)
    end = _end(cells, start, offset if local else None)
    duration = _seconds(cells, "duration", default=int((end - start).total_seconds()))
    answer = _answer(cells, start, end, offset)
    billsec = _seconds(cells, "billsec", default=int((end - answer).total_seconds())) if answer else 0
    return _Times(start, answer, end, duration, billsec)


def _end(cells: Mapping[str, str], start: datetime, offset: timedelta | None) -> datetime:
    local = clock.read_local(cells.get("end", "")) if offset is not None else None
    duration = _seconds(cells, "duration", default=-1)
    if duration >= 0 or local is None or offset is None:
        end = clock.settle(local, offset or timedelta(), expected=start + timedelta(seconds=max(duration, 0)))
    else:
        end = clock.as_utc(local, offset)
    return end if start <= end <= start + timedelta(seconds=LONGEST) else start


def _answer(cells: Mapping[str, str], start: datetime, end: datetime, offset: timedelta) -> datetime | None:
    """When the leg was answered; the column alone says nothing, it is filled for NO ANSWER as well."""
    if _disposition(cells) != "ANSWERED":
        return None
    expected = end - timedelta(seconds=_seconds(cells, "billsec", default=0))
    answer = clock.settle(clock.read_local(cells.get("answer", "")), offset, expected=expected)
    return min(max(answer, start), end)


def _seconds(cells: Mapping[str, str], name: str, *, default: int) -> int:
    text = cells.get(name, "")
    plausible = re.fullmatch(r"[0-9]{1,7}", text) is not None and int(text) <= LONGEST
    return int(text) if plausible else default
