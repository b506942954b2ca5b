"""The measures, on cases worked out by hand."""

import pytest

from audiapro.evaluation.scores import accuracy, auc, f1, macro_f1, mean, precision, recall

PAIRS = [(True, True), (True, False), (True, False), (False, True), (False, False)]


def test_precision_recall_and_f1_of_one_hit_two_misses_and_a_false_alarm() -> None:
    assert precision(PAIRS) == pytest.approx(1 / 2)
    assert recall(PAIRS) == pytest.approx(1 / 3)
    assert f1(PAIRS) == pytest.approx(2 / 5)


def test_nothing_found_and_nothing_to_find_is_no_figure() -> None:
    nothing = [(False, False)]
    assert (precision(nothing), recall(nothing), f1(nothing), accuracy([]), mean([])) == (None,) * 5


def test_macro_f1_weighs_a_rare_label_like_a_common_one() -> None:
    assert macro_f1([(0, 0)] * 8 + [(1, 0)] * 2) == pytest.approx((2 * 8 / 18 + 0) / 2)


def test_auc_counts_a_tie_as_half() -> None:
    assert auc([(True, 0.9), (False, 0.1)]) == 1
    assert auc([(True, 0.5), (False, 0.5)]) == 0.5
    assert auc([(True, 0.1), (False, 0.9), (False, 0.0)]) == 0.5


def test_auc_of_one_class_is_no_figure() -> None:
    assert auc([(True, 0.9)]) is None
