"""What two rankings agree on comes before what one of them is sure of."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.queries.search.fusion import fused

RANKINGS = st.lists(st.lists(st.integers(1, 50), unique=True))


def test_what_both_have_comes_before_what_one_has_first() -> None:
    assert fused([[1, 2, 3], [4, 2, 5]])[0] == 2


@given(RANKINGS)
def test_everything_found_is_there_once(rankings: "list[list[int]]") -> None:
    assert sorted(fused(rankings)) == sorted({found for ranking in rankings for found in ranking})


@given(st.lists(st.integers(1, 50), unique=True))
def test_a_ranking_alone_stays_as_it_is(ranking: "list[int]") -> None:
    assert fused([ranking, []]) == ranking
