"""The action `cdrapi`: call records as JSON groups or as CSV. Called by actions.py.

A good JSON answer has neither `status` nor `response`. XML is not offered: nobody has published its root.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ucm.simulator.envelope import Answer, Request, json_answer
from ucm.simulator.filters import Unreadable, read_filters
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import FIELDS, Row, groups

Item: TypeAlias = Mapping[str, Any]


def cdrapi(pbx: Pbx, request: Request) -> Answer:
    """The groups that match, oldest first; without a `format`, CSV, as Grandstream's guide says."""
    parameters = dict(request.parameters)
    if "delete" in parameters:
        pbx.ledger.note_violation("cdrapi with delete", sorted(parameters))
        raise Refused(Status.NO_PERMISSION)
    form = str(parameters.pop("format", "csv")).lower()
    items = _matching(pbx, parameters) if form in ("json", "csv") else []
    return json_answer({"cdr_root": items}) if form == "json" else _csv(items)


def _matching(pbx: Pbx, parameters: dict[str, object]) -> list[Item]:
    try:
        filters = read_filters(parameters, pbx.zone)
    except Unreadable:
        # The real thing does not say so either: it answers with nothing.
        return []
    if pbx.scenario.blind_filters and not parameters.keys().isdisjoint(("startTime", "endTime")):
        return []
    items = _items([call for call in pbx.calls() if filters.accept(call)])
    return items[filters.offset : filters.offset + filters.limit]


def _items(calls: Sequence[Call]) -> list[Item]:
    together: dict[str, list[Row]] = {}
    for call in calls:
        together.setdefault(call.shown_with or call.session, []).extend(call.rows)
    return [item for session, rows in together.items() for item in groups(rows, group_id=session)]


def _csv(items: Sequence[Item]) -> Answer:
    """A header and unquoted rows, though some fields hold commas: so the real ones are."""
    lines = [",".join(FIELDS)]
    for item in items:
        legs = [leg for key, leg in item.items() if key.startswith("sub_cdr_")] or [item]
        lines += [",".join(leg[field] for field in FIELDS) for leg in legs]
    return Answer("\r\n".join([*lines, ""]).encode(), "text/csv;charset=UTF-8")
