"""Which sentences of a model's answer stay."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.llm.check import Checked, check
from analytics.insight.llm.types import Claim, Slot
from analytics.insight.tools import NO_TOOLS
from analytics.insight.types import Turn
from tests.analytics.insight.build import dialogue

LINES = dialogue(
    "A: Good morning, Larkfield Heating, Dana speaking.",
    "C: Hello. The boiler you put in on the twenty-third of May has stopped working.",
    "A: I'm sorry. Is that the house in Mill Lane?",
    "C: Yes. I paid one thousand two hundred pounds for it, and now there's no hot water.",
    "A: I'll send an engineer on Thursday between nine and eleven. You won't pay for that.",
    "C: Thank you. My card is [card number], for next time.",
).turns


def _claim(text: str, evidence: Sequence[int], quote: str, slot: Slot = Slot.FACT) -> Claim:
    return Claim(slot, text, tuple(evidence), quote)


def _checked(*claims: Claim, lines: Sequence[Turn] = LINES, language: str = "en") -> Checked:
    return check(claims, lines, language=language, tools=NO_TOOLS)


@pytest.mark.parametrize(
    ("text", "evidence", "quote"),
    [
        ("The boiler stopped working.", [1], "has stopped working"),
        ("The customer paid £1,200 for the boiler.", [3], "one thousand two hundred pounds"),
        ("An engineer comes on Thursday between 9 and 11.", [4], "send an engineer on Thursday"),
        ("It was put in on the 23rd of May.", [1], "twenty-third of May"),
        ("The customer's house is in Mill Lane.", [2, 3], "the house in Mill Lane"),
        ("The customer gave the card [card number].", [5], "my card is [card number]"),
        ("Dana says that the customer “won't pay for that”.", [4], "You won't pay for that"),
    ],
)
def test_what_was_said_stays(text: str, evidence: list[int], quote: str) -> None:
    [sentence] = _checked(_claim(text, evidence, quote)).sentences
    assert sentence.text == text
    assert sentence.evidence == tuple(evidence)


@pytest.mark.parametrize(
    ("text", "evidence", "quote", "why"),
    [
        ("The boiler stopped working.", [], "", "It cites no line"),
        ("The boiler stopped working.", [17, -1, 400_000], "the boiler is broken", "It cites no line"),
        ("The boiler stopped working.", [1], "", "The words it quotes"),
        ("The boiler stopped working.", [1], "the boiler exploded", "The words it quotes"),
        ("The customer called it “a scandal”, the boiler.", [1], "the boiler", "The words it quotes"),
        ("The customer paid £1,300 for the boiler.", [3], "for it", "It names a number"),
        ("The customer paid twelve pounds for hot water.", [3], "hot water", "It names a number"),
        ("The boiler in Park Lane stopped working.", [1], "stopped working", "It names somebody"),
        ("The engineer comes to Sarah on Thursday.", [4], "on Thursday", "It names somebody"),
        ("The engineer comes tomorrow.", [4], "send an engineer", "It names somebody"),
        ("The engineer comes on friday.", [4], "send an engineer", "It names somebody"),
        ("The boiler is on www.example.com now.", [1], "boiler", "It holds an address"),
        ("The customer gave [bank account] for the card.", [5], "my card is", "It holds an address"),
        ("Penguins sleep while swimming slowly.", [1], "has stopped", "The lines it cites"),
    ],
)
def test_what_was_not_said_goes(text: str, evidence: list[int], quote: str, why: str) -> None:
    checked = _checked(_claim(text, evidence, quote))
    assert not checked.sentences
    assert checked.dropped[0].why.startswith(why)
    assert checked.worse


def test_words_copied_from_elsewhere_lead_to_where_they_were_said() -> None:
    [sentence] = _checked(_claim("An engineer comes on Thursday.", [99], "an engineer on Thursday")).sentences
    assert sentence.evidence == (4,)


def test_numbers_said_digit_by_digit_may_be_written_together() -> None:
    lines = dialogue("C: The order is four five seven one nine two.", "A: Thank you, I see the order.").turns
    [sentence] = _checked(_claim("The order is 457192.", [0], "the order is"), lines=lines).sentences
    assert sentence.evidence == (0,)
    assert not _checked(_claim("The order is 457193.", [0], "the order is"), lines=lines).sentences


def test_the_same_said_twice_is_kept_once() -> None:
    once = _claim("The boiler stopped working.", [1], "stopped working")
    again = _claim("The boiler has stopped working.", [1], "stopped working")
    assert len(_checked(once, again).sentences) == 1


def test_sentences_stand_in_the_order_in_which_people_read() -> None:
    step = _claim("An engineer comes on Thursday.", [4], "engineer on Thursday", Slot.NEXT_STEP)
    reason = _claim("The boiler stopped working.", [1], "stopped working", Slot.REASON)
    assert [each.slot for each in _checked(step, reason).sentences] == [Slot.REASON, Slot.NEXT_STEP]


def test_an_answer_with_more_inventions_than_truths_is_worse_than_none() -> None:
    true = _claim("The boiler stopped working.", [1], "stopped working", Slot.REASON)
    lies = [
        _claim(f"{name} came with a hammer.", [1], "boiler") for name in ("A man called Bob", "King Lear")
    ]
    assert not _checked(true, lies[0]).worse
    assert "only 1 of its 3" in _checked(true, *lies).worse


def test_nouns_with_capitals_are_no_names_in_german() -> None:
    lines = dialogue("C: Die Heizung ist seit gestern kaputt.", "A: Wir schicken einen Techniker.").turns
    claim = _claim("Der Kunde meldet, dass die Heizung kaputt ist.", [0], "Heizung ist seit gestern kaputt")
    assert _checked(claim, lines=lines, language="de").sentences


@given(
    st.lists(st.tuples(st.text(max_size=60), st.lists(st.integers()), st.text(max_size=30)), max_size=5),
    st.lists(st.text(max_size=60), max_size=5),
    st.sampled_from(["en", "de", "ja", ""]),
)
def test_evidence_is_always_of_lines_that_were_shown(
    answers: list[tuple[str, list[int], str]], texts: list[str], language: str
) -> None:
    lines = [Turn(index=3 * n + 1, start=n, end=n + 1.0, text=text) for n, text in enumerate(texts)]
    claims = [_claim(text, evidence, quote) for text, evidence, quote in answers]
    claims += [_claim(turn.text, [turn.index, 2], turn.text) for turn in lines]
    checked = _checked(*claims, lines=lines, language=language)
    shown = {turn.index for turn in lines}
    assert all(sentence.evidence and shown.issuperset(sentence.evidence) for sentence in checked.sentences)
    assert len(checked.sentences) + len(checked.dropped) == len(claims)


def test_a_summary_in_another_language_is_held_to_quotes_names_and_numbers() -> None:
    def checked(text: str) -> Checked:
        claim = _claim(text, [3], "thousand two hundred pounds")
        return check([claim], LINES, language="en", tools=NO_TOOLS, written_in="fr")

    assert checked("Le client a payé mille deux cents livres.").sentences
    assert not checked("Le client a payé mille trois cents livres.").sentences
    assert not checked("Le client a payé, dit Sarah.").sentences
