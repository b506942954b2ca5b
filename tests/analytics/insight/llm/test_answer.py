"""What is read from a model's answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.llm.answer import LONGEST, Unreadable, claims_of
from analytics.insight.llm.types import Slot

GOOD = {"slot": "reason", "text": "The boiler has stopped.", "evidence": [1], "quote": "boiler has stopped"}


def _answer(*items: object) -> str:
    return json.dumps({"sentences": items})


@pytest.mark.parametrize(
    "text",
    [
        _answer(GOOD),
        json.dumps([GOOD]),
        f"```json\n{_answer(GOOD)}\n```",
        f'<think>They want JSON: {{"sentences": [1]}}</think>{_answer(GOOD)}',
        f"Here is the summary you asked for:\n\n{_answer(GOOD)}\n\nI hope this helps!",
        _answer({**GOOD, "confidence": 0.9}),
    ],
)
def test_an_answer_is_found_in_whatever_stands_around_it(text: str) -> None:
    [claim] = claims_of(text)
    assert (claim.slot, claim.text, claim.evidence) == (Slot.REASON, GOOD["text"], (1,))


def test_of_an_answer_that_was_cut_off_whole_sentences_are_taken() -> None:
    cut = _answer(GOOD, {**GOOD, "text": "An engineer comes."}, GOOD)[:-40]
    assert [claim.text for claim in claims_of(cut)] == ["The boiler has stopped.", "An engineer comes."]


@pytest.mark.parametrize(
    "text",
    ["", "I cannot do that.", "{}", '{"sentences": []}', '{"sentences": [{"slot": "rea',
     '{"sentences": "none"}',
     _answer("The boiler has stopped."), _answer({**GOOD, "text": 5}), _answer({**GOOD, "evidence": 1}),
     _answer({**GOOD, "text": "x" * (LONGEST + 1)}), _answer({**GOOD, "text": "  "}), "[" * 100_000],
)  # fmt: skip
def test_what_has_not_the_form_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        claims_of(text)


def test_ids_are_read_as_small_models_write_them() -> None:
    [claim] = claims_of(_answer({**GOOD, "evidence": [1, "2", "line 3", "#4", True, None, -1, 2.5, "five"]}))
    assert claim.evidence == (1, 2, 3, 4, -1)


@pytest.mark.parametrize(
    ("given", "slot"),
    [("next step", Slot.NEXT_STEP), ("Next-Steps", Slot.NEXT_STEP), ("facts", Slot.FACT), ("mood", Slot.FACT),
     (None, Slot.FACT)],
)  # fmt: skip
def test_a_slot_of_another_name_is_a_fact(given: object, slot: Slot) -> None:
    [claim] = claims_of(_answer({**GOOD, "slot": given}))
    assert claim.slot == slot


@given(st.text(alphabet=st.sampled_from('{}[]",:sentcx123 \\\n`<>'), max_size=200))
def test_no_text_at_all_makes_the_reader_fail(text: str) -> None:
    for whole in (text, '{"sentences": [' + text):
        try:
            claims = claims_of(whole)
        except Unreadable:
            continue
        assert all(claim.text for claim in claims)
