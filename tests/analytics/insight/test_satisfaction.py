"""Who is probably satisfied, by which signs, and when nobody can tell."""

import pytest

from analytics.insight.report import analyse
from analytics.insight.types import Finding, Kind
from tests.analytics.insight.build import dialogue


def _satisfaction(*lines: str, language: str = "en") -> Finding | None:
    found = analyse(dialogue(*lines, language=language)).of(Kind.SATISFACTION)
    return found[0] if found else None


def test_warm_thanks_after_a_solution_please() -> None:
    found = _satisfaction(
        "A: Good morning.",
        "C: My router was broken and nothing worked.",
        "A: I have reset it, is it back?",
        "C: Oh wonderful, it's working again.",
        "A: Anything else?",
        "C: No, thank you so much, you've been very helpful.",
    )
    assert found
    assert found.details["label"] == "satisfied"
    assert "praises or thanks warmly" in found.details["signs"]
    assert 5 in found.evidence


def test_a_threat_and_no_solution_do_not() -> None:
    found = _satisfaction(
        "A: Good morning.",
        "C: This is the third time I'm calling, it's terrible.",
        "A: I'm sorry, there's nothing I can do.",
        "C: That's unacceptable, I want to speak to your manager.",
        "A: He's not here.",
        "C: Then I'll file a complaint with the ombudsman.",
    )
    assert found
    assert found.details["label"] == "dissatisfied"
    assert found.score is not None
    assert found.score < 0.1
    assert "takes it further" in found.text or "speaks of taking it further" in found.text


@pytest.mark.parametrize(
    "lines",
    [
        ["A: Hello.", "C: Thank you so much."],
        [
            "A: Hello.",
            "C: The parcel is blue.",
            "A: Yes.",
            "C: It has a label.",
            "A: Yes.",
            "C: It is square.",
        ],
        [],
    ],
)
def test_nobody_can_tell_from_little_or_nothing(lines: list[str]) -> None:
    assert _satisfaction(*lines) is None


def test_without_sides_or_in_other_languages_nothing_is_said() -> None:
    lines = ["Thank you so much, very kind."] * 6
    assert _satisfaction(*[f"?: {line}" for line in lines]) is None
    assert _satisfaction(*[f"C: {line}" for line in lines], language="de") is None
