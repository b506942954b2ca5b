"""A window in doubt is decoded again, slower; the best answer counts, and no other window is touched."""

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from calls.speech import attempts
from calls.speech.attempts import CAREFUL, FAST, Answer, Attempt

SURE, UNSURE = -0.1, -0.9
LOOP = "I will call you back. " * 12


def answer(text: str = "Good morning.", logprob: float = SURE, no_speech: float = 0.0) -> Answer:
    return Answer((1, 2, 3), text, logprob, no_speech)


def decoder(
    *answers: dict[Attempt, Answer],
) -> tuple[Callable[[Attempt, Sequence[int]], list[Answer]], list[tuple[Attempt, list[int]]]]:
    """For each window what each attempt gives; and what was asked for, in order."""
    asked: list[tuple[Attempt, list[int]]] = []

    def decode(attempt: Attempt, numbers: Sequence[int]) -> list[Answer]:
        asked.append((attempt, list(numbers)))
        return [answers[n][attempt] for n in numbers]

    return decode, asked


def test_a_sure_window_is_decoded_once() -> None:
    decode, asked = decoder({FAST: answer()}, {FAST: answer()})
    assert attempts.best(decode, [20.0, 5.0]) == [answer(), answer()]
    assert asked == [(FAST, [0, 1])]


def test_only_the_doubtful_one_is_decoded_again() -> None:
    unsure, wider = answer("Good mourning.", UNSURE), answer("Good morning to you.", SURE)
    decode, asked = decoder({FAST: answer()}, {FAST: unsure, CAREFUL[0]: wider})
    assert attempts.best(decode, [20.0, 5.0]) == [answer(), wider]
    assert asked == [(FAST, [0, 1]), (CAREFUL[0], [1])]


def test_the_likelier_answer_counts_though_the_slower_one_came_later() -> None:
    first, later = answer("Good mourning.", -0.5), answer("Goo more ning.", -0.8)
    decode, asked = decoder({FAST: first, CAREFUL[0]: later, CAREFUL[1]: later})
    assert attempts.best(decode, [20.0]) == [first]
    assert [attempt for attempt, _ in asked] == [FAST, *CAREFUL]


def test_a_loop_gives_way_to_anything_that_does_not_repeat_itself() -> None:
    loop, way_out = answer(LOOP, SURE), answer("I will call you back.", UNSURE)
    decode, _ = decoder({FAST: loop, CAREFUL[0]: loop, CAREFUL[1]: way_out})
    assert attempts.best(decode, [20.0]) == [way_out]


def test_silence_is_not_heard_again() -> None:
    silence = answer("Thank you.", -1.5, no_speech=0.9)
    decode, asked = decoder({FAST: silence})
    assert attempts.best(decode, [20.0]) == [silence]
    assert len(asked) == 1


LOGPROBS = st.floats(min_value=-0.99, max_value=0.0)


@given(st.lists(st.tuples(LOGPROBS, LOGPROBS, LOGPROBS), max_size=8), st.randoms())
def test_an_answer_does_not_depend_on_the_other_windows(
    windows: list[tuple[float, float, float]], random: Random
) -> None:
    given_by = [
        {attempt: answer(logprob=one) for attempt, one in zip((FAST, *CAREFUL), row, strict=True)}
        for row in windows
    ]
    order = list(range(len(windows)))
    random.shuffle(order)
    together = attempts.best(decoder(*given_by)[0], [20.0] * len(windows))
    shuffled = attempts.best(decoder(*(given_by[n] for n in order))[0], [20.0] * len(windows))
    assert [together[n] for n in order] == shuffled
