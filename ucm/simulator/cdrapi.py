"""The action `cdrapi`: call records as JSON groups, as CSV or as XML. Called by actions.py and old_api/.

A good JSON answer has neither `status` nor `response`. The root of the XML is unproven.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ucm.simulator.edition import edited
from ucm.simulator.envelope import Answer, Request, json_answer
from ucm.simulator.filters import Unreadable, read_filters
from ucm.simulator.firmware import Firmware, NaiveTimes
from ucm.simulator.pbx import UTC_ZONE, Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import FIELDS, Row, groups
from ucm.simulator.xml import XML, as_xml

MOST_RECORDS = 1000

Item: TypeAlias = Mapping[str, Any]


def cdrapi(pbx: Pbx, request: Request) -> Answer:
    """The groups that match, oldest first; without a `format`, CSV, as Grandstream's guide says."""
    parameters = dict(request.parameters)
    if "delete" in parameters:
        pbx.ledger.note_violation("cdrapi with delete", sorted(parameters))
        raise Refused(Status.NO_PERMISSION)
    form = str(parameters.pop("format", "csv")).lower()
    items = matching(pbx, parameters) if form in ("json", "csv", "xml") else []
    match form:
        case "json":
            status = {"status": 0} if pbx.scenario.firmware.status_with_records else {}
            return json_answer({"cdr_root": items} | status)
        case "xml":
            return Answer(as_xml("cdr_root", items), XML)
        case _:
            return csv_answer(items)


def matching(pbx: Pbx, parameters: Mapping[str, object]) -> list[Item]:
    """The groups that pass the filters, cut as they say; none, without a word, for a filter in disorder."""
    firmware = pbx.scenario.firmware
    try:
        filters = read_filters(parameters, UTC_ZONE if firmware.naive_times is NaiveTimes.UTC else pbx.zone)
    except Unreadable:
        # The real thing does not say so either: it answers with nothing.
        return []
    if pbx.scenario.blind_filters and not parameters.keys().isdisjoint(("startTime", "endTime")):
        return []
    items = _items([call for call in pbx.calls() if filters.accept(call)], firmware)
    offset = 0 if pbx.scenario.ignores_offset else filters.offset
    limit = len(items) if filters.limit is None else filters.limit
    return items[offset : offset + (min(limit, MOST_RECORDS) if firmware.caps_answers else limit)]


def _items(calls: Sequence[Call], firmware: Firmware) -> list[Item]:
    together: dict[str, list[Row]] = {}
    for call in calls:
        rows = [edited(row, firmware) for row in call.rows]
        together.setdefault(call.shown_with or call.session, []).extend(rows)
    return [
        item
        for session, rows in together.items()
        for item in groups(rows, group_id=session if firmware.names_groups else "")
    ]


def csv_answer(items: Sequence[Item]) -> Answer:
    """A header and unquoted rows, though some fields hold commas: so the real ones are."""
    legs = [leg for item in items for leg in _legs(item)]
    names = [name for name in (legs[0] if legs else FIELDS) if name != "cdr"]
    rows = [",".join(leg[name] for name in names) for leg in legs]
    return Answer("\r\n".join([",".join(names), *rows, ""]).encode(), "text/csv;charset=UTF-8")


def _legs(item: Item) -> list[Row]:
    return [leg for key, leg in item.items() if key.startswith("sub_cdr_")] or [dict(item)]
