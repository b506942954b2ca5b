"""Rows of the list: the right snippet, in a fixed number of queries."""

from typing import Any

import pytest

from analytics.queries.calls import Snippet, rows, snippet
from analytics.queries.filters import Filters
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_row_shows_the_first_place_where_the_words_were_said() -> None:
    call = make.make_call()
    make.make_transcript(
        call, [("agent", 1, 2, " Hello."), ("agent", 3, 4, " The boiler."), ("agent", 5, 6, " A boiler.")]
    )
    (row,) = rows(Filters(q="boiler"), None).rows
    assert row.snippet == Snippet(start=3, before="The ", hit="boiler", after=".")


def test_a_call_found_by_its_number_has_no_snippet() -> None:
    call = make.make_call(customer_number="+49301")
    make.make_transcript(call)
    (row,) = rows(Filters(q="+49301"), None).rows
    assert row.snippet is None


def test_a_long_line_is_cut_to_either_side_of_the_words() -> None:
    cut = snippet("Boiler", f"{'a ' * 50}boiler{' z' * 50}", 0)
    assert cut.hit == "boiler"
    assert cut.before.startswith("…")
    assert cut.after.endswith("…")
    assert len(cut.before) == len(cut.after) == 61


@pytest.mark.parametrize("many", [2, 9])
def test_a_page_takes_one_query_and_a_search_three(many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make.make_ready_call()
    with django_assert_num_queries(1):
        assert [row.call.insight.headline for row in rows(Filters(), None).rows]
    with django_assert_num_queries(3):
        assert len(rows(Filters(q="boiler"), None).rows) == many


def test_a_quote_does_not_show_what_is_hidden_in_the_transcript() -> None:
    call = make.make_call()
    make.make_transcript(
        call,
        [
            ("agent", 0.0, 2.0, " What's the card number?"),
            ("customer", 3.0, 9.0, " It's four one one one, one one one one, 1111, 1111."),
            ("customer", 9.0, 12.0, " Please use it for the boiler."),
        ],
    )
    assert rows(Filters(q="four one one"), None).rows[0].snippet is None
    (row,) = rows(Filters(q="boiler"), None).rows
    assert row.snippet is not None
    assert row.snippet.hit == "boiler"
