"""How satisfied the customer is, with reasons, and when nobody can tell."""

import pytest

from analytics.insight.report import analyse
from analytics.insight.types import Finding, Kind
from tests.analytics.insight.build import dialogue

START = ["A: Go on.", "C: It is about the blue one.", "A: I see it here.", "C: The one from May."]


def _rated(*lines: str, language: str = "en") -> Finding | None:
    found = analyse(dialogue(*lines, language=language)).of(Kind.SATISFACTION)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("end", "label"),
    [
        (
            ["A: It is mended now.", "C: Fantastic, thanks so much for that, you've been brilliant."],
            "satisfied",
        ),
        (["A: I've moved it to Friday.", "C: That's ideal. I really appreciate your help."], "satisfied"),
        (["A: I can't do that.", "C: This is useless. I'm going to another provider."], "dissatisfied"),
        (["A: That's the rule.", "C: I'm not happy. I'll take this to the ombudsman."], "dissatisfied"),
    ],
)
def test_the_label_follows_the_end_and_cites_it(end: list[str], label: str) -> None:
    found = _rated(*START, *end)
    assert found is not None
    assert found.details["label"] == label
    assert len(START) + 1 in found.evidence
    assert found.text.startswith("The customer ")


def test_a_complaint_that_ends_well_is_better_than_one_that_does_not() -> None:
    cross = ["C: It arrived broken. That is the third time I'm calling about it.", "A: I am sorry."]
    well = _rated(*START, *cross, "A: A new one is on its way.", "C: That's great, thank you so much.")
    ill = _rated(*START, *cross, "A: There is nothing I can do.", "C: That is not good enough.")
    assert well is not None
    assert ill is not None
    assert (well.score or 0) > 0.5 > (ill.score or 0)
    assert "but has been in touch about it before" in well.text


def test_the_estimate_is_a_probability_and_never_certain() -> None:
    angry = ["C: I'll sue you. This is a terrible, useless company. I'm cancelling my contract."] * 4
    found = _rated(*START, *angry)
    assert found is not None
    assert 0.3 < found.details["probability"] < 0.95
    assert 0 < (found.score or 0) < 0.5


@pytest.mark.parametrize(
    "lines",
    [
        START,
        ["C: This is terrible, I'm never coming back."],
        [*START, "A: Anything else?", "C: No, that's all, bye."],
        [line.replace("C:", "?:") for line in [*START, "C: You've been so helpful, thanks so much."]],
        ["A: Hello?", "C: Oh, wrong number.", "A: Fine.", "C: Thanks so much.", "A: Bye.", "C: Great, bye."],
    ],
    ids=["no sign", "one turn", "courtesy alone", "nobody knows who", "wrong number"],
)
def test_where_too_little_tells_it_is_unknown(lines: list[str]) -> None:
    assert _rated(*lines) is None


def test_praise_by_the_agent_says_nothing() -> None:
    assert _rated(*START, "A: You've been so helpful, thank you so much.", "C: Bye.") is None


def test_another_language_is_unknown() -> None:
    assert _rated(*START, "C: Thanks so much, you've been brilliant.", language="de") is None
