"""Promises and requests, and what is neither."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analytics.insight.commitments import commitments
from tests.analytics.insight.build import dialogue


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("A: I'll e-mail you the contract.", "agent"),
        ("A: Somebody will call you back.", "agent"),
        ("C: We'll send the signed copy tomorrow.", "customer"),
        ("A: You'll need to bring your passport.", "customer"),
        ("A: Please return the form.", "customer"),
        ("C: Could you send me an invoice?", "agent"),
        ("?: I'll book the room for you.", ""),
    ],
)
def test_who_has_to_act_is_told_by_who_speaks_and_how(line: str, owner: str) -> None:
    (found,) = commitments(dialogue("A: Hello.", line))
    assert found.details["owner"] == owner
    assert found.evidence == (1,)


@pytest.mark.parametrize(
    "line",
    [
        "A: Let me check that for you.",
        "A: I won't send anything.",
        "C: If you call me I'll send it.",
        "A: I'll put you through.",
        "A: Can you spell that, please?",
        "C: I called you yesterday.",
    ],
)
def test_what_is_done_at_once_or_not_at_all_is_no_commitment(line: str) -> None:
    assert commitments(dialogue(line)) == ()


def test_a_promise_that_is_repeated_is_one_with_the_later_time() -> None:
    call = dialogue(
        "A: I'll send you the price list.", "C: Great.", "A: So I'll send the price list by Friday."
    )
    (found,) = commitments(replace(call, started_at=datetime(2026, 5, 12, 9, tzinfo=UTC)))
    assert found.evidence == (0, 2)
    assert (found.details["due_text"], found.details["due"]) == ("by Friday", "2026-05-15")


def test_other_languages_have_none() -> None:
    assert commitments(dialogue("A: I'll call you tomorrow.", language="de")) == ()
