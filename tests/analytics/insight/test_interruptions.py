"""Who cuts whom off, on timelines made by hand and on random ones that know their own truth."""

import random
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from analytics.insight.conversation import ONE_CHANNEL
from analytics.insight.interruptions import backchannels, interruptions
from analytics.insight.metrics import metrics
from analytics.insight.types import Conversation, Metric, Rules, Turn
from calls.speech.types import Span, SpanKind
from tests.analytics.insight.build import by_key, timeline

RULES = Rules()
LISTENING = ("Mm-hm.", "Okay.", "Right.", "Yeah.", "Uh-huh.")
SPEECH = "The order has not come yet and I wanted to ask about it"


def measured(call: Conversation) -> dict[str, Metric]:
    return by_key(metrics(call, questions=(), rules=RULES))


def cut_off(*spoken: tuple[str, float, float], text: str = SPEECH) -> float | None:
    call = timeline(*spoken, duration=60, text=text)
    return measured(call)["agent_interruptions"].value


def test_taking_the_floor_from_somebody_who_had_it_is_an_interruption() -> None:
    assert cut_off(("C", 0, 10), ("A", 9.4, 15)) == 1


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ((0, 10), (9.8, 15)),  # the ordinary slip at the end of a turn
        ((0, 10), (5, 8)),  # the customer goes on: the floor was not taken
        ((0, 1.5), (0.5, 6)),  # both start at once
        ((0, 10), (10, 15)),  # one after the other
    ],
)
def test_what_takes_no_floor_is_no_interruption(
    customer: tuple[float, float], agent: tuple[float, float]
) -> None:
    assert cut_off(("C", *customer), ("A", *agent)) == 0


def test_a_word_of_listening_is_no_interruption_even_when_it_outlasts_the_other() -> None:
    assert cut_off(("C", 0, 10), ("A", 9.5, 10.2), text="Okay.") == 0


def test_one_channel_cannot_tell_who_interrupts() -> None:
    call = timeline(("C", 0, 10), ("A", 9, 15), duration=20, channels=1)

    assert measured(call)["agent_interruptions"].why == ONE_CHANNEL


def test_a_language_without_words_of_listening_says_so() -> None:
    call = replace(timeline(("C", 0, 10), ("A", 9, 15), duration=20), language="es")

    assert "Spanish" in measured(call)["agent_interruptions"].why


def test_a_short_silence_on_the_line_is_no_long_one() -> None:
    call = timeline(("C", 0, 10), ("A", 14, 20), ("C", 31, 33), duration=40)

    assert measured(call)["dead_air_count"].value == 2
    assert measured(call)["long_dead_air_count"].value == 1


def test_hold_is_what_sounds_between_the_first_and_the_last_word() -> None:
    sounds = (
        Span(SpanKind.RINGBACK, 0, 4),
        Span(SpanKind.HOLD, 20, 32),
        Span(SpanKind.MUSIC, 30, 35),
        Span(SpanKind.SILENCE, 36, 39),
        Span(SpanKind.MUSIC, 58, 70),
    )
    call = replace(timeline(("A", 5, 20), ("C", 40, 60), duration=80), spans=sounds)

    assert measured(call)["hold_seconds"].value == 17


@dataclass
class Truth:
    """What the generator put into a call."""

    interruptions: set[int]
    backchannels: set[int]
    silences: list[float]
    held: float
    talk: dict[str, float]
    both: float


def random_call(seed: int) -> tuple[Conversation, Truth]:
    """A two-channel call made move by move: answers, cut-offs, signs of listening, silences, hold."""
    chance = random.Random(seed)
    truth = Truth(set(), set(), [], 0.0, {"A": 0.0, "C": 0.0}, 0.0)
    turns: list[tuple[str, float, float, str]] = [("A", 1.0, 4.0, SPEECH)]
    sounds: list[Span] = []
    truth.talk["A"] = 3.0
    for _ in range(chance.randint(20, 60)):
        before, other = turns[-1], "C" if turns[-1][0] == "A" else "A"
        end, length = before[2], chance.uniform(2.0, 12.0)
        move = chance.choice(("answer", "answer", "cut", "listen", "silence", "hold"))
        start = end + chance.uniform(0.05, 1.2)
        if move == "cut":
            start = end - chance.uniform(0.35, min(1.0, before[2] - before[1] - 1.0))
            truth.both += end - start
        elif move == "silence":
            start = end + chance.uniform(3.1, 20.0)
            truth.silences.append(start - end)
        elif move == "hold":
            start = end + chance.uniform(5.0, 40.0)
            sounds.append(Span(SpanKind.HOLD, end, start))
            truth.held += start - end
        turns.append((other, start, start + length, SPEECH))
        truth.talk[other] += length
        if move == "listen" and length > 4.0:
            said = chance.uniform(0.3, 0.9)
            at = start + chance.uniform(0.5, length - 2.0)
            listener = before[0]
            turns.insert(-1, (listener, at, at + said, chance.choice(LISTENING)))
            truth.talk[listener] += said
            truth.both += said
    return _call(turns, sounds, truth), _indexed(turns, truth)


def _call(turns: list[tuple[str, float, float, str]], sounds: list[Span], truth: Truth) -> Conversation:
    roles = {"A": "agent", "C": "customer"}
    ordered = sorted(turns, key=lambda turn: turn[1])
    spoken = tuple(Turn(n, s, e, text, roles[side], side) for n, (side, s, e, text) in enumerate(ordered))
    duration = max(turn.end for turn in spoken) + 2.0
    return Conversation(spoken, duration, 2, "en", has_speakers=True, spans=tuple(sounds))


def _indexed(turns: list[tuple[str, float, float, str]], truth: Truth) -> Truth:
    ordered = sorted(turns, key=lambda turn: turn[1])
    speech = [(n, turn) for n, turn in enumerate(ordered) if turn[3] == SPEECH]
    truth.backchannels = {n for n, turn in enumerate(ordered) if turn[3] != SPEECH}
    truth.interruptions = {n for (_, before), (n, turn) in pairwise(speech) if turn[1] < before[2]}
    return truth


@pytest.mark.parametrize("seed", range(40))
def test_a_random_call_measures_as_it_was_made(seed: int) -> None:
    call, truth = random_call(seed)
    numbers = measured(call)

    def value(key: str) -> float:
        found = numbers[key].value
        assert found is not None, numbers[key].why
        return found

    said = [(turn.role, turn) for turn in call.turns]
    assert {onset.turn.index for onset in interruptions(said, RULES)} == truth.interruptions
    assert {onset.turn.index for onset in backchannels(said, RULES)} == truth.backchannels
    assert value("agent_interruptions") + value("customer_interruptions") == len(truth.interruptions)
    assert value("agent_backchannels") + value("customer_backchannels") == len(truth.backchannels)
    assert value("dead_air_count") == len(truth.silences)
    assert value("dead_air_longest") == pytest.approx(max(truth.silences, default=0.0), abs=0.15)
    assert value("long_dead_air_count") == sum(length >= 10 for length in truth.silences)
    assert value("hold_seconds") == pytest.approx(truth.held, abs=0.15)
    assert value("overtalk_share") * call.duration / 100 == pytest.approx(truth.both, abs=0.15)
    assert value("agent_talk_ratio") == pytest.approx(
        100 * truth.talk["A"] / sum(truth.talk.values()), abs=0.3
    )
