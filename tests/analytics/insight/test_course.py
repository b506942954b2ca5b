"""Where the mood went."""

from analytics.insight.course import Course, course
from tests.analytics.insight.build import dialogue


def _course(*scores: float) -> Course:
    said = dialogue(*(line for _ in scores for line in ("A: Right.", "C: Well.")))
    return course(said, [score for own in scores for score in (0.9, own)])


def test_a_call_that_ends_better_than_it_began_improves() -> None:
    assert _course(-0.5, -0.5, 0, 0, 0, 0.5) == Course.IMPROVING


def test_a_call_that_ends_worse_than_it_began_worsens() -> None:
    assert _course(0.5, 0, 0, 0, -0.5, 0) == Course.WORSENING


def test_a_change_of_exactly_the_threshold_is_none() -> None:
    assert _course(0, 0, 0, 0, 0.2, 0.2) == Course.STEADY


def test_five_turns_of_the_customer_are_no_course() -> None:
    assert _course(-1, -1, 0, 1, 1) == Course.UNKNOWN


def test_only_the_customer_has_a_course() -> None:
    said = dialogue(*["A: Well."] * 9)
    assert course(said, [-1.0] * 5 + [1.0] * 4) == Course.UNKNOWN


def test_a_turn_that_is_not_rated_counts_for_nothing() -> None:
    said = dialogue(*["C: Well."] * 8)
    assert course(said, [None, None, -1, -1, 0, 0, 1, 1]) == Course.IMPROVING
