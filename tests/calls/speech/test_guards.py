"""What Whisper makes up is taken out; what people say is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.speech import guards
from calls.speech.types import Word


def spoken(text: str, *, seconds: float = 5.0, confidence: float = 0.9) -> list[Word]:
    parts = text.split()
    step = seconds / max(len(parts), 1)
    return [Word(n * step, (n + 1) * step, f" {part}", confidence) for n, part in enumerate(parts)]


def text_of(words: list[Word]) -> str:
    return "".join(word.text for word in words).strip()


@pytest.mark.parametrize(
    "text",
    ["Thank you for watching!", "Thanks for watching.", "Please subscribe to my channel.",
     "Subtitles by the Amara.org community", "Untertitelung des ZDF", "¡Suscríbete al canal!",
     "Sous-titrage Société Radio-Canada", "See you in the next video."],
)  # fmt: skip
def test_what_only_subtitles_say_is_dropped_over_noise(text: str) -> None:
    words = spoken(text)
    assert guards.believable(words, [0.5] * len(words)) == []


def test_the_same_words_over_a_clear_voice_were_said() -> None:
    words = spoken("Thanks for watching.")
    assert guards.believable(words, [0.99] * len(words)) == words


def test_a_sentence_that_contains_such_words_is_kept() -> None:
    words = spoken("She said thanks for watching the house while we were away.")
    assert guards.believable(words, [0.5] * len(words)) == words


def test_a_loop_is_cut_to_what_a_person_might_repeat() -> None:
    words = spoken("Well " + "I don't know " * 20 + "goodbye.", seconds=40)
    assert text_of(guards.believable(words, [1.0] * len(words))) == "Well " + "I don't know " * 4 + "goodbye."


@pytest.mark.parametrize("text", ["No, no, no, no.", "five five five one two", "Yes. Yes. Yes."])
def test_what_people_do_repeat_stays(text: str) -> None:
    words = spoken(text)
    assert guards.believable(words, [1.0] * len(words)) == words


def test_text_faster_than_anybody_speaks_and_unsure_is_made_up() -> None:
    words = spoken("I am going to go to the store and buy some milk", seconds=0.5, confidence=0.3)
    assert guards.believable(words, [1.0] * len(words)) == []


@given(st.lists(st.sampled_from(["a", "b", "c."]), max_size=60))
def test_loops_lie_in_order_and_leave_text_that_has_none(words: list[str]) -> None:
    found = guards.loops(words)
    edges = [edge for loop in found for edge in loop]
    assert edges == sorted(edges)
    assert all(start < end <= len(words) for start, end in found)


def test_doubt_has_reasons() -> None:
    good = {"logprob": -0.2, "no_speech": 0.1, "seconds": 20.0}
    assert not guards.is_doubtful("I would like to book a table for two.", **good)
    assert guards.is_doubtful("I would like", **(good | {"logprob": -0.9}))
    assert guards.is_doubtful("okay " * 40, **good)
    assert guards.is_doubtful("one two three four five six seven", **(good | {"seconds": 0.6}))
    assert guards.is_doubtful("", **good)
    assert not guards.is_doubtful("", logprob=0.0, no_speech=0.9, seconds=20.0)


@pytest.mark.parametrize(
    ("logprob", "no_speech", "silent"), [(-1.5, 0.9, True), (-0.3, 0.9, False), (-1.5, 0.2, False)]
)
def test_silence_needs_both_signs(logprob: float, no_speech: float, silent: bool) -> None:
    assert guards.is_silence(logprob=logprob, no_speech=no_speech) is silent


def test_text_that_repeats_itself_compresses() -> None:
    assert guards.compression("over and over and " * 20) > guards.COMPRESSION
    assert guards.compression("") == 0.0
