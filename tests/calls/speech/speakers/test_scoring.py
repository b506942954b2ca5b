"""The score of a diarization: right by the best matching of names, counted in words and in time."""

from calls.speech.speakers.scoring import Said, Score, score
from calls.speech.types import Word

TRUTH = [Said(0, 5, "agent"), Said(5, 10, "customer")]


def spoken(*speakers: str) -> list[Word]:
    """A word in each second."""
    return [Word(n, n + 0.9, " word", 1.0, speaker) for n, speaker in enumerate(speakers)]


def test_names_do_not_matter() -> None:
    assert score(spoken(*"BBBBBAAAAA"), TRUTH).wrong == 0


def test_each_word_on_the_other_speaker_counts() -> None:
    measured = score(spoken(*"AAABBBBBBB"), TRUTH)
    assert (measured.words, measured.wrong, round(measured.seconds_wrong, 1)) == (10, 2, 1.8)


def test_one_speaker_for_all_gets_the_smaller_part_wrong() -> None:
    assert score(spoken(*"AAAAAAAAAA"), TRUTH).wrong == 5


def test_a_true_speaker_counts_for_one_name_only() -> None:
    assert score(spoken(*"AAACCBBBBB"), TRUTH).wrong == 2


def test_a_word_without_a_speaker_is_wrong() -> None:
    assert score(spoken("A", "", *"AAABBBBB"), TRUTH).wrong == 1


def test_words_spoken_at_once_are_counted_apart() -> None:
    truth = [*TRUTH, Said(0, 1, "customer")]
    measured = score(spoken(*"BAAAABBBBB"), truth, owners=["agent"] * 5 + ["customer"] * 5)
    assert (measured.wrong, measured.alone, measured.alone_wrong) == (1, 9, 0)


def test_a_word_in_a_pause_belongs_to_who_is_nearest() -> None:
    words = [Word(0.1, 0.4, " a", 1.0, "A"), Word(4.9, 5.0, " b", 1.0, "B"), Word(6.0, 6.5, " c", 1.0, "B")]
    assert score(words, [Said(0, 1, "agent"), Said(6, 7, "customer")]).wrong == 0


def test_nothing_said_is_nothing_wrong() -> None:
    assert score([], TRUTH) == Score(0, 0, 0, 0, 0, 0)
