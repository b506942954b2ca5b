"""Recordings that no CDR names, asked for by leg. Called by fetching.py, for connections set to do so.

Off by default: the poll sees names that come late without a question more, and on a site that records some
calls only, each of the others would be asked for. `getRecordInfosByCall` takes the AcctId, which restarts
each month on some UCMs, so only a name whose epoch lies in the leg is believed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

from calls.models import Call
from ucm.protocol import clock
from ucm.protocol.announced import RecordedFile
from ucm.protocol.cdr import LegRecord, read_leg
from ucm.reader import UcmReader

SLACK = timedelta(seconds=5)


def late_names(client: UcmReader, call: Call) -> tuple[LegRecord, ...]:
    """The call's answered legs for which the UCM names recordings now, with these."""
    named = (replace(leg, recorded=_believed(client, leg)) for leg in _answered(call))
    return tuple(leg for leg in named if leg.recorded)


def _answered(call: Call) -> Iterator[LegRecord]:
    for raw in call.legs.values_list("raw", flat=True):
        leg = read_leg(raw, zone=call.connection.zone)
        if leg.answer and leg.billsec and leg.acct_id:
            yield leg


def _believed(client: UcmReader, leg: LegRecord) -> tuple[RecordedFile, ...]:
    return tuple(file for file in client.recordings_of(leg.acct_id) if _is_of(file.name, leg))


def _is_of(name: str, leg: LegRecord) -> bool:
    began = [instant.replace(tzinfo=UTC) for instant in clock.epochs(name.rpartition("/")[2])]
    return bool(began) and leg.start - SLACK <= began[0] <= leg.end + SLACK
