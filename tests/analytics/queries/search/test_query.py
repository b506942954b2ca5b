"""What is typed is understood, and nothing that can be typed is an error."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.queries.search.query import LONGEST, MOST_TERMS, Query, Term, parse

PIECES = st.sampled_from(
    [
        '"',
        "“",
        "*",
        "-",
        " ",
        "OR",
        "AND",
        "NEAR(",
        ")",
        ":",
        "agent:",
        "customer:",
        "'",
        ";--",
        "{",
        "^",
        "☎",
        "é",
        "refund",
    ]
)


def words(query: Query) -> list[list[str]]:
    return [[" ".join(term.tokens) for term in clause] for clause in query.clauses]


def test_words_phrases_and_beginnings_are_told_apart() -> None:
    assert parse('refund "credit note" invoic*').clauses == (
        (Term(("refund",)),),
        (Term(("credit", "note"), is_quoted=True),),
        (Term(("invoic",), is_prefix=True),),
    )


def test_or_takes_the_term_before_and_the_term_after() -> None:
    assert words(parse("refund OR credit OR voucher invoice")) == [
        ["refund", "credit", "voucher"],
        ["invoice"],
    ]


def test_or_with_nothing_to_choose_from_is_a_word_or_left_out() -> None:
    assert words(parse("OR")) == [["or"]]
    assert words(parse("refund OR")) == [["refund"]]


def test_minus_leaves_out_and_a_hyphen_does_not() -> None:
    query = parse('e-mail -voicemail -"call back"')
    assert words(query) == [["e mail"]]
    assert [term.tokens for term in query.without] == [("voicemail",), ("call", "back")]


def test_said_by_applies_to_the_next_term() -> None:
    terms = parse('agent:sorry Customer:"too late" fee').terms
    assert [term.role for term in terms] == ["agent", "customer", ""]


def test_an_operator_without_anything_to_work_on_is_a_word() -> None:
    assert words(parse("agent: - *")) == [["agent"]]


def test_words_that_every_call_holds_count_only_when_there_are_no_others() -> None:
    assert words(parse("what is the refund")) == [["refund"]]
    assert words(parse("what is the")) == [["what"], ["is"], ["the"]]


def test_only_words_given_to_the_letter_are_exact() -> None:
    assert parse('"credit note"').is_exact
    assert parse("credit*").is_exact
    assert not parse("credit note don't").is_exact


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES).map(" ".join)))
def test_nothing_typed_is_an_error(text: str) -> None:
    query = parse(text)
    terms = (*query.terms, *query.without)
    assert len(terms) <= MOST_TERMS
    assert all(term.tokens and all(token.isalnum() for token in term.tokens) for term in terms)


def test_a_very_long_text_is_read_to_a_limit() -> None:
    assert len(parse("refund " * 2_000).terms) == MOST_TERMS
    assert not parse(" " * LONGEST + "refund")
