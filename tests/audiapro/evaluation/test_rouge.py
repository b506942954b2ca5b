"""ROUGE, on cases worked out by hand."""

import pytest

from audiapro.evaluation.rouge import MEASURES, against


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("ROUGE-1", 2 * 5 / 12),  # the, cat, on, the, mat
        ("ROUGE-2", 2 * 3 / 10),  # the cat, on the, the mat
        ("ROUGE-L", 2 * 3 / 12),  # on the mat
    ],
)
def test_shared_words_pairs_and_order(measure: str, expected: float) -> None:
    ours, theirs = "The cat sat on the mat.", "on the mat, the cat lay"
    assert against([theirs], ours, rouge=MEASURES[measure]) == pytest.approx(expected)


def test_a_text_is_like_itself_and_unlike_another() -> None:
    for measure in MEASURES.values():
        assert against(["A refund by Friday"], "a refund, by friday!", rouge=measure) == 1
        assert against(["A refund by Friday"], "no", rouge=measure) == 0


def test_a_repeated_word_counts_as_often_as_both_have_it() -> None:
    assert against(["no"], "no no no", rouge=MEASURES["ROUGE-1"]) == pytest.approx(2 / 4)


def test_the_mean_over_several_references_is_taken() -> None:
    assert against(["refund", "delivery"], "refund", rouge=MEASURES["ROUGE-1"]) == 0.5


def test_an_empty_summary_is_like_nothing() -> None:
    assert all(against(["refund"], "", rouge=measure) == 0 for measure in MEASURES.values())
