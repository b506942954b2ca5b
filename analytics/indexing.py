"""Passages as rows that a search finds. The ANALYSE stage's save calls `index`, in its transaction.

What each database makes of the rows (full text, trigrams) it keeps up itself: see the migration
`search` and analytics/queries/search/{sqlite,postgres}.py.
"""

from collections.abc import Iterable, Sequence

from analytics.insight.passages import Passage as Cut
from analytics.insight.passages import tokens
from analytics.insight.stems import stem
from analytics.insight.types import Role
from analytics.models import Passage, Word
from calls.models import Call


def index(call: Call, passages: Sequence[Cut]) -> None:
    """Replace what the index holds of this call."""
    Passage.objects.filter(call=call).delete()
    Passage.objects.bulk_create(_row(call, cut) for cut in passages)
    _learn(tokens(" ".join(cut.text for cut in passages)))


def _row(call: Call, cut: Cut) -> Passage:
    return Passage(
        call=call,
        first=cut.turns[0].index,
        last=cut.turns[-1].index,
        start=cut.turns[0].start,
        layout=[[turn.index, turn.start, turn.role] for turn in cut.turns],
        agent=_said_by(cut, [Role.AGENT]),
        customer=_said_by(cut, [Role.CUSTOMER]),
        others=_said_by(cut, [Role.SYSTEM, Role.UNKNOWN]),
        embedding=cut.embedding,
    )


def _said_by(cut: Cut, roles: Iterable[str]) -> str:
    return "\n".join(" ".join(turn.text.split()) for turn in cut.turns if turn.role in roles)


def _learn(words: Iterable[str]) -> None:
    """In order, so that two calls saved at once wait for each other instead of blocking one another."""
    rows = [Word(text=word, stem=stem(word)) for word in sorted(set(words)) if len(word) <= Word.LONGEST]
    known = set(Word.objects.filter(text__in=[row.text for row in rows]).values_list("text", flat=True))
    new = [row for row in rows if row.text not in known]
    Word.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
