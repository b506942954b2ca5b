"""Which sentences tell what a call was about."""

from analytics.insight.summary import HEADLINE_LENGTH, headline, summary
from analytics.insight.types import Finding, Kind, Rules
from tests.analytics.insight.build import dialogue

BICYCLE = dialogue(
    "A: Good morning, Two Wheels, this is Ann. This call may be recorded. How can I help you?",
    "C: Um, hi. So I bought a bicycle from you on Monday, and the chain keeps coming off.",
    "A: Oh dear. What was the order number?",
    "C: It's five five one oh two.",
    "A: Thank you. Let me check. I'll just look at the order.",
    "A: The problem is that we fitted the wrong chain to the whole series.",
    "C: Mm-hm.",
    "A: We'll send a mechanic to your house tomorrow before noon.",
    "C: Great. And what does it cost?",
    "A: Nothing, of course. You'll get a message with the time tonight.",
    "C: Thank you so much. Bye.",
)


def chosen(conversation: object) -> list[tuple[int, str]]:
    return [(found.evidence[0], found.text) for found in summary(conversation, Rules())]  # type: ignore[arg-type]


def test_a_summary_tells_the_reason_the_finding_and_the_next_steps_in_order() -> None:
    assert chosen(BICYCLE) == [
        (1, "I bought a bicycle from you on Monday, and the chain keeps coming off."),
        (5, "The problem is that we fitted the wrong chain to the whole series."),
        (7, "We'll send a mechanic to your house tomorrow before noon."),
        (9, "You'll get a message with the time tonight."),
    ]


def test_roles_are_not_needed() -> None:
    lines = [f"?: {turn.text}" for turn in BICYCLE.turns]

    assert chosen(dialogue(*lines, channels=1, has_speakers=False)) == chosen(BICYCLE)


def test_a_short_call_gets_a_short_summary() -> None:
    short = dialogue("A: Bakery, Jo speaking.", "C: Hi. I need a birthday cake for Saturday.", "A: Sure.")

    assert chosen(short) == [(1, "I need a birthday cake for Saturday.")]


def test_greetings_names_and_assent_make_no_summary() -> None:
    assert chosen(dialogue("A: Good morning, this is Jo.", "C: Hi Jo. It's Sam Hill.", "A: Okay. Bye.")) == []


def test_recorded_voices_are_not_quoted() -> None:
    call = dialogue("S: I'd like to tell you about our new parking places.", "C: I need a new door key.")

    assert chosen(call) == [(1, "I need a new door key.")]


def test_other_languages_have_no_summary() -> None:
    assert summary(dialogue("C: Ich brauche einen neuen Schlüssel.", language="de"), Rules()) == ()


def _headline(text: str) -> str:
    return headline([Finding(Kind.SUMMARY, text, "", None, (0,))])


def test_a_headline_is_tidy_and_short() -> None:
    assert _headline("my, uh, my order has, um, not come yet") == "My order has not come yet"
    assert len(_headline("delivery " * 40)) <= HEADLINE_LENGTH
    assert headline([]) == ""
