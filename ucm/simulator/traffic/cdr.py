"""CDR rows as a UCM63xx of 2022 writes them, and the groups in which `cdrapi` hands them out.

Every value is a string. Field order and formats are those of captured answers. Called by calls.py and,
for the groups, by cdrapi.py.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ucm.simulator.traffic.legs import App, Disposition, Leg

Row: TypeAlias = dict[str, str]

# fmt: off
FIELDS = (
    "AcctId", "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp",
    "lastdata", "start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid",
    "userfield", "channel_ext", "dstchannel_ext", "service", "caller_name", "recordfiles", "dstanswer",
    "chanext", "dstchanext", "session", "action_owner", "action_type", "src_trunk_name", "dst_trunk_name",
    "nat_call", "nat_call_peer", "video_call", "gdms_unique_code", "gds_call", "gsc_call", "wave_src_seqid",
    "wave_dst_seqid", "device_info", "device_info_peer", "recordfiles_desc",
)
# fmt: on
SUMMED = ("duration", "billsec")
SUMMARY = ("src", "dst", "start", "session", "action_type")
LARGEST_GROUP = 12
_CHANNEL_NUMBER = re.compile(r"-([0-9a-f]{8})\b")


class Numbers:
    """The PBX's running numbers. One captured box starts AcctId anew each month (`monthly`), one does not.

    `month` is that of the last row, as `2026-03`.
    """

    def __init__(
        self, *, account: int = 1, channel: int = 0x4EC, month: str = "", monthly: bool = False
    ) -> None:
        self.channel: Iterator[int] = count(channel)
        self._account: Iterator[int] = count(account)
        self._month, self._monthly = month, monthly

    def account(self, month: str) -> int:
        """The AcctId of a row of this month. A month that is over does not begin again."""
        if self._monthly and month > self._month:
            self._month, self._account = month, count(1)
        return next(self._account)

    @classmethod
    def after(cls, rows: Iterable[Row], *, monthly: bool = False) -> "Numbers":
        """The numbers that follow those in `rows`; without rows, the first ones."""
        rows = list(rows)
        if not rows:
            return cls(monthly=monthly)
        month = max(_month(row) for row in rows)
        accounts = [int(row["AcctId"]) for row in rows if not monthly or _month(row) == month]
        channel = max(_last_channel(row) for row in rows) + 1
        return cls(account=max(accounts) + 1, channel=channel, month=month, monthly=monthly)


@dataclass(frozen=True, slots=True)
class Tape:
    """What a CDR row says of its recording: `recordfiles` and the size of the WAV file."""

    recordfiles: str
    size: int


@dataclass(frozen=True, slots=True)
class Pen:
    """What every row of one call shares. `begins` is Unix time with microseconds."""

    begins: float
    session: str
    zone: ZoneInfo
    numbers: Numbers

    def local(self, after: float) -> str:
        """The UCM's wall clock, without a zone: `2026-03-02 09:14:31`."""
        return f"{datetime.fromtimestamp(self.begins + after, self.zone):%Y-%m-%d %H:%M:%S}"


def session_id(begins: float, caller: str) -> str:
    """Unix seconds, then microseconds that are not zero padded, then the caller."""
    seconds, micros = divmod(round(begins * 1_000_000), 1_000_000)
    return f"{seconds}{micros}-{caller}"


def recording_name(leg: Leg, begins: float) -> str:
    """The file's name without its month folder; empty for a leg that is never recorded."""
    return leg.record_as.format(epoch=int(begins + leg.after))


def write_row(leg: Leg, pen: Pen, *, uniqueid: str, tape: Tape | None = None) -> Row:
    """One leg as its CDR row, every field present."""
    times = _times(leg, pen)
    account = pen.numbers.account(_month(times))
    filled = {
        "AcctId": str(account),
        **_parties(leg),
        **_channels(leg, pen.numbers),
        **times,
        "service": leg.service,
        "session": pen.session,
        "uniqueid": uniqueid,
        "recordfiles": tape.recordfiles if tape else "",
        # Captured rows have it on about half of the recorded legs.
        "recordfiles_desc": _description(leg, pen, size=tape.size) if tape and account % 2 else "",
    }
    return {field: filled.get(field, _CONSTANT.get(field, "")) for field in FIELDS}


