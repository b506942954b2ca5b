"""Nothing of what was found is left in text, words or report; everything else stays as it was."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.privacy.redact import redact
from analytics.insight.report import analyse
from analytics.insight.types import Conversation, Turn
from calls.speech.types import Word
from tests.analytics.insight.build import dialogue

CALL = dialogue(
    "A: Can I take the card number?",
    "C: Sure, it's four one one one, one one one one.",
    "A: Yes.",
    "C: One one one one, one one one one.",
    "A: And your email, so that I can send you the receipt?",
    "C: It's j.bond@example.com. I want to complain about my invoice.",
    "A: I will send the receipt today.",
)


def test_a_mark_stands_in_the_text_instead() -> None:
    texts = [turn.text for turn in redact(CALL).conversation.turns]
    assert texts[1] == "Sure, it's [card number]."
    assert texts[3] == "[card number]."
    assert texts[5] == "It's [e-mail address]. I want to complain about my invoice."
    assert texts[::2] == [turn.text for turn in CALL.turns[::2]]


def test_the_words_of_a_number_become_one_with_its_times() -> None:
    turn = Turn(0, 0.0, 4.0, "My PIN is 4 8 2 1, okay?", "customer", "A")
    said = ["My", " PIN", " is", " 4", " 8", " 2", " 1,", " okay?"]
    words = tuple(Word(n / 2, n / 2 + 0.4, text, 0.9) for n, text in enumerate(said))
    (shown,) = redact(Conversation((replace(turn, words=words),), 4.0)).conversation.turns
    assert [word.text for word in shown.words] == ["My", " PIN", " is", " [password or PIN]", " okay?"]
    assert (shown.words[3].start, shown.words[3].end) == (1.5, 3.4)


def test_no_digit_of_it_reaches_any_part_of_the_report() -> None:
    report = analyse(CALL)
    told = repr((report.findings, report.headline, report.passages))
    assert "one one" not in told
    assert "bond" not in told
    assert "invoice" in told
    assert [(one.kind, one.index) for one in report.personal] == [
        ("card number", 1),
        ("card number", 3),
        ("e-mail address", 5),
    ]


def test_the_numbers_of_the_conversation_count_the_words_that_were_said() -> None:
    dictated = dialogue(*("C: my number is 4 1 5 555 0142 thanks" for _ in range(12)))
    as_words = dialogue(*("C: my number is a b c d e thanks" for _ in range(12)))
    assert analyse(dictated).metrics == analyse(as_words).metrics


def test_a_conversation_without_any_is_the_same_object() -> None:
    call = dialogue("A: Hello.", "C: I have a question about two of the boxes.")
    assert redact(call).conversation is call


@given(st.lists(st.text(alphabet="4 1one,at.@ gmailcom?-", max_size=60), max_size=6))
def test_what_is_not_found_stays_in_its_order(texts: list[str]) -> None:
    call = dialogue(*(f"C: {text}" for text in texts))
    redacted = redact(call)
    assert len(redacted.conversation.turns) == len(call.turns)
    for place, (before, after) in enumerate(zip(call.turns, redacted.conversation.turns, strict=True)):
        left = before.text
        for span in reversed([span for span in redacted.spans if span.place == place]):
            left = f"{left[: span.start]}[{span.kind}]{left[span.end :]}"
        assert after.text == left
