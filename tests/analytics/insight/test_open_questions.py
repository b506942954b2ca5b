"""Which questions of a customer are left open."""

import pytest

from analytics.insight.open_questions import marked
from analytics.insight.questions import questions
from analytics.insight.types import Finding
from tests.analytics.insight.build import dialogue


def _open(*lines: str) -> list[Finding]:
    call = dialogue(*lines)
    return [found for found in marked(questions(call) or (), call) if found.details.get("open")]


@pytest.mark.parametrize(
    "reply",
    [
        "I don't know, I'm afraid.",
        "I'm not entirely sure about that.",
        "I'd have to check with the warehouse.",
        "Good question, I'll find out and call you.",
        "I can't say from here.",
        "No idea, that's not my department.",
    ],
)
def test_a_question_that_is_put_off_stays_open(reply: str) -> None:
    [found] = _open(
        "C: When will the spare part be delivered?", f"A: {reply}", "C: All right.", "A: Goodbye."
    )
    assert (found.text, found.evidence) == ("When will the spare part be delivered?", (0,))
    assert found.details["reply"] == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["C: When will the spare part be delivered?", "A: On Thursday.", "C: Fine."],
        [
            "C: When will the spare part be delivered?",
            "A: Let me see, I'd have to check.",
            "C: Sure.",
            "A: The spare part will be delivered on Thursday.",
        ],
        [
            "C: When is the part delivered?",
            "A: I'm not sure about the hour. The part is delivered on Friday.",
        ],
        ["A: When did you order it?", "C: I don't know."],
        ["C: When will it come? I ordered it on Monday.", "A: I don't know the order, what is its number?"],
        ["C: When will the spare part be delivered?"],
        ["C: Can you hear me?", "A: Yes, I can."],
    ],
)
def test_a_question_that_was_answered_or_nobody_put_off_is_not(lines: list[str]) -> None:
    assert _open(*lines) == []


def test_questions_keep_their_order_and_words() -> None:
    call = dialogue("C: What does the visit cost?", "A: Nothing.", "C: When do you come?", "A: I don't know.")
    before = questions(call) or ()
    after = marked(before, call)
    assert [found.text for found in after] == [found.text for found in before]
    assert [bool(found.details) for found in after] == [False, True]
