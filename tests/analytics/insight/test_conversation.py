"""The numbers of a call on timelines short enough to work out by hand."""

from dataclasses import replace

import pytest

from analytics.insight.floor import ALONE, IN_DOUBT, MIXED, NO_ROLES, NO_SPEECH
from analytics.insight.metrics import metrics
from analytics.insight.types import Conversation, Metric, Rules, Turn
from calls.speech.types import Span, SpanKind, Word
from tests.analytics.insight.build import by_key, dialogue, timeline

# The agent speaks 25 s and the customer 15 s of 60; both at once from 9 to 10 s.
CALL = timeline(("A", 0, 10), ("C", 9, 14), ("A", 16, 26), ("C", 36, 46), ("A", 46.5, 51.5), duration=60)


def measured(conversation: Conversation) -> dict[str, Metric]:
    return by_key(metrics(conversation, questions=(), rules=Rules()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("agent_talk_ratio", 62.5),
        ("speech_share", 65.0),
        ("silence_share", 35.0),
        ("dead_air_count", 1),
        ("dead_air_longest", 10.0),
        ("longest_monologue", 10.0),
        ("longest_story", 10.0),
        ("overtalk_share", 1.667),
        ("overtalk_events", 1),
        ("turns", 5),
        ("interactivity", 4.0),
        ("patience", 1.25),
        ("median_patience", 1.25),
    ],
)
def test_a_metric_is_what_its_formula_says(key: str, value: float) -> None:
    assert measured(CALL)[key].value == pytest.approx(value, abs=0.001)


def test_a_back_channel_neither_takes_the_floor_nor_ends_a_monologue() -> None:
    call = timeline(("A", 0, 20), ("C", 10, 10.6), ("A", 20.5, 35), duration=40)

    assert measured(call)["turns"].value == 1
    assert measured(call)["longest_monologue"].value == 35


def test_a_long_interjection_ends_a_monologue() -> None:
    call = timeline(("A", 0, 20), ("C", 20, 21.5), ("A", 22, 35), duration=40)

    assert measured(call)["longest_monologue"].value == 20


def test_dead_air_ends_a_monologue() -> None:
    call = timeline(("A", 0, 10), ("A", 14, 26), ("C", 27, 30), duration=30)

    assert measured(call)["longest_monologue"].value == 12


def test_an_interruption_counts_as_no_wait() -> None:
    call = timeline(("C", 0, 10), ("A", 8, 20), ("C", 21, 30), ("A", 32, 40), duration=40)

    assert measured(call)["patience"].value == 1.0


def test_word_times_beat_utterance_times() -> None:
    words = (Word(0, 1, "one", 1.0), Word(1.2, 2, "two", 1.0), Word(8, 10, "three", 1.0))
    call = Conversation((Turn(0, 0, 10, "one two three", words=words),), 10)

    assert measured(call)["speech_share"].value == 40.0
    assert measured(call)["dead_air_longest"].value == 6.0


def test_words_per_minute_are_of_the_time_spoken() -> None:
    call = timeline(("A", 0, 30), ("C", 90, 93), duration=120, text=" ".join(["word"] * 75))

    assert measured(call)["agent_words_per_minute"].value == 150.0


def test_a_rate_over_little_speech_is_not_given() -> None:
    call = timeline(("A", 0, 29), ("C", 90, 93), duration=120)

    assert measured(call)["agent_words_per_minute"].value is None
    assert measured(call)["agent_words_per_minute"].why == "There are less than 30 s of speech by the agent."


def test_words_are_not_counted_where_none_are_written_apart() -> None:
    assert measured(replace(CALL, language="ja"))["agent_words_per_minute"].why == (
        "Words are not counted in Japanese."
    )


def test_ringing_before_the_agent_answers_is_no_dead_air() -> None:
    call = timeline(("S", 0, 5), ("A", 20, 25), ("C", 26, 30), duration=30)

    assert measured(call)["dead_air_count"].value == 0


@pytest.mark.parametrize("kind", [SpanKind.HOLD, SpanKind.MUSIC, SpanKind.RINGBACK, SpanKind.TONE])
def test_what_sounds_between_words_is_no_dead_air(kind: SpanKind) -> None:
    """From 26 to 36 s nobody speaks; until 32.5 s something sounds."""
    held = measured(replace(CALL, spans=(Span(kind, 27.0, 32.5), Span(SpanKind.SILENCE, 32.5, 36.0))))

    assert (held["dead_air_count"].value, held["dead_air_longest"].value) == (1, 3.5)


