"""Risks: what raises them, what lowers them, and the turns they cite."""

import pytest

from analytics.insight import risk_cues
from analytics.insight.risk import risks
from analytics.insight.sentiment import sentiments
from analytics.insight.types import Finding, Kind, Rules
from tests.analytics.insight.build import dialogue

RULES = Rules()
CALM = ["A: Go on.", "C: It is the blue one."] * 4


def _risks(*lines: str, outcome: Finding | None = None, language: str = "en") -> dict[str, Finding]:
    said = dialogue(*lines, language=language)
    found = risks(said, sentiments(said, RULES), RULES, outcome=outcome)
    return {finding.details["risk"]: finding for finding in found}


@pytest.mark.parametrize(
    "text",
    [
        "Let me speak to your manager.",
        "I want to talk to somebody in charge.",
        "Then get me your supervisor, please.",
        "Put me through to the duty manager.",
    ],
)
def test_asking_for_a_manager_is_heard(text: str) -> None:
    assert risk_cues.says(risk_cues.ASKS_FOR_MANAGER, text)


@pytest.mark.parametrize(
    "text",
    ["I'm the office manager here.", "My manager told me to call you.", "I spoke to Sue about the case."],
)
def test_a_manager_of_ones_own_is_no_escalation(text: str) -> None:
    assert not risk_cues.says(risk_cues.ASKS_FOR_MANAGER, text)
    assert not risk_cues.says(risk_cues.TAKES_IT_FURTHER, text)


def test_only_what_is_put_before_the_public_is_a_threat() -> None:
    assert risk_cues.says(risk_cues.TAKES_IT_FURTHER, "Then I'll post this on Facebook.")
    assert not risk_cues.says(risk_cues.TAKES_IT_FURTHER, "I'll put it on the calendar for you.")


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        ("I want to cancel my contract.", True),
        ("I don't want to cancel my contract.", False),
        ("It didn't work, so I want to cancel my contract.", True),
        ("If you don't fix this by Monday I will cancel my contract.", True),
        ("There is no need to cancel the service.", False),
    ],
)
def test_a_denied_wish_to_cancel_is_none(text: str, is_meant: bool) -> None:
    assert risk_cues.says(risk_cues.CANCELS, text) is is_meant


def test_a_threat_to_go_to_law_is_a_high_risk_and_cites_its_turns() -> None:
    found = _risks(*CALM, "C: This is the third time I'm calling.", "A: I see.", "C: I'll sue you for this.")
    assert found["escalation"].kind == Kind.RISK
    assert found["escalation"].details["level"] in ("medium", "high")
    assert found["escalation"].evidence == (8, 10)
    assert "taking it further" in found["escalation"].text


def test_a_customer_who_is_won_back_is_less_of_a_risk() -> None:
    angry = ["C: Get me your supervisor. This is a terrible mess.", "A: I have mended it."]
    after = ["C: Oh wonderful, thank you so much.", "C: That is really great, I'm so happy."]
    left = _risks(*CALM, *angry, "C: Well.", "C: It is the blue one.")["escalation"]
    won = _risks(*CALM, *angry, *after)["escalation"]
    assert won.details["probability"] < left.details["probability"]
    assert won.text.endswith("but is content at the end.")


def test_an_unresolved_outcome_raises_a_risk_and_is_cited() -> None:
    outcome = Finding(Kind.OUTCOME, "Unresolved", "", None, (3,), {"label": "unresolved"})
    lines = (*CALM, "C: Let me speak to your manager.")
    alone, left = _risks(*lines)["escalation"], _risks(*lines, outcome=outcome)["escalation"]
    assert left.details["probability"] > alone.details["probability"]
    assert 3 in left.evidence


def test_a_calm_call_has_no_risk() -> None:
    assert _risks(*CALM) == {}


def test_what_the_agent_says_is_no_sign() -> None:
    assert _risks("A: You can speak to the manager or cancel your contract.", *CALM) == {}


def test_another_language_has_no_risks() -> None:
    assert _risks("C: I'll sue you. Get me your manager.", language="de") == {}


def test_the_most_probable_risk_comes_first_and_every_probability_is_one() -> None:
    said = dialogue(*CALM, "C: I'm cancelling my contract and going to another company.")
    scores = [finding.score for finding in risks(said, sentiments(said, RULES), RULES)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores if score is not None)
