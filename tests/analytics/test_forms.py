"""The filter bar: URL to filters and back."""

from datetime import date

import pytest
from django.http import QueryDict

from analytics.forms import chips, filters_from, form_for, query_string
from analytics.queries.filters import Filters
from analytics.queries.period import Period

EVERYTHING = Filters(
    q="+49 30 & more",
    period=Period.ALL,
    day=date(2026, 6, 9),
    direction="inbound",
    disposition="missed",
    sentiment="negative",
    status="failed",
)


@pytest.mark.parametrize("filters", [Filters(), EVERYTHING, Filters(q="boiler", period=Period.WEEK)])
def test_filters_survive_the_url(filters: Filters) -> None:
    assert filters_from(QueryDict(query_string(filters))) == filters


def test_defaults_leave_the_url_empty() -> None:
    assert query_string(Filters()) == ""


@pytest.mark.parametrize(
    "query", ["period=12&direction=up", "day=yesterday", "sentiment=%00", f"q={'x' * 101}", "status=&period="]
)
def test_what_makes_no_sense_counts_as_not_given(query: str) -> None:
    assert filters_from(QueryDict(query)) == Filters()


def test_one_bad_value_leaves_the_others_standing() -> None:
    assert filters_from(QueryDict("direction=up&status=failed")) == Filters(status="failed")


def test_a_chip_says_its_filter_in_words_and_links_to_the_list_without_it() -> None:
    found = {
        chip.text: filters_from(QueryDict(chip.without)) for chip in chips(Filters(q="boiler", status="none"))
    }
    assert found == {"“boiler”": Filters(status="none"), "No recording": Filters(q="boiler")}


def test_a_period_that_a_day_overrules_has_no_chip() -> None:
    assert "All time" not in [chip.text for chip in chips(EVERYTHING)]


def test_the_form_shows_the_default_period() -> None:
    assert form_for(Filters())["period"].value() == "30"
