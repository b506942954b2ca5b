"""What counts as an objection, and what only sounds like one."""

import pytest

from analytics.insight.objections import kind_of, objections
from tests.analytics.insight.build import dialogue


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Honestly, that's way too expensive for us.", "price"),
        ("We can't afford another subscription this year.", "price"),
        ("It's a bit over my budget.", "price"),
        ("I found the same cheaper online.", "price"),
        ("Next Friday is too late, the guests come on Tuesday.", "time"),
        ("I can't wait that long.", "time"),
        ("It’s not a good time right now.", "time"),
        ("We don't really need a second line.", "need"),
        ("I'm quite happy with what I have.", "need"),
        ("Your competitor made me a better offer.", "competitor"),
        ("Another company quoted us half of that.", "competitor"),
        ("How do I know you won't charge me again?", "trust"),
        ("That sounds too good to be true.", "trust"),
        ("I'd have to talk to my husband first.", "decision"),
        ("I want to think about it.", "decision"),
        ("I don't want to be tied into a twenty-four month contract.", "terms"),
        ("Why should I pay for your mistake?", "fairness"),
        ("That's not acceptable.", "fairness"),
        ("That's rather a lot for a visit.", "price"),
        ("I'm not waiting another fortnight.", "time"),
        ("I was promised a refund by Monday.", "handling"),
        ("You must be joking.", "handling"),
    ],
)
def test_objections_of_every_kind(sentence: str, kind: str) -> None:
    assert kind_of(sentence) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "It's not too expensive at all.",
        "That isn't too late, Friday is fine.",
        "That's fine, I can pay now.",
        "I need it by Tuesday.",
        "How much does it cost?",
        "My husband ordered it.",
        "I trust you.",
        "I'd like to pay my bill.",
        "Do you have it in another colour?",
        "I was never tied into anything.",
        "Could you check the price for me?",
        "I can't believe it, how lovely!",
        "Can she come on Tuesdays?",
        "A lot of people recommended you.",
    ],
)
def test_what_objects_to_nothing(sentence: str) -> None:
    assert kind_of(sentence) == ""


def test_only_customers_object_and_only_where_they_are_known() -> None:
    said = "That's too expensive. Could you send it in writing?"
    [found] = objections(dialogue("A: It's fifty pounds.", f"C: {said}", "A: I can't wait that long."))
    assert (found.text, found.evidence, found.role) == ("That's too expensive.", (1,), "customer")
    assert found.details == {"objection": "price"}
    assert objections(dialogue(f"?: {said}", has_speakers=False)) == ()


def test_what_a_call_opens_with_is_its_reason_and_no_objection() -> None:
    again = "C: I was promised a call on Monday."
    assert objections(dialogue(again, "A: I'm sorry.", "C: All right.")) == ()
    assert len(objections(dialogue("C: Hello.", "A: Hello.", "C: My order?", "A: Not here yet.", again))) == 1


def test_other_languages_are_left_alone() -> None:
    assert objections(dialogue("C: That's too expensive.", language="de")) == ()
