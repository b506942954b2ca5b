"""The columns of a UCM's CDR export: by which headings they go, and what a value in each looks like.

Called by csv_export.py. Names are the API's (Grandstream's CDR and REC API guides); headings are those
of the web interface's downloaded CDR file (UCM user manuals, “Downloaded CDR File”), which differ from
firmware to firmware, so case, blanks and punctuation do not count.
"""

import re
from dataclasses import dataclass

HEADINGS = {
    "acctid": "AcctId",
    "id": "AcctId",
    "callernumber": "src",
    "callfrom": "src",
    "caller": "src",
    "calleenumber": "dst",
    "callto": "dst",
    "callee": "dst",
    "context": "dcontext",
    "callerid": "clid",
    "sourcechannel": "channel",
    "srcchannel": "channel",
    "destchannel": "dstchannel",
    "destinationchannel": "dstchannel",
    "starttime": "start",
    "answertime": "answer",
    "endtime": "end",
    "calltime": "duration",
    "talktime": "billsec",
    "billableseconds": "billsec",
    "status": "disposition",
    "callstatus": "disposition",
    "sourcechannelextension": "channel_ext",
    "channelextension": "channel_ext",
    "destchannelextension": "dstchannel_ext",
    "destchannelext": "dstchannel_ext",
    "answerby": "dstanswer",
    "answeredby": "dstanswer",
    "premiercaller": "action_owner",
    "sourcetrunkname": "src_trunk_name",
    "destinationtrunkname": "dst_trunk_name",
    "desttrunkname": "dst_trunk_name",
    "recordfile": "recordfiles",
    "recordingfiles": "recordfiles",
    "sessionid": "session",
}
"""Headings of the web interface, squeezed, and the API's name for the same column."""

_MOMENT = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
_SECONDS = r"(?:\d{1,7}|\d{1,4}:\d\d:\d\d)?"
_CHANNEL = r'[^\s<>",]*'
_WORD = r"[\w .\[\]/-]*"
_NUMBER = r'[^<>",]*'

SHAPES = {
    "AcctId": r"\d*",
    "accountcode": _NUMBER,
    "src": _NUMBER,
    "dst": _NUMBER,
    "dcontext": r"[\w.-]*",
    "channel": _CHANNEL,
    "dstchannel": _CHANNEL,
    "lastapp": r"\w*",
    "start": _MOMENT,
    "answer": rf"(?:{_MOMENT})?",
    "end": rf"(?:{_MOMENT})?",
    "duration": _SECONDS,
    "billsec": _SECONDS,
    "disposition": r"(?i:answered|no[ _]answer|busy|failed|congestion|)",
    "amaflags": r"\w*",
    "uniqueid": r"(?:[\w-]*\d+\.\d+)?",
    "userfield": r"\w*",
    "channel_ext": _NUMBER,
    "dstchannel_ext": _NUMBER,
    "service": r"\w*",
    "recordfiles": r"(?:[^,@]+\.\w{2,4}(?:[@,]|$))*",
    "recordfiles_desc": r"(?:[\w-]+=.*)?",
    "dstanswer": _NUMBER,
    "chanext": _NUMBER,
    "dstchanext": _NUMBER,
    "session": r"(?:\d{10,}-.*)?",
    "action_owner": _NUMBER,
    "action_type": _WORD,
    "nat_call": r"\w*",
    "nat_call_peer": r"\w*",
    "video_call": r"\w*",
    "gds_call": r"\w*",
    "gsc_call": r"\w*",
    "wave_src_seqid": r"\w*",
    "wave_dst_seqid": r"\w*",
}
"""What an unquoted value of these columns is like; a value of any other column may hold anything."""

_CALLER_ID = r'(?:.*<[^<>]*>|[^<>"]*)'

LOOSE = {"clid": 0, "lastdata": 0, "recordfiles_desc": 0, "recordfiles": 2}
"""Columns that are known to hold commas, and what taking another piece of the line into them costs."""
UNLIKELY = 10
"""The same for any column that has no shape: a trunk or a phone may be called “Telekom, Berlin”."""
BEGINS_WITH_BLANK = 1
"""What a field costs that would begin after “, ”: there the comma is more likely a part of the text."""


@dataclass(frozen=True, slots=True)
class Column:
    """`extra` is the cost of a comma in a value; None where a value never holds one."""

    name: str
    shape: re.Pattern[str] | None
    extra: int | None

    def fits(self, value: str) -> bool:
        return self.shape is None or self.shape.fullmatch(value) is not None


def column(heading: str) -> Column:
    """The column of a heading, whatever it is; a strange one keeps its own name."""
    name = canonical(heading)
    shape = _CALLER_ID if name == "clid" else SHAPES.get(name)
    extra = LOOSE.get(name, None if name in SHAPES else UNLIKELY)
    return Column(name, re.compile(shape) if shape is not None else None, extra)


def canonical(heading: str) -> str:
    """`Caller Number` -> `src`, `ACCTID` -> `AcctId`, `My field` -> `My field`."""
    squeezed = re.sub(r"[\W_]+", "", heading).lower()
    return HEADINGS.get(squeezed) or _API_NAMES.get(squeezed) or heading.strip()


_API_NAMES = {
    re.sub(r"_", "", name).lower(): name
    for name in (
        *SHAPES, "clid", "lastdata", "caller_name", "src_trunk_name", "dst_trunk_name",
        "gdms_unique_code", "device_info", "device_info_peer", "recordfiles_desc", "new_src", "reason",
    )
}  # fmt: skip
