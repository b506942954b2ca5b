"""cpWER on cases counted by hand, and its distance against jiwer's."""

import random

import jiwer
import pytest

from calls.speech.cpwer import WordErrors, cpwer, word_errors

TRUTH = {
    "agent": ["good", "morning", "how", "can", "i", "help"],
    "customer": ["my", "invoice", "is", "wrong"],
}


def test_names_of_speakers_do_not_matter() -> None:
    heard = {"B": TRUTH["agent"], "A": TRUTH["customer"]}
    assert cpwer(TRUTH, heard) == WordErrors(0, 10)


def test_a_word_on_the_wrong_speaker_counts_twice() -> None:
    heard = {"A": ["good", "morning", "how", "can", "i"], "B": ["help", "my", "invoice", "is", "wrong"]}
    assert cpwer(TRUTH, heard) == WordErrors(2, 10)


def test_one_speaker_for_all_misses_the_other_and_adds_their_words() -> None:
    heard = {"A": [*TRUTH["agent"], *TRUTH["customer"]]}
    assert cpwer(TRUTH, heard) == WordErrors(8, 10)


def test_a_speaker_too_many_counts_as_added_words() -> None:
    heard = {"A": TRUTH["agent"], "B": TRUTH["customer"], "C": ["hello", "there"]}
    assert cpwer(TRUTH, heard) == WordErrors(2, 10)


def test_the_best_assignment_is_not_the_greedy_one() -> None:
    truth = {"one": ["a", "b", "c"], "two": ["a", "b", "d", "e"]}
    heard = {"A": ["a", "b", "d"], "B": ["x", "y", "z"]}
    assert cpwer(truth, heard) == WordErrors(4, 7)


def test_nothing_heard_leaves_out_every_word() -> None:
    assert cpwer(TRUTH, {}).rate == 1.0


def test_words_where_nobody_spoke_are_no_rate_of_zero() -> None:
    assert cpwer({}, {"A": ["hello"]}).rate == float("inf")
    assert cpwer({}, {}).rate == 0.0


def test_recordings_add_up_by_their_words() -> None:
    assert (WordErrors(1, 2) + WordErrors(1, 18)).rate == 0.1


def test_more_speakers_than_can_be_assigned_are_refused() -> None:
    with pytest.raises(ValueError, match="8 speakers"):
        cpwer({}, {str(number): ["hello"] for number in range(8)})


def test_the_distance_is_that_of_jiwer() -> None:
    dice = random.Random(4)
    for _ in range(200):
        truth, heard = (dice.choices("abcd", k=dice.randint(1, 12)) for _ in range(2))
        theirs = jiwer.process_words(" ".join(truth), " ".join(heard))
        assert word_errors(truth, heard) == theirs.substitutions + theirs.deletions + theirs.insertions
