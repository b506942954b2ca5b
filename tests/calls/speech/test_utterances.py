"""Cutting words into utterances loses none, keeps their order, and cuts where people pause."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from calls.speech.types import Word
from calls.speech.utterances import PAUSE, split


def words(text: str, *, gap: float = 0.05, start: float = 0.0) -> list[Word]:
    return [
        Word(start + place * (0.3 + gap), start + place * (0.3 + gap) + 0.3, f" {word}", 0.9)
        for place, word in enumerate(text.split())
    ]


def test_a_pause_ends_an_utterance() -> None:
    spoken = words("I will check") + words("and call you", start=10.0)
    assert [piece.text for piece in split(spoken)] == ["I will check", "and call you"]


def test_a_long_sentence_ends_at_its_full_stop() -> None:
    spoken = words("I was charged twice yesterday. Can you help?")
    assert [piece.text for piece in split(spoken)] == ["I was charged twice yesterday.", "Can you help?"]


def test_short_answers_run_on_without_a_pause() -> None:
    assert [piece.text for piece in split(words("Yes. Okay. Fine."))] == ["Yes. Okay. Fine."]


def test_a_title_is_no_end_of_a_sentence() -> None:
    spoken = words("Good morning to you dear Mr. Finch again")
    assert len(list(split(spoken))) == 1


def test_an_utterance_knows_its_times_speaker_and_confidence() -> None:
    [piece] = split(words("hello there"), speaker="B")
    assert (piece.start, round(piece.end, 2), piece.speaker, piece.speaker_confidence) == (0, 0.65, "B", 1)
    assert round(piece.confidence, 2) == 0.9


def test_a_change_of_speaker_ends_an_utterance() -> None:
    spoken = [
        replace(word, speaker=who) for word, who in zip(words("that is fine okay"), "AAAB", strict=True)
    ]
    assert [(piece.speaker, piece.text) for piece in split(spoken)] == [("A", "that is fine"), ("B", "okay")]


def test_an_utterance_is_as_sure_of_its_speaker_as_its_words() -> None:
    sure, unsure = (
        replace(word, speaker="A", speaker_confidence=p)
        for word, p in zip(words("oh no"), (1.0, 0.5), strict=True)
    )
    assert [piece.speaker_confidence for piece in split([sure, unsure])] == [0.75]


@given(
    st.lists(
        st.tuples(
            st.floats(0, 5),
            st.floats(0.01, 2),
            st.sampled_from([" a", " b.", " c?", " Mr.", " ¿qué", " 好。"]),
        )
    )
)
def test_no_word_is_lost_or_moved(spoken: list[tuple[float, float, str]]) -> None:
    clock, given_words = 0.0, []
    for gap, length, text in spoken:
        clock += gap
        given_words.append(Word(clock, clock + length, text, 0.5))
        clock += length
    pieces = list(split(given_words))
    assert [word for piece in pieces for word in piece.words] == given_words
    for before, after in pairwise(pieces):
        assert before.end <= after.start
    for piece in pieces:
        gaps = [b.start - a.end for a, b in pairwise(piece.words)]
        assert all(gap < PAUSE for gap in gaps)
