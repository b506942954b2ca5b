"""GET /cdrapi: call records as CSV unless JSON is asked for. Called by listener.py.

From Grandstream's CDR API guides: whatever is wrong with a request is answered with an empty container and
no word about it. No filter for the end of a call, none for a name, and a repeated caller or callee counts.
"""

import re
from datetime import UTC, datetime

from ucm.simulator.cdrapi import Item, csv_answer, matching
from ucm.simulator.envelope import Answer, json_answer
from ucm.simulator.old_api.query import Query
from ucm.simulator.pbx import Pbx

REPEATABLE = frozenset({"caller", "callee"})
KNOWN = REPEATABLE | {
    *("format", "numRecords", "offset", "answeredby", "startTime", "endTime", "minDur", "maxDur")
}


def cdrapi(pbx: Pbx, query: Query) -> Answer:
    """The groups that match, oldest first. XML is not offered: nobody has published its root."""
    if "delete" in query.parameters:
        pbx.ledger.note_violation("GET /cdrapi with delete", sorted(query.parameters))
    form = query.parameters.get("format", "csv").lower()
    items = _found(pbx, query) if form in ("json", "csv") else []
    return json_answer({pbx.scenario.old_root: items}) if form == "json" else csv_answer(items)


def _found(pbx: Pbx, query: Query) -> list[Item]:
    unreadable = query.has_empty or query.ends_in_ampersand or query.repeated - REPEATABLE
    if unreadable or query.parameters.keys() - KNOWN:
        return []
    given: dict[str, object] = {name: query.joined(name) for name in query.parameters if name != "format"}
    for name in given.keys() & {"startTime", "endTime"}:
        given[name] = _moment(str(given[name]), now=pbx.clock())
    return matching(pbx, given)


def _moment(text: str, *, now: float) -> str:
    """`now` and ten digits of Unix time, which only the old guide knows, as the new one writes them."""
    if text != "now" and not re.fullmatch(r"\d{10}", text, re.ASCII):
        return text
    instant = now if text == "now" else int(text)
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="seconds")
