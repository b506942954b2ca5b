"""How calls end."""

import pytest

from analytics.insight.outcome import outcome
from tests.analytics.insight.build import dialogue

MIDDLE = ["A: What is the order number?", "C: It is on the slip, one moment.", "A: Take your time."]


@pytest.mark.parametrize(
    ("ending", "label"),
    [
        (["A: You're all set.", "C: Thank you so much, bye."], "resolved"),
        (["A: I'll look into it and call you back.", "C: All right, bye."], "follow_up"),
        (["A: There's nothing I can do.", "C: This is ridiculous. I'm not happy."], "unresolved"),
    ],
)
def test_the_end_of_a_call_tells_how_it_ended(ending: list[str], label: str) -> None:
    call = dialogue(*MIDDLE, *ending)
    found = outcome(call)
    assert found is not None
    assert found.details["label"] == label
    assert set(found.evidence) <= {turn.index for turn in call.turns}


@pytest.mark.parametrize(
    "ending",
    [
        ["A: Will there be anything else today?", "C: no thank you"],
        ["A: Any other questions?", "C: Uh, no.", "A: Bye."],
        ["A: The new one is ordered.", "C: Okay, that will be all.", "A: Bye."],
        ["A: If it starts to hurt, call us back at once.", "C: Okay, that's everything then, bye."],
    ],
)
def test_who_wants_nothing_more_has_been_served(ending: list[str]) -> None:
    found = outcome(dialogue(*MIDDLE, *ending))
    assert found is not None
    assert found.details["label"] == "resolved"


def test_no_thank_you_to_an_offer_stays_a_refusal() -> None:
    found = outcome(
        dialogue(*MIDDLE, "A: We could send you a sample.", "C: No thank you. I'm not interested.")
    )
    assert found is not None
    assert found.details["label"] == "unresolved"


def test_a_condition_is_no_refusal_yet() -> None:
    ending = (
        "A: I'll have the mechanic ring you tomorrow.",
        "C: If he doesn't, I'm going to another garage.",
    )
    found = outcome(dialogue(*MIDDLE, *ending))
    assert found is not None
    assert found.details["label"] == "follow_up"


def test_a_machine_that_takes_a_message_is_voicemail() -> None:
    found = outcome(dialogue("S: Please leave a message after the tone.", "C: Hi, it's me, call me."))
    assert found is not None
    assert found.details["label"] == "voicemail"


def test_a_wrong_number_is_one() -> None:
    found = outcome(dialogue("A: Garage, hello?", "C: Oh, sorry, wrong number."))
    assert found is not None
    assert found.details["label"] == "wrong_number"


def test_where_nothing_tells_there_is_no_outcome() -> None:
    assert outcome(dialogue("A: Hello?", "C: Hello.")) is None
    assert outcome(dialogue("A: Hallo?", "C: Danke, perfekt.", language="de")) is None


def test_a_wrong_number_is_one_though_every_answer_was_cut_into_many_turns() -> None:
    pieces = ["C: Well."] * 9 + ["A: Yes."] * 9
    found = outcome(dialogue("A: Garage.", *pieces, "C: Isn't this the bakery?", "A: No.", "C: Bye."))
    assert found is not None
    assert found.details["label"] == "wrong_number"


def test_what_is_said_late_in_a_call_of_unknown_speakers_makes_no_wrong_number() -> None:
    lines = [f"?: This is line {n}, and it goes on about the kitchen." for n in range(40)]
    found = outcome(dialogue(*lines, "?: Is this not the bakery?", has_speakers=False))
    assert found is None or found.details["label"] != "wrong_number"
