"""Who is the agent: from the direction and the words, and nobody where they do not tell."""

import pytest

from calls.speech import roles
from calls.speech.types import Segment, Speech


def said(*lines: str) -> tuple[Segment, ...]:
    """Segments from "A: words"; each lasts two seconds."""
    pairs = [line.split(": ", 1) for line in lines]
    return tuple(
        Segment(2.0 * n, 2.0 * n + 2, text, speaker=speaker) for n, (speaker, text) in enumerate(pairs)
    )


GREETED = said(
    "A: Riverbend Dental, this is Megan. How can I help you?",
    "B: I need an appointment, please.",
    "A: Let me check.",
)


def test_who_greets_in_an_inbound_call_is_the_agent() -> None:
    found = roles.roles(GREETED, direction="inbound")
    assert found.of == {"A": "agent", "B": "customer"}
    assert found.confidence > 0.95


def test_who_says_hello_in_an_outbound_call_is_the_customer() -> None:
    call = said("A: Hello?", "B: Hi, this is Grace calling from Willow Eye Care.", "A: Oh, hi.")
    assert roles.roles(call, direction="outbound").of == {"A": "customer", "B": "agent"}


def test_the_words_outweigh_who_speaks_first() -> None:
    late = said("A: I need a plumber.", "B: Thank you for calling, how can I help?", "A: My sink leaks.")
    assert roles.roles(late, direction="inbound").of == {"A": "customer", "B": "agent"}


def test_names_of_speakers_do_not_matter() -> None:
    renamed = tuple(Segment(s.start, s.end, s.text, speaker="BA"["AB".index(s.speaker)]) for s in GREETED)
    assert roles.roles(renamed, direction="inbound").of == {"B": "agent", "A": "customer"}


def test_a_colleague_after_a_transfer_is_an_agent_too() -> None:
    call = said(
        "A: Pinecone Outdoor, how can I help?", "B: I want my order.", "A: I'll transfer you.",
        "C: Thank you for calling, may I have your order number?", "B: It's my order, five one.",
    )  # fmt: skip
    assert roles.roles(call, direction="inbound").of == {"A": "agent", "B": "customer", "C": "agent"}


def test_a_menu_is_a_recorded_voice() -> None:
    call = said(
        "A: Thank you for calling. For sales, press one.", "B: Service, this is Derek.",
        "C: I have a question about my car.", "B: Sure, let me look.",
    )  # fmt: skip
    assert roles.roles(call, direction="inbound").of == {"A": "system", "B": "agent", "C": "customer"}


def test_a_message_on_the_machine_is_the_customers() -> None:
    call = said("A: Please leave a message after the tone.", "B: Hi, it is about Wednesday.")
    assert roles.roles(call, direction="inbound").of == {"A": "system", "B": "customer"}


def test_an_agent_who_talks_about_keys_is_no_machine() -> None:
    call = said(
        "A: How can I help?", "B: It will not start.", "A: Press one and hold.", "B: Done.", "A: Good.",
        "B: It works.", "A: Fine.",
    )  # fmt: skip
    assert roles.roles(call, direction="inbound").of["A"] == "agent"


@pytest.mark.parametrize(
    "call",
    [said("A: Hello."), said(": Hello.", ": Hi."), (), said("A: Hey.", "B: Hey.", "A: Thursday?", "B: Yes.")],
)
def test_where_nothing_tells_nobody_gets_a_role(call: tuple[Segment, ...]) -> None:
    speech = Speech("en", 10.0, 1, call)
    assert roles.with_roles(speech, direction="internal") == speech


def test_sure_roles_are_on_every_segment() -> None:
    speech = roles.with_roles(Speech("en", 10.0, 1, GREETED), direction="inbound")
    assert [segment.role for segment in speech.segments] == ["agent", "customer", "agent"]
    assert speech.has_roles


def test_without_speakers_nothing_that_depends_on_them_is_left() -> None:
    speech = roles.without_speakers(roles.with_roles(Speech("en", 10.0, 1, GREETED), direction="inbound"))
    assert (speech.has_speakers, speech.has_roles) == (False, False)
    assert [segment.text for segment in speech.segments] == [segment.text for segment in GREETED]


def test_a_caller_who_leaves_a_message_on_somebody_elses_machine_is_the_agent() -> None:
    call = said("A: Please leave a message after the tone.", "B: Hi, it is about Wednesday.")
    assert roles.roles(call, direction="outbound").of == {"A": "system", "B": "agent"}


STRANGERS = said("A: Hey.", "B: Hey.", "A: Thursday?", "B: Yes.")


@pytest.mark.parametrize(("channel", "agent"), [(0, "A"), (1, "B")])
def test_the_admins_word_decides_where_nothing_else_tells(channel: int, agent: str) -> None:
    told = roles.with_roles(Speech("en", 10.0, 2, STRANGERS), direction="internal", agent_channel=channel)
    assert {segment.speaker for segment in told.segments if segment.role == "agent"} == {agent}
    assert told.has_roles


def test_clear_words_outweigh_the_admins_word() -> None:
    told = roles.with_roles(Speech("en", 10.0, 2, GREETED), direction="inbound", agent_channel=1)
    assert [segment.role for segment in told.segments] == ["agent", "customer", "agent"]


def test_a_channel_says_nothing_where_both_are_in_one() -> None:
    speech = Speech("en", 10.0, 1, STRANGERS)
    assert roles.with_roles(speech, direction="internal", agent_channel=0) == speech


@pytest.mark.parametrize(("channel", "role"), [(0, "agent"), (1, "customer")])
def test_one_alone_on_two_channels_is_who_the_admin_says(channel: int, role: str) -> None:
    alone = Speech("en", 10.0, 2, said("A: Hello? Is anybody there?"))
    told = roles.with_roles(alone, direction="internal", agent_channel=channel)
    assert [segment.role for segment in told.segments] == [role]


def test_one_alone_on_two_channels_is_nobody_without_the_admins_word() -> None:
    alone = Speech("en", 10.0, 2, said("A: Hello? Is anybody there?"))
    assert roles.with_roles(alone, direction="inbound") == alone