def test_hold_after_the_last_word_makes_no_silence_before_it_dead_air() -> None:
    held = replace(CALL, duration=90, spans=(Span(SpanKind.HOLD, 60.0, 90.0),))

    assert measured(held)["dead_air_count"].value == 1


def test_a_wait_on_hold_is_not_the_agents_patience() -> None:
    call = timeline(("C", 0, 10), ("A", 11, 20), ("C", 21, 30), ("A", 60, 70), duration=70)
    held = replace(call, spans=(Span(SpanKind.HOLD, 31, 59),))

    assert measured(call)["patience"].value == 15.5
    assert measured(held)["patience"].value == 1.0


SIDED = {
    "agent_talk_ratio",
    "longest_monologue",
    "longest_story",
    "patience",
    "median_patience",
    "agent_words_per_minute",
    "customer_words_per_minute",
    "agent_questions",
    "customer_questions",
    "agent_question_rate",
    "agent_interruptions",
    "customer_interruptions",
    "agent_backchannels",
    "customer_backchannels",
}
TWO_VOICES = SIDED | {"interactivity", "turns", "overtalk_share", "overtalk_events"}


def missing(conversation: Conversation) -> dict[str, str]:
    return {key: metric.why for key, metric in measured(conversation).items() if metric.value is None}


def test_a_mixture_nobody_separated_has_no_numbers_by_side() -> None:
    mixed = dialogue(*["?: word"] * 20, channels=1, has_speakers=False)

    assert missing(mixed) == dict.fromkeys(TWO_VOICES, MIXED)


def doubted(seconds: float) -> Conversation:
    """One channel; of 40 s of speech the given number is by a speaker nobody is sure of."""
    turns = (("A", 0.0, 20.0, 0.99), ("C", 20.0, 40.0 - seconds, 0.9), ("C", 40.0 - seconds, 40.0, 0.89))
    told = tuple(
        Turn(n, start, end, "word", {"A": "agent", "C": "customer"}[who], who, speaker_confidence=sure)
        for n, (who, start, end, sure) in enumerate(turns)
    )
    return Conversation(told, 40.0, 1, "en", has_speakers=True)


def test_numbers_by_side_are_off_where_too_much_is_in_doubt() -> None:
    assert set(missing(doubted(8.0)).values()) == {IN_DOUBT}
    assert set(missing(doubted(8.0))) == TWO_VOICES


def test_a_little_doubt_leaves_the_numbers_by_side() -> None:
    assert measured(doubted(4.0))["agent_talk_ratio"].value == 50.0


def test_one_voice_alone_is_no_conversation() -> None:
    assert missing(dialogue(*["C: word"] * 20)) == dict.fromkeys(TWO_VOICES, ALONE)


def test_speakers_without_roles_have_turns_but_no_agent() -> None:
    unnamed = replace(CALL, turns=tuple(replace(turn, role="") for turn in CALL.turns))

    assert missing(unnamed) == dict.fromkeys(SIDED, NO_ROLES)
    assert measured(unnamed)["turns"].value == 5


def test_two_colleagues_are_two_sides_and_neither_is_the_agent() -> None:
    colleagues = replace(CALL, turns=tuple(replace(turn, role="agent") for turn in CALL.turns))

    assert missing(colleagues) == dict.fromkeys(SIDED, NO_ROLES)
    assert measured(colleagues)["turns"].value == 5


def test_voices_told_apart_in_one_channel_have_no_overtalk() -> None:
    assert set(missing(replace(CALL, channels=1))) & {"overtalk_share", "overtalk_events"} == {
        "overtalk_share",
        "overtalk_events",
    }
    assert measured(replace(CALL, channels=1))["agent_talk_ratio"].value == 62.5


def test_a_recording_without_speech_says_so() -> None:
    why = missing(Conversation((), 20, 2, "en"))

    assert why["dead_air_count"] == why["turns"] == NO_SPEECH
    assert measured(Conversation((), 20, 2, "en"))["silence_share"].value == 100


def test_questions_are_counted_by_side_and_missing_where_none_can_be_found() -> None:
    unknown = by_key(metrics(replace(CALL, language="de"), questions=None, rules=Rules()))

    assert measured(CALL)["agent_questions"].value == 0
    assert unknown["agent_questions"].why == "Questions are not found in German yet."
