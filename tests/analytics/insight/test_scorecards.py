"""Scorecards: what passes, what is not judged, and the score."""

import pytest

from analytics.insight.report import analyse
from analytics.insight.rulebook import Item, Scorecard, Tracker
from analytics.insight.scorecards import quality, score
from analytics.insight.types import Conversation, Finding, Kind, Rules
from tests.analytics.insight.build import dialogue

CALL = dialogue(
    "A: Good morning, Anna speaking.", "C: Hi, my boiler broke.", "A: I will send someone.", "C: Bye."
)
GREETING = Tracker(1, "Greeting", ("good morning",), said_by="agent", where="first")
NOTICE = Tracker(2, "Notice", ("recorded",))


def judged(call: Conversation, *items: Item, direction: str = "") -> tuple[Finding, ...]:
    card = Scorecard(5, "Quality", items, direction)
    return analyse(call, rules=Rules(trackers=(GREETING, NOTICE), scorecards=(card,))).of(Kind.CHECK)


def test_an_item_rests_on_the_words_that_were_heard_or_on_where_they_were_not() -> None:
    heard, missing = judged(CALL, Item(1, "Greets", tracker=1), Item(2, "Tells", tracker=2))
    assert (heard.details["passed"], heard.evidence) == (True, (0,))
    assert (missing.details["passed"], missing.evidence) == (False, (0, 3))


def test_what_must_not_be_said_passes_when_it_is_not() -> None:
    [check] = judged(CALL, Item(1, "Does not say", tracker=2, is_wanted=False))
    assert check.details["passed"] is True


@pytest.mark.parametrize(
    ("least", "most", "passed"), [(4, 4, True), (None, 3, False), (5, None, False), (4, None, True)]
)
def test_a_metric_passes_within_its_bounds(least: float | None, most: float | None, passed: bool) -> None:
    [check] = judged(CALL, Item(1, "Turns", metric="turns", least=least, most=most))
    assert check.details["passed"] is passed


def test_what_the_recording_cannot_tell_is_not_judged() -> None:
    mono = dialogue("?: Good morning.", "?: Hi.", has_speakers=False, channels=1)
    checks = judged(
        mono,
        Item(1, "Share", metric="agent_talk_ratio", most=60),
        Item(2, "Greets", tracker=1),
        Item(3, "Tells", tracker=2),
    )
    assert [check.details["passed"] for check in checks] == [None, None, False]
    assert all(check.details["why"] for check in checks)
    assert quality(checks) == 0.0
    assert quality(checks[:2]) is None


def test_a_scorecard_is_for_the_calls_of_its_direction() -> None:
    assert judged(CALL, Item(1, "Greets", tracker=1), direction="outbound") == ()


def test_a_call_without_words_is_not_judged() -> None:
    assert judged(dialogue(), Item(1, "Greets", tracker=1)) == ()


def check(passed: bool | None, weight: float = 1.0, auto_fail: bool = False) -> dict[str, object]:
    return {"passed": passed, "weight": weight, "auto_fail": auto_fail}


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([check(True, 3), check(False, 1)], 75.0),
        ([check(True, 3), check(None, 100)], 100.0),
        ([check(True, 3), check(False, 1, True)], 0.0),
        ([check(True), check(None, 1, True)], 100.0),
        ([check(None)], None),
        ([], None),
    ],
)
def test_the_score_is_the_share_of_weight_that_passed(
    checks: list[dict[str, object]], expected: float | None
) -> None:
    assert score(checks) == expected


def test_changed_rules_give_another_version() -> None:
    versions = {
        analyse(CALL, rules=Rules(trackers=trackers)).version for trackers in [(), (GREETING,), (NOTICE,)]
    }
    assert len(versions) == 3
