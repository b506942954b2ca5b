"""CSV: every row, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from analytics import exports
from analytics.queries.filters import Filters, matching
from tests import factories as make


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "+49 30"]
)
def test_what_would_be_a_formula_is_text(cell: str) -> None:
    assert exports.safe([cell]) == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["+49301234", "-0.25", "Anna", "", "3-1"])
def test_plain_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert exports.safe([cell]) == [cell]


@pytest.mark.django_db
def test_a_call_is_one_line_whatever_its_headline_holds(django_assert_num_queries: Any) -> None:
    call = make.make_call(
        customer_name='Müller, "Bäckerei"', callee_name="Service desk", queue_name="Service"
    )
    make.make_insight(call, headline="Two\nlines; and more")
    make.make_call(talk=0)
    with django_assert_num_queries(1):
        text = "".join(exports.lines(matching(Filters()), site="https://calls.test", zone=UTC))
    header, missed, answered = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert header == exports.HEADER
    row = dict(zip(header, answered, strict=True))
    assert row["Customer name"] == 'Müller, "Bäckerei"'
    assert (row["Extension"], row["Agent name"]) == ("1001", "Anna Weber")
    assert (row["Queue"], row["Queue name"]) == ("6500", "Service")
    assert (row["Called number"], row["Called name"]) == ("6500", "Service desk")
    assert row["Headline"] == "Two\nlines; and more"
    assert row["Page"] == f"https://calls.test/calls/{call.pk}/"
    assert dict(zip(header, missed, strict=True))["Sentiment"] == ""


@pytest.mark.django_db
def test_times_are_in_the_readers_zone() -> None:
    moment = timezone.now() - timedelta(hours=1)
    make.make_call(started_at=moment)
    tokyo = ZoneInfo("Asia/Tokyo")
    lines = "".join(exports.lines(matching(Filters()), site="", zone=tokyo))
    assert moment.astimezone(tokyo).isoformat(timespec="seconds") in lines
