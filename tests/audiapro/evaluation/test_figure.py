"""Ours beside a baseline's, with its interval."""

import pytest

from audiapro.evaluation.figure import compare, interval
from audiapro.evaluation.scores import accuracy, mean


def test_ours_and_the_baseline_are_scored_over_all_calls() -> None:
    row = compare(
        "outcome",
        "accuracy",
        source="human",
        score=accuracy,
        ours=[[("a", "a")], [("b", "a"), ("b", "b")]],
        baseline=("always a", [[("a", "a")], [("b", "a"), ("b", "a")]]),
    )
    assert (row.ours, row.theirs) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert (row.n, row.calls) == (3, 2)


def test_an_insight_that_nothing_gives_has_a_baseline_only() -> None:
    row = compare("topics", "mean", source="human", score=mean, ours=None, baseline=("none", [[1.0]]))
    assert (row.ours, row.low, row.high, row.theirs) == (None, None, None, 1.0)


def test_the_interval_holds_the_figure_and_is_the_same_every_time() -> None:
    calls = [[float(n % 2)] for n in range(20)]
    low, high = interval(calls, mean)
    assert low is not None
    assert high is not None
    assert 0.2 < low < 0.5 < high < 0.8
    assert (low, high) == interval(calls, mean)


def test_calls_that_are_all_alike_leave_no_doubt() -> None:
    assert interval([[1.0]] * 5, mean) == (1.0, 1.0)
