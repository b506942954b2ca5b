"""Trackers: what is found, by whom, where, and what cannot be told."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.rulebook import Tracker
from analytics.insight.tools import Tools
from analytics.insight.trackers import NO_MODEL, NO_SPEAKER, Listener, Look
from analytics.insight.types import Conversation, Finding
from analytics.tools import parse
from tests.analytics.insight.build import dialogue

CALL = dialogue(
    "A: Good morning, Northwind. How can I help?",
    "C: I want to cancel my contract. I cancelled it twice already.",
    "A: May I ask why?",
    "C: It went up and I paid more. Can I get a refund",
    "C: for the last month?",
    "A: Refunds take five days. Anything else?",
)


def look(call: Conversation = CALL, *phrases: str, tools: Tools | None = None, **fields: object) -> Look:
    tracker = Tracker(1, "Any", phrases=phrases, **fields)  # type: ignore[arg-type]
    return Listener(call, tools or Tools()).look(tracker)


def finding(call: Conversation, *phrases: str, **fields: object) -> Finding | None:
    listener = Listener(call, Tools())
    return listener.finding(listener.look(Tracker(7, "Any", phrases=phrases, **fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phrase", "turns"),
    [
        ("cancel my contract", [(1,)]),
        ("cancelling contracts", []),
        ("cancels", [(1,), (1,)]),
        ("refund", [(3,), (5,)]),
        ('"refund"', [(3,)]),
        ("ref*", [(3,), (5,)]),
        ("“Any*thing”", []),
        ("refund for the last", [(3, 4)]),
        ("more can I", [(3,)]),
        (".*", []),
        ("[a-z]+(", []),
        ("🙂", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_in_its_forms_and_over_the_end_of_a_line(
    phrase: str, turns: list[tuple[int, ...]]
) -> None:
    assert [hit.turns for hit in look(CALL, phrase).hits] == turns


def test_no_phrase_runs_from_one_speaker_into_the_other() -> None:
    assert not look(CALL, "month refunds").hits


def test_dictionary_forms_find_what_no_ending_tells() -> None:
    assert not look(CALL, "pay", "go up").hits
    assert [hit.said for hit in look(CALL, "pay", "go up", tools=Tools(parse=parse)).hits] == [
        "went up",
        "paid",
    ]


def test_the_same_words_count_once() -> None:
    assert len(look(CALL, "refund", "refund*", '"refund"', "refunds take").hits) == 2


def test_only_the_chosen_speaker_counts() -> None:
    assert [hit.turns for hit in look(CALL, "refund", said_by="agent").hits] == [(5,)]
    assert [hit.turns for hit in look(CALL, "refund", said_by="customer").hits] == [(3,)]


def test_questions_are_told_from_statements() -> None:
    assert [hit.turns for hit in look(CALL, "ask why", asked="question").hits] == [(2,)]
    assert not look(CALL, "ask why", asked="statement").hits
    assert [hit.turns for hit in look(CALL, "refund", asked="statement").hits] == [(5,)]
    assert [hit.turns for hit in look(CALL, "how can I help", asked="question").hits] == [(0,)]


def test_the_first_and_last_seconds_are_those_of_the_conversation() -> None:
    with_menu = dialogue(
        "S: Press one.", "S: Press two.", "S: Calls are recorded.", "A: Hello.", "C: Hi.", "C: Bye."
    )
    assert look(with_menu, "hello", where="first", seconds=2.0).hits
    assert look(with_menu, "recorded", where="first", seconds=2.0).hits
    assert not look(with_menu, "hi", where="first", seconds=2.0).hits
    assert look(with_menu, "bye", where="last", seconds=1.0).hits
    assert not look(with_menu, "hello", where="last", seconds=1.0).hits


def test_an_absence_rests_on_the_ends_of_the_stretch_that_was_searched() -> None:
    found = finding(CALL, "recorded", where="first", seconds=7.0, is_absence=True)
    assert found is not None
    assert found.evidence == (0, 2)
    assert found.details["count"] == 0
    assert finding(CALL, "morning", where="first", is_absence=True) is None


def test_where_nobody_knows_who_speaks_nothing_is_absent() -> None:
    unknown = dialogue("?: Hello.", "?: Hi there.", has_speakers=False)
    told = look(unknown, "recorded", said_by="agent", is_absence=True)
    assert (told.why, told.applies) == (NO_SPEAKER, False)


def test_without_the_model_what_was_meant_is_neither_found_nor_absent() -> None:
    told = look(CALL, examples=("I want to end this agreement",), is_absence=True)
    assert (told.why, told.applies) == (NO_MODEL, False)


class ByFirstLetter:
    """Sentences are alike when they begin with the same letter: enough to see thresholds at work."""

    def embed(self, texts: tuple[str, ...]) -> np.ndarray:
        return np.array(
            [[text[0].lower() == letter for letter in "abcdefghijklmnop"] for text in texts], np.float32
        )


def test_meaning_is_compared_sentence_by_sentence() -> None:
    told = look(CALL, tools=Tools(embedder=ByFirstLetter()), examples=("me and you",), threshold=0.9)
    assert [(hit.turns, hit.said) for hit in told.hits] == [((2,), "May I ask why?")]


def test_ten_thousand_lines_and_hundreds_of_odd_phrases_take_seconds_at_most() -> None:
    line = "well I would like to cancel the contract because it is far too expensive for us"
    call = dialogue(*[f"{'AC'[n % 2]}: {line} {n}" for n in range(10_000)])
    listener = Listener(call, Tools())
    started = time.process_time()
    for n in range(200):
        listener.look(Tracker(n, "Any", ("(a+)+$ " * 30, "a a a a a a a a", f"expensive us {n}", "too*")))
    assert time.process_time() - started < 30


@given(
    st.lists(st.tuples(st.sampled_from("ACS?"), st.text(max_size=60)), max_size=12),
    st.lists(st.text(max_size=30), max_size=4),
    st.booleans(),
)
def test_evidence_never_points_outside_the_call(
    said: list[tuple[str, str]], phrases: list[str], is_absence: bool
) -> None:
    call = dialogue(*[f"{role}: {text}" for role, text in said])
    found = finding(call, *phrases, is_absence=is_absence)
    assert found is None or set(found.evidence) <= {turn.index for turn in call.turns}
