"""What a call is about: by meaning where the model is, by words where it is not, nothing otherwise."""

import os
from pathlib import Path

import pytest

from analytics.insight import provision
from analytics.insight.embedding import MiniLM
from analytics.insight.report import analyse
from analytics.insight.starter_topics import STARTER
from analytics.insight.tools import Tools
from analytics.insight.topics import WITHOUT_MODEL, topics
from analytics.insight.types import Kind, Rules, Topic
from tests.analytics.insight.build import dialogue

KNOWN = [Topic(name, examples) for name, examples in STARTER.items()]
BILL = Topic("Billing", ("I was charged twice this month", "There is a mistake on my invoice"))
ZAHN = Topic("Termin", ("Ich brauche einen Termin", "Kann ich morgen vorbeikommen"), "de")


@pytest.fixture(scope="module")
def model() -> MiniLM:
    folder = provision.find(Path(os.environ["MODELS_DIR"]))
    if folder is None:
        pytest.skip("the model of meaning is not installed: manage.py models --ensure meaning")
    return MiniLM(folder)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("C: You took the money for this month from my bank account twice.", "Billing and payment"),
        ("C: Hello, the courier was meant to bring my parcel yesterday and nobody came.", "Delivery"),
        ("C: Could I come in to see the doctor on Monday morning?", "Appointment or booking"),
        ("C: My computer shows an error whenever I try to sign in.", "Technical problem"),
        ("C: I'd like to terminate my contract with you, please.", "Cancellation"),
    ],
)
def test_other_words_for_the_same_are_recognised(model: MiniLM, said: str, topic: str) -> None:
    call = dialogue("A: Good morning, how can I help you?", said, "A: Let me have a look.")
    found = topics(call, KNOWN, model)
    assert found[0].text == topic
    assert found[0].kind == Kind.TOPIC
    assert 1 in found[0].evidence
    assert found[0].details["probability"] > 0.3


def test_a_call_about_something_else_has_no_topic(model: MiniLM) -> None:
    call = dialogue(
        "A: Hello, is that the public library?",
        "C: No, you must have dialled somebody else, this is a private number.",
        "A: Oh, I am sorry to bother you. Have a nice day.",
    )
    assert topics(call, KNOWN, model) == ()


def test_one_topic_alone_does_not_take_every_call(model: MiniLM) -> None:
    call = dialogue("C: The heating in the flat makes a strange noise at night.")
    assert topics(call, [BILL], model) == ()


def test_a_call_has_three_topics_at_most_and_the_surest_first(model: MiniLM) -> None:
    call = dialogue(
        "C: I would like to cancel my subscription.",
        "C: I was charged twice for the same thing.",
        "C: My parcel has not arrived and I want to know where it is.",
        "C: And I would like to make an appointment for next week.",
    )
    found = topics(call, KNOWN, model)
    scores = [finding.score for finding in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("known", [[], [BILL]])
@pytest.mark.parametrize("lines", [(), ("C: Yes.",), ("S: I was charged twice this month.",)])
def test_where_nothing_is_said_by_people_there_is_no_topic(
    known: list[Topic], lines: tuple[str, ...]
) -> None:
    assert topics(dialogue(*lines), known, None) == ()


def test_without_the_model_shared_words_decide_and_a_note_says_so() -> None:
    call = dialogue("A: What is it about?", "C: I was charged twice for the same month, you see.")
    report = analyse(call, rules=Rules(topics=(BILL,)))
    (found,) = report.of(Kind.TOPIC)
    assert (found.text, found.evidence, found.details) == ("Billing", (1,), {})
    assert WITHOUT_MODEL in report.notes
    assert WITHOUT_MODEL not in analyse(call).notes


def test_a_language_that_the_model_does_not_know_goes_by_words_and_by_its_own_topics(model: MiniLM) -> None:
    call = dialogue("C: Guten Tag, ich brauche bitte einen Termin bei Ihnen.", language="de")
    report = analyse(call, rules=Rules(topics=(BILL, ZAHN)), tools=Tools(embedder=model))
    assert [finding.text for finding in report.of(Kind.TOPIC)] == ["Termin"]


def test_a_report_tells_which_topics_it_was_made_with() -> None:
    call = dialogue("C: I was charged twice.")
    versions = {analyse(call, rules=Rules(topics=known)).version for known in ((), (BILL,), (ZAHN,))}
    assert len(versions) == 3
    assert all(len(version) <= 20 for version in versions)