_CONSTANT = {
    "amaflags": "DOCUMENTATION",
    **dict.fromkeys(("nat_call", "nat_call_peer", "video_call", "gds_call", "gsc_call"), "no"),
}


def _parties(leg: Leg) -> Row:
    return {
        "src": leg.src,
        "dst": leg.dst,
        "dcontext": leg.context,
        "clid": f'"{leg.caller_name}" <{leg.src}>',
        "caller_name": leg.caller_name,
        "lastapp": leg.app,
        "lastdata": leg.data,
        "disposition": leg.disposition,
        "userfield": leg.direction,
        "dstanswer": (leg.answered_by or leg.dst) if leg.answered else "",
        "action_owner": leg.owner or leg.src,
        "action_type": leg.action,
        "src_trunk_name": leg.src_trunk.name if leg.src_trunk else "",
        "dst_trunk_name": leg.dst_trunk.name if leg.dst_trunk else "",
    }


def _channels(leg: Leg, numbers: Numbers) -> Row:
    near = leg.src_trunk.channel if leg.src_trunk else leg.src
    far = leg.dst_trunk.channel if leg.dst_trunk else leg.dst
    has_far_channel = leg.app in (App.DIAL, App.QUEUE) or leg.far_channel
    return {
        "channel": _channel(leg.channel or f"PJSIP/{near}-{{n}}", numbers),
        "channel_ext": near,
        "dstchannel": _channel(leg.far_channel or f"PJSIP/{far}-{{n}}", numbers) if has_far_channel else "",
        "dstchannel_ext": far,
    }


def _channel(name: str, numbers: Numbers) -> str:
    return name.format(n=f"{next(numbers.channel):08x}")


def _times(leg: Leg, pen: Pen) -> Row:
    """Whole seconds cut from true instants, so a duration is end minus start, or one second less."""
    if leg.answered:
        answer = pen.local(leg.after + leg.ring)
    else:
        # A UCM fills `answer` of an unanswered call with its end, and leaves it empty when refused.
        answer = pen.local(leg.until) if leg.disposition is Disposition.NO_ANSWER else ""
    return {
        "start": pen.local(leg.after),
        "answer": answer,
        "end": pen.local(leg.until),
        "duration": str(int(leg.ring + leg.talk)),
        "billsec": str(int(leg.talk)),
    }


def _description(leg: Leg, pen: Pen, *, size: int) -> str:
    """`start-time` is when the call was answered: that is where the audio begins."""
    answered = int(pen.begins + leg.after + leg.ring)
    return f"duration={int(leg.talk)},size={size}B,start-time={answered}@"


def _last_channel(row: Row) -> int:
    """The number in `PJSIP/1001-000004ed` and `Local/1001@from-internal-000004ed;1`, or in the uniqueid."""
    drawn = _CHANNEL_NUMBER.findall(f"{row['channel']} {row['dstchannel']}")
    return max([int(row["uniqueid"].partition(".")[2]), *(int(number, 16) for number in drawn)])


def _month(row: Row) -> str:
    return row["start"][:7]


def groups(rows: Sequence[Row], *, group_id: str) -> list[dict[str, str | Row]]:
    """Items of `cdr_root` for these legs: a flat one, or a summary with numbered legs, twelve to an item."""
    if len(rows) == 1:
        return [{"cdr": group_id, **rows[0]}]
    summary = _summary(rows)
    return [
        {
            "cdr": group_id,
            "main_cdr": summary,
            **{f"sub_cdr_{number}": row for number, row in enumerate(rows[at : at + LARGEST_GROUP], 1)},
        }
        for at in range(0, len(rows), LARGEST_GROUP)
    ]


def _summary(rows: Sequence[Row]) -> Row:
    """Not a leg: the first leg's identity and the sums of all, everything else empty."""
    sums = {field: str(sum(int(row[field]) for row in rows)) for field in SUMMED}
    return {field: sums.get(field, rows[0][field] if field in SUMMARY else "") for field in rows[0]}
