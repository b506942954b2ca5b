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
