"""The words found are marked, as whole words, and long lines are cut around them."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.models import Passage
from analytics.queries.search.query import parse
from analytics.queries.search.snippets import LONGEST, lines, pattern, pieces, telling_lines


def marked(text: str, query: str) -> list[str]:
    return [piece.text for piece in pieces(text, pattern(parse(query).terms)) if piece.is_found]


def test_whole_words_are_marked_and_beginnings_as_far_as_they_go() -> None:
    assert marked("Refund the refunds, refund.", "refund") == ["Refund", "refund"]
    assert marked("Invoices and the voice", "invoic*") == ["Invoices"]
    assert marked("my credit, note", '"credit note"') == ["credit, note"]


def test_lines_come_back_in_the_order_they_were_said() -> None:
    passage = Passage(
        layout=[[4, 1.0, "agent"], [5, 2.0, "customer"], [6, 3.0, "agent"], [7, 4.0, ""]],
        agent="Hello.\nYes.",
        customer="Refund?",
        others="Somebody.",
    )
    assert [line.text for line in lines(passage)] == ["Hello.", "Refund?", "Yes.", "Somebody."]


def test_lines_are_shown_that_hold_the_words_and_none_twice_the_same() -> None:
    passage = Passage(
        layout=[[n, float(n), "agent"] for n in range(4)],
        agent="A refund.\nA refund for the boiler.\nThe boiler.\nAn invoice.",
    )
    shown = telling_lines(lines(passage), pattern(parse("refund boiler invoice").terms))
    assert [line.index for line in shown] == [1, 3]
    assert [line.index for line in telling_lines(lines(passage), pattern(parse("boiler").terms))] == [1]
    assert [line.index for line in telling_lines(lines(passage), None)] == [1]  # says most


def test_a_place_far_into_a_long_line_is_shown() -> None:
    text = "word " * 200 + "refund " + "word " * 200
    shown = "".join(piece.text for piece in pieces(text, pattern(parse("refund").terms)))
    assert "refund" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= LONGEST + 2


@given(st.text(max_size=200), st.text(max_size=20))
def test_a_short_line_is_shown_whole(text: str, query: str) -> None:
    sought = pattern(parse(query).terms)
    if sought is None or not (found := sought.search(text)) or found.start() <= 60:
        assert "".join(piece.text for piece in pieces(text, sought)) == text
