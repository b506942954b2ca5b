"""Which phrases name what a call is about."""

from analytics.insight.keywords import keywords
from analytics.insight.types import Rules
from tests.analytics.insight.build import dialogue


def found(*lines: str) -> dict[str, tuple[int, ...]]:
    return {keyword.text: keyword.evidence for keyword in keywords(dialogue(*lines), Rules())}


def test_a_phrase_is_named_with_every_turn_that_says_it() -> None:
    call = found(
        "C: The washing machine is leaking.", "A: Which washing machine?", "C: I bought two washing machines."
    )

    assert call["washing machine"] == (0, 1, 2)


def test_verbs_names_days_and_numbers_are_no_keywords() -> None:
    assert found("C: I called Peter Brown on Monday about the invoice, number four four two.") == {
        "invoice": (0,)
    }


def test_a_longer_phrase_stands_for_its_main_word() -> None:
    call = found("C: My parking permit expired.", "A: The permit? We can renew the parking permit.")

    assert "parking permit" in call
    assert "permit" not in call


def test_abbreviations_keep_their_capitals() -> None:
    assert "VPN" in found("C: My VPN is down.", "A: Is the VPN slow?")


def test_greetings_give_no_keywords() -> None:
    assert found("A: Thank you for calling the garden centre, this is Ann.", "C: Have a nice day.") == {}


def test_there_are_never_more_than_eight() -> None:
    things = ["apple", "banana", "cherry", "damson", "fig", "grape", "hazel", "juniper", "kiwi", "lemon"]

    assert len(found(*[f"C: It's about the {thing}." for thing in things * 2])) == 8


def test_what_stands_for_hidden_data_is_no_keyword() -> None:
    lines = [
        "C: The refund goes to the card [card number].",
        "A: Yes, to [card number], the washing machine.",
    ]
    found = keywords(dialogue(*lines * 3), Rules())
    assert found
    assert [phrase.text for phrase in found if "number" in phrase.text] == []
