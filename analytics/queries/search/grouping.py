"""The passages found as a page shows them: by call, the best first, with the lines that tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from re import Pattern

from analytics.models import Passage
from analytics.queries.search import snippets
from analytics.queries.search.snippets import Line, Piece
from calls.models import Call

MOST_CALLS = 40
PASSAGES_OF_A_CALL = 3


class Way(StrEnum):
    """How a passage was found, as the page says it."""

    ALL = "all words"
    SOME = "some of the words"
    SPELLING = "similar spelling"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a passage, cut to what was found in it."""

    line: Line
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: one line of it or two, to read and to play from."""

    lines: tuple[Shown, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Found:
    call: Call
    hits: tuple[Hit, ...]
    more: int  # passages of this call that were found and are not shown


def grouped(
    order: Sequence[int], rankings: Mapping[Way, Sequence[int]], sought: Pattern[str] | None
) -> tuple[list[Found], int]:
    """The best calls, each where its best passage stands, and how many there are."""
    call_of = dict(Passage.objects.filter(pk__in=order).values_list("pk", "call_id"))
    by_call: dict[int, list[int]] = {}
    for pk in order:
        if pk in call_of:
            by_call.setdefault(call_of[pk], []).append(pk)
    best = dict(list(by_call.items())[:MOST_CALLS])
    hits = _hits([pk for pks in best.values() for pk in pks[:PASSAGES_OF_A_CALL]], rankings, sought)
    calls = Call.objects.select_related("connection", "insight").in_bulk(best)
    return [_found(calls[pk], pks, hits) for pk, pks in best.items()], len(by_call)


def _found(call: Call, pks: Sequence[int], hits: Mapping[int, Hit]) -> Found:
    shown = tuple(hits[pk] for pk in pks[:PASSAGES_OF_A_CALL])
    return Found(call, shown, more=len(pks) - len(shown))


def _hits(
    pks: Iterable[int], rankings: Mapping[Way, Sequence[int]], sought: Pattern[str] | None
) -> dict[int, Hit]:
    members = {way: set(ranking) for way, ranking in rankings.items()}
    return {
        pk: _hit(passage, tuple(way for way in Way if pk in members.get(way, ())), sought)
        for pk, passage in Passage.objects.defer("embedding").in_bulk(list(pks)).items()
    }


def _hit(passage: Passage, ways: tuple[Way, ...], sought: Pattern[str] | None) -> Hit:
    lines = snippets.telling_lines(snippets.lines(passage), sought)
    return Hit(tuple(Shown(line, snippets.pieces(line.text, sought)) for line in lines), ways)
