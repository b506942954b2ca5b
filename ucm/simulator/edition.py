"""A record as the firmware at hand writes it: which fields, and what it fills in. Pure.

The fields of a UCM62xx are those of a year of captured records, those of newer firmware are known by name
only, from types that a client's author published.
"""

from ucm.simulator.firmware import Edition, Firmware
from ucm.simulator.traffic.cdr import FIELDS, Row
from ucm.simulator.traffic.legs import Disposition

GONE = ("chanext", "dstchanext")
NEW = ("anonymous_call", "reason", "wave_src_hide", "wave_dst_hide", "new_src", "sn")
_FIELDS = {
    Edition.UCM62XX: FIELDS[: FIELDS.index("dst_trunk_name") + 1],
    Edition.UCM63XX: FIELDS,
    Edition.NEWER: (*(name for name in FIELDS if name not in GONE), *NEW),
}


def edited(row: Row, firmware: Firmware) -> Row:
    """The record, field by field in the order in which this firmware writes them."""
    values = row | {"anonymous_call": "no", "wave_src_hide": "no", "wave_dst_hide": "no"}
    if firmware.answer_of_busy and row["disposition"] == Disposition.BUSY:
        values["answer"] = row["end"]
    return {name: values.get(name, "") for name in _FIELDS[firmware.edition]}


def shifted(row: Row) -> Row:
    """As a hosted system once pushed it: the recording's path as the caller's name, and no recording."""
    if not row["recordfiles"]:
        return row
    return row | {"caller_name": row["recordfiles"], "recordfiles": ""}
