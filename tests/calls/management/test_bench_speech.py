"""What `bench_speech` compares with the label: words, and words put onto speakers."""

from calls.management.commands.bench_speech import by_speaker_errors
from calls.speech.cpwer import WordErrors
from calls.speech.types import Segment, Speech, Word

TURNS = [("agent", "Good morning."), ("customer", "Hello there!"), ("agent", "How are you?")]


def plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha() or letter == " ")


def heard(*segments: Segment) -> Speech:
    return Speech(language="en", duration=6.0, channels=1, segments=segments)


def said(text: str, *, speaker: str, by_word: str = "") -> Segment:
    words = tuple(Word(0.0, 1.0, f" {word}", 1.0, by_word) for word in text.split())
    return Segment(0.0, 1.0, text, words, speaker=speaker)


def test_turns_of_a_speaker_are_one_row() -> None:
    speech = heard(
        said("good morning", speaker="A"), said("hello there", speaker="B"), said("how are you", speaker="A")
    )
    assert by_speaker_errors(TURNS, speech, plain) == WordErrors(0, 7)


def test_the_speaker_of_a_word_goes_before_that_of_its_segment() -> None:
    speech = heard(
        said("good morning", speaker="A"),
        said("hello there", speaker="A", by_word="B"),
        said("how are you", speaker="A"),
    )
    assert by_speaker_errors(TURNS, speech, plain) == WordErrors(0, 7)


def test_words_without_speakers_are_one_speakers() -> None:
    speech = heard(said("good morning hello there how are you", speaker=""))
    assert by_speaker_errors(TURNS, speech, plain) == WordErrors(4, 7)
