"""The filter bar: URL to filters and back."""

from datetime import date

import pytest
from django.http import QueryDict

from analytics.forms import chips, filters_from, form_for, query_string
from analytics.queries.agents import Agents
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
    agent="3-1002",
    topic="Billing & payment",
)
MARIA = Agents({"3-1002": "Maria Lopez (1002)"})


@pytest.mark.parametrize("filters", [Filters(), EVERYTHING, Filters(q="boiler", period=Period.WEEK)])
def test_filters_survive_the_url(filters: Filters) -> None:
    assert filters_from(QueryDict(query_string(filters))) == filters


def test_defaults_leave_the_url_empty() -> None:
    assert query_string(Filters()) == ""


@pytest.mark.parametrize(
    "query",
    [
        "period=12&direction=up",
        "day=yesterday",
        "sentiment=%00",
        "sentiment=steady",
        f"q={'x' * 101}",
        "status=&period=",
        "agent=1002",
        "agent=3-",
        "agent=3-%00",
        f"agent={'9' * 19}-1",
    ],
)
def test_what_makes_no_sense_counts_as_not_given(query: str) -> None:
    assert filters_from(QueryDict(query)) == Filters()


def test_one_bad_value_leaves_the_others_standing() -> None:
    assert filters_from(QueryDict("direction=up&status=failed")) == Filters(status="failed")


def test_a_chip_says_its_filter_in_words_and_links_to_the_list_without_it() -> None:
    found = {
        chip.text: filters_from(QueryDict(chip.without))
        for chip in chips(Filters(q="boiler", status="none"), Agents())
    }
    assert found == {"“boiler”": Filters(status="none"), "No recording": Filters(q="boiler")}


def test_a_period_that_a_day_overrules_has_no_chip() -> None:
    assert "All time" not in [chip.text for chip in chips(EVERYTHING, MARIA)]


def test_the_form_shows_the_default_period() -> None:
    assert form_for(Filters(), Agents())["period"].value() == "30"


def test_an_agent_is_chosen_by_number_and_shown_by_name() -> None:
    filters = Filters(agent="3-1002")
    assert [chip.text for chip in chips(filters, MARIA)] == ["Maria Lopez (1002)"]
    assert '<option value="3-1002" selected>Maria Lopez (1002)</option>' in str(
        form_for(filters, MARIA)["agent"]
    )


def test_an_agent_that_nobody_knows_any_more_can_still_be_filtered_by() -> None:
    filters = Filters(agent="3-1-7")
    assert [chip.text for chip in chips(filters, MARIA)] == ["1-7"]
    assert '<option value="3-1-7" selected>1-7</option>' in str(form_for(filters, MARIA)["agent"])
