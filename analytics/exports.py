"""The filtered calls as CSV, streamed, safe to open in a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from analytics.queries.call import insight_of
from calls.models import Call

HEADER = [
    "Started",
    "Direction",
    "Customer number",
    "Customer name",
    "Extension",
    "Agent name",
    "Called number",
    "Called name",
    "Queue",
    "Queue name",
    "Outcome",
    "Ring seconds",
    "Talk seconds",
    "Sentiment",
    "Sentiment score",
    "Headline",
    "Status",
    "Page",
]
# A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection").
_FORMULA = re.compile(r"^[=+\-@\t\r]")
# ... but for a bare number, which is only ever itself: +49301234, -0.25.
_NUMBER = re.compile(r"^[+-]\d+(\.\d+)?$")


class _Echo:
    """A file that hands each written line back, as csv.writer needs for streaming."""

    def write(self, line: str) -> str:
        return line


def lines(calls: QuerySet[Call], *, site: str, zone: tzinfo) -> Iterator[str]:
    """CSV lines, header first, newest call first, times in `zone`. `site` is put before each page's path.

    The zone is given because lines are still being written when the request's own has ended.

    Starts with a byte order mark, without which Excel reads UTF-8 as something else.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADER)
    ordered = calls.select_related("insight").order_by("-started_at", "-id")
    for call in ordered.iterator(chunk_size=500):
        yield writer.writerow(safe(_cells(call, site, zone)))


def safe(cells: Iterable[Any]) -> list[str]:
    """The cells as text, with an apostrophe before what would be run as a formula."""
    texts = ["" if cell is None else str(cell) for cell in cells]
    return [f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text for text in texts]


def _cells(call: Call, site: str, zone: tzinfo) -> list[Any]:
    insight = insight_of(call)
    return [
        timezone.localtime(call.started_at, zone).isoformat(timespec="seconds"),
        call.get_direction_display(),
        call.customer_number,
        call.customer_name,
        call.agent_number,
        call.agent_name,
        call.callee_number,
        call.callee_name,
        call.queue,
        call.queue_name,
        call.get_disposition_display(),
        call.ring_seconds,
        call.talk_seconds,
        insight.get_sentiment_display() if insight else "",
        insight.sentiment_score if insight else None,
        insight.headline if insight else "",
        call.status,
        f"{site}/calls/{call.pk}/",
    ]
