"""A thousand dictations of each seed, and as many conversations in which other numbers are said."""

import pytest

from audiapro.bench.phrasings import negatives, phrasings
from audiapro.management.commands.bench_privacy import recall, wrong


@pytest.mark.parametrize("seed", [1, 2026])
def test_of_a_thousand_dictations_at_least_98_percent_of_each_kind_are_found(seed: int) -> None:
    told = recall(phrasings(1000, seed=seed))
    assert told.pop("labels") >= 1000
    assert set(told) == {"all", "card", "phone", "e-mail", "national id"}
    assert min(told.values()) >= 0.98


def test_other_numbers_are_taken_for_personal_less_than_once_in_five_thousand_words() -> None:
    told = wrong(negatives(1000, seed=1))
    assert told["words"] > 30_000
    assert told["per_1000_words"] < 0.2
