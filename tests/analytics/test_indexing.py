"""Words of the search go when the last call that says them goes, and no sooner."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from analytics import indexing
from analytics.insight.passages import passages
from analytics.models import Passage, Word
from analytics.queries.filters import Filters
from analytics.queries.period import Period
from analytics.queries.search.query import Term
from analytics.queries.search.results import search
from analytics.queries.search.vocabulary import spellings
from analytics.stages import conversation_of
from analytics.tasks import forget_words
from calls.models import Call, Transcript, Utterance
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_said(text: str) -> Call:
    call = make.make_call()
    indexed(make.make_transcript(call, [("customer", 0.0, 4.0, text)]))
    return call


def indexed(transcript: Transcript) -> None:
    indexing.index(transcript.call, passages(conversation_of(transcript)))


def words() -> set[str]:
    return set(Word.objects.values_list("text", flat=True))


def test_words_of_a_deleted_call_that_nobody_else_says_are_forgotten() -> None:
    gone = make_said("Blenkinsop wants a refund")
    make_said("another refund")
    gone.delete()
    assert "blenkinsop" in words()
    forget_words()
    assert words() == {"another", "refund"}


def test_they_are_no_longer_offered_as_spellings() -> None:
    make_said("the boiler")
    make_said("Blenkinsop").delete()
    assert said_nearly() == ["blenkinsop"]
    indexing.forget_words()
    assert said_nearly() == []


def said_nearly() -> list[str]:
    return [term.tokens[0] for term in spellings(Term(("blenkinsob",)))]


def test_words_that_a_new_analysis_no_longer_has_are_forgotten() -> None:
    call = make_said("my card is Blenkinsop")
    Utterance.objects.update(text="my card is hidden")
    indexed(Transcript.objects.get(call=call))
    assert indexing.forget_words() == 1
    assert words() == {"my", "card", "is", "hidden"}


@pytest.mark.parametrize(
    "text", ["don't", "7 and 1/2", "café", "naïve Ärger", "über_all", "σίσυφος", "e-mail"]
)
def test_whatever_is_said_is_kept_however_it_is_written(text: str) -> None:
    make_said(text)
    before = words()
    assert indexing.forget_words() == 0
    assert words() == before


def test_how_many_were_forgotten_is_told_over_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    make_said("one two three four five").delete()
    assert indexing.forget_words() == 5


def test_a_word_said_again_between_the_two_looks_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    make_said("Blenkinsop").delete()
    _before_forgetting(monkeypatch, lambda: make_said("Blenkinsop"))
    assert indexing.forget_words() == 0
    assert words() == {"blenkinsop"}


def _before_forgetting(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    forget = indexing._forget

    def later(chosen: list[int]) -> int:
        act()
        return forget(chosen)

    monkeypatch.setattr(indexing, "_forget", later)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_an_analysis_under_way_is_waited_for() -> None:
    make_said("Blenkinsop").delete()
    forgotten: list[int] = []

    def forget() -> None:
        forgotten.append(indexing.forget_words())
        connection.close()

    with transaction.atomic():
        make_said("Blenkinsop")
        other = Thread(target=forget)
        other.start()
        other.join(1.0)
        assert other.is_alive()
    other.join(10.0)
    assert forgotten == [0]
    assert words() == {"blenkinsop"}
    assert Passage.objects.count() == 1
    assert [found.call.pk for found in search("Blenkinsop", Filters(period=Period.ALL)).found]
