"""The search against rows, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from numpy.typing import NDArray

from analytics import indexing
from analytics.insight.passages import passages, tokens
from analytics.insight.tools import NO_TOOLS, Tools
from analytics.models import Passage
from analytics.queries.filters import Filters
from analytics.queries.period import Period
from analytics.queries.search import meaning
from analytics.queries.search.grouping import Way
from analytics.queries.search.results import Results, search
from analytics.stages import conversation_of
from calls.models import Call
from tests import factories as make

pytestmark = pytest.mark.django_db

EVER = Filters(period=Period.ALL)


class Concepts:
    """Texts by which of two things they are about: stands for the model, which is not on every machine."""

    words = ({"money", "refund", "invoice", "bill"}, {"boiler", "heating", "cold", "freezing"})

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = [[float(len(about & set(tokens(text)))) for about in self.words] for text in texts]
        rows = np.array(counts, dtype=np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


MODEL = Tools(embedder=Concepts())


def make_said(*said: tuple[str, str], tools: Tools = NO_TOOLS, **fields: object) -> Call:
    """A call in which this was said, in its index: (role, text)."""
    call = make.make_call(**fields)
    lines = [(role, n * 5.0, n * 5.0 + 4, text) for n, (role, text) in enumerate(said)]
    transcript = make.make_transcript(call, lines)
    indexing.index(call, passages(conversation_of(transcript), embedder=tools.embedder))
    return call


def found(text: str, filters: Filters = EVER) -> list[int]:
    return [found.call.pk for found in search(text, filters).found]


def ways(results: Results) -> list[tuple[Way, ...]]:
    return [hit.ways for one in results.found for hit in one.hits]


def test_other_forms_of_a_word_are_found_and_marked() -> None:
    call = make_said(("agent", "We invoiced you twice."), ("customer", "Two invoices?"))
    (only,) = search("invoice", EVER).found
    assert only.call == call
    assert [piece.text for piece in only.hits[0].lines[0].pieces if piece.is_found] == ["invoiced"]


def test_a_phrase_is_found_in_these_words_and_this_order_only() -> None:
    call = make_said(("customer", "I want to cancel my contract, today."))
    make_said(("customer", "My contract, can you cancel it? I cancelled my contracts."))
    assert found('"cancel my contract"') == [call.pk]


def test_a_beginning_finds_what_goes_on() -> None:
    call = make_said(("customer", "The invoicing is wrong."))
    make_said(("customer", "The voice is unclear."))
    assert found("invoi*") == [call.pk]


def test_said_by_looks_at_the_words_of_that_side_only() -> None:
    by_agent = make_said(("agent", "I will ask my supervisor."), ("customer", "Fine."))
    by_customer = make_said(("customer", "Get me your supervisor."), ("agent", "Fine."))
    assert found("agent:supervisor") == [by_agent.pk]
    assert found('customer:"your supervisor"') == [by_customer.pk]
    assert found("agent:super*") == [by_agent.pk]


def test_a_minus_leaves_out_the_whole_call() -> None:
    said = ("customer", "About the refund.")
    make_said(said, *[("agent", f"Filler number {n}.") for n in range(8)], ("agent", "Leave a voicemail."))
    call = make_said(said)
    assert found("refund -voicemail") == [call.pk]


def test_either_of_two_words_will_do_with_or() -> None:
    calls = {make_said(("customer", f"A {word}, please.")).pk for word in ("refund", "voucher")}
    make_said(("customer", "A receipt, please."))
    assert set(found("refund OR voucher")) == calls


def test_a_passage_with_all_the_words_comes_before_one_with_some() -> None:
    make_said(("customer", "Refund refund refund refund."))
    both = make_said(("customer", "A refund for the broken boiler that you sold me last winter."))
    results = search("refund boiler", EVER)
    assert results.found[0].call == both
    assert ways(results) == [(Way.ALL,), (Way.SOME,)]


def test_every_passage_with_all_the_words_comes_before_any_with_some() -> None:
    said = ("customer", "A refund for the broken boiler that you sold me last winter.")
    both = {make_said(said).pk for _ in range(5)}
    make_said(("customer", "Refund refund refund refund."))
    assert set(found("refund boiler")[:5]) == both


@pytest.mark.parametrize("typed", ["reciept", "recipt", "receitp", "eceipt"])
def test_a_word_nobody_said_finds_what_is_spelt_like_it(typed: str) -> None:
    call = make_said(("customer", "I lost the receipt."))
    make_said(("customer", "I lost the boiler."))
    results = search(typed, EVER)
    assert [one.call for one in results.found] == [call]
    assert results.never_said == {typed: "receipt"}
    assert ways(results) == [(Way.SPELLING,)]


def test_a_word_that_was_said_is_not_respelt() -> None:
    make_said(("customer", "I found it."))
    call = make_said(("customer", "A mound of it."))
    assert found("mound") == [call.pk]


@pytest.mark.parametrize("typed", ["xylophone", "money", "wants"])
def test_another_word_is_not_a_spelling(typed: str) -> None:
    make_said(("customer", "I lost the one receipt there was."))
    results = search(typed, EVER)
    assert not results.found
    assert results.never_said == {typed: ""}


def test_meaning_finds_what_has_none_of_the_words() -> None:
    call = make_said(("customer", "The boiler is freezing cold."), tools=MODEL)
    make_said(("customer", "The bill is too high."), tools=MODEL)
    results = search("heating", EVER, tools=MODEL)
    assert [one.call for one in results.found] == [call]
    assert ways(results) == [(Way.MEANING,)]
    assert not search("heating", EVER).found


def test_words_given_to_the_letter_are_not_sought_by_meaning() -> None:
    make_said(("customer", "The boiler is freezing."), tools=MODEL)
    assert not search('"heating"', EVER, tools=MODEL).found


def test_words_and_meaning_together_come_first() -> None:
    make_said(("customer", "A refund."), tools=NO_TOOLS)
    both = make_said(("customer", "A refund of my money."), tools=MODEL)
    results = search("refund", EVER, tools=MODEL)
    assert results.found[0].call == both
    assert results.found[0].hits[0].ways == (Way.ALL, Way.MEANING)


def test_what_was_not_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_COMPARED", 1)
    now = timezone.now()
    make_said(("customer", "A bill."), tools=MODEL, started_at=now - timedelta(days=2))
    newest = make_said(("customer", "A bill."), tools=MODEL, started_at=now - timedelta(days=1))
    results = search("money", EVER, tools=MODEL)
    assert results.is_capped
    assert [one.call for one in results.found] == [newest]


def test_the_filters_of_the_list_hold_for_words_and_meaning() -> None:
    said = ("customer", "About my bill.")
    make_said(said, tools=MODEL, agent_number="1001")
    call = make_said(said, tools=MODEL, agent_number="1002")
    filters = Filters(period=Period.WEEK, agent=f"{call.connection_id}-1002")
    results = search("bill", filters, tools=MODEL)
    assert [one.call for one in results.found] == [call]
    assert not found("bill", Filters(period=Period.WEEK, direction="outbound"))


def test_a_call_appears_once_with_its_best_passages() -> None:
    call = make_said(*[("agent", f"Refund number {n}. " + "word " * 55) for n in range(5)])
    (only,) = search("refund", EVER).found
    assert (only.call, len(only.hits), only.more) == (call, 3, 2)


def test_analysed_again_a_call_is_found_by_its_new_words_alone() -> None:
    call = make_said(("customer", "About the refund."))
    transcript = call.transcript
    transcript.utterances.update(text="About the voucher.")
    indexing.index(call, passages(conversation_of(transcript)))
    assert found("voucher") == [call.pk]
    assert found("refund") == []
    assert Passage.objects.count() == 1


def test_a_deleted_call_is_not_found() -> None:
    make_said(("customer", "About the refund.")).delete()
    assert found("refund") == []


def test_a_changed_passage_is_found_by_what_it_says_now() -> None:
    call = make_said(("customer", "About the refund."))
    Passage.objects.update(customer="About the voucher.")
    assert (found('"refund"'), found('"voucher"')) == ([], [call.pk])


@pytest.mark.parametrize(
    "sign", ["anna@example.com", "7-8", "and/or", "don't", "example.com/path", "3.50", "1,200"]
)
def test_signs_inside_words_part_them_on_either_database(sign: str) -> None:
    call = make_said(("customer", f"It was {sign} I think."))
    assert found(f'"{tokens(sign)[-1]}"') == [call.pk]
    assert found(sign) == [call.pk]


ODD = (
    *("", '"', "*", "-", "OR", "NEAR(a b)", "a AND NOT b", "'; DROP TABLE calls_call; --", "☎☎", "a:b", "^a"),
    *("{agent}", "½ ² Ⅷ", "a\x00b", "-refund", "agent:", "x" * 10_000, '"' * 500, "é ñ 日本語 עברית", "\\"),
)


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_is_answered(typed: str) -> None:
    make_said(("customer", "About the refund."))
    assert search(typed, EVER, tools=MODEL).calls >= 0
