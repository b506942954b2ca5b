"""What counts as an objection, of which kind, and what does not."""

import pytest

from analytics.insight.objections import objections
from analytics.insight.summary import reason
from tests.analytics.insight.build import dialogue

HELLO = "A: Wells and Daughters, good morning."
OFFER = "A: We could send the larger one on Tuesday, for ninety."


def kinds(*lines: str, language: str = "en") -> list[str]:
    call = dialogue(*lines, language=language)
    return [found.details["kind"] for found in objections(call, reason=reason(call))]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Hm, that is more than we budgeted for this.", "price"),
        ("I simply can't afford it this month.", "price"),
        ("That's, um, rather steep.", "price"),
        ("The end of June would be too late for the wedding.", "timing"),
        ("I can't wait that long.", "timing"),
        ("Evenings don't work for me.", "timing"),
        ("I don't want to be tied down for three years.", "contract"),
        ("Is there a cancellation fee? I don't want to get stuck.", "contract"),
        ("We're already working with another agency.", "competitor"),
        ("The shop across the road has it cheaper online.", "competitor"),
        ("I'd have to talk it over with my wife.", "authority"),
        ("That's not up to me, I'm afraid.", "authority"),
        ("We're quite happy with what we have.", "need"),
        ("I really don't need another subscription.", "need"),
        ("How do I know this isn't a scam?", "trust"),
        ("I'm not convinced, to be frank.", "trust"),
        ("I shouldn't have to pay for your mistake.", "handling"),
        ("But I already sent you those papers.", "handling"),
        ("No, wait, I was promised a new one.", "handling"),
    ],
)
def test_what_a_customer_says_against_an_offer_is_an_objection_of_a_kind(said: str, kind: str) -> None:
    assert kinds(HELLO, "C: Hello.", OFFER, f"C: {said}") == [kind]


@pytest.mark.parametrize(
    "said",
    [
        "That isn't too expensive at all.",
        "Is it too late to change the colour?",
        "How long does that take?",
        "I don't need to sign anything, do I?",
        "It was far too hot in the office last week.",
        "I was told to ring this number.",
        "My contract number is four two seven.",
        "That's not a problem, Tuesday suits me.",
        "No, that's all, thank you.",
        "I don't have the reference in front of me.",
        "We had a long talk about the garden.",
        "Mm-hm.",
    ],
)
def test_consent_small_talk_and_plain_questions_are_none(said: str) -> None:
    assert kinds(HELLO, "C: Hello.", OFFER, f"C: {said}") == []


def test_why_the_customer_calls_is_no_objection_and_what_follows_an_answer_is() -> None:
    lines = (
        "A: Good morning, Wells Heating, how can I help?",
        "C: I'm calling because my bill is too expensive, nobody told me about the new rate.",
        "A: The rate went up in March. We could put you on the yearly plan.",
        "C: I don't want to be locked into a year.",
    )
    call = dialogue(*lines)
    (found,) = objections(call, reason=reason(call))
    assert (found.details["kind"], found.evidence) == ("contract", (3,))


def test_the_finding_quotes_the_sentence_that_objects() -> None:
    (found,) = objections(dialogue(OFFER, "C: I see. Well, that's over our budget. Is it insured?"))
    assert (found.text, found.role) == ("Well, that's over our budget.", "customer")


def test_what_the_agent_says_or_nobody_knows_who_is_none() -> None:
    assert kinds(OFFER, "A: That may be too expensive, and I don't trust it.") == []
    assert kinds("?: We could send it on Tuesday.", "?: That's too expensive.") == []


def test_a_message_on_a_machine_answers_nobody() -> None:
    assert kinds("S: Please leave a message.", "C: Tuesday doesn't work for us, that's too late.") == []


def test_other_languages_have_none() -> None:
    assert kinds("A: Es kostet neunzig.", "C: That's too expensive.", language="de") == []
