"""Passages as rows that a search finds. The ANALYSE stage's save calls `index`, in its transaction.

What each database makes of the rows (full text, trigrams) it keeps up itself: see the migration
`search` and analytics/queries/search/{sqlite,postgres}.py.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from analytics.insight.passages import Passage as Cut
from analytics.insight.passages import tokens
from analytics.insight.stems import stem
from analytics.insight.types import Role
from analytics.models import Passage, Word
from analytics.queries.search.lexical import is_said
from calls.models import Call

AT_ONCE = 200  # words in doubt that are looked at while passages wait to be written


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


def forget_words() -> int:
    """Delete the words that nobody says any more, since their calls were deleted or analysed anew; how many.

    They would be offered as spellings: a name said in one deleted call could still be read.
    """
    unsaid = [pk for pk, text in Word.objects.values_list("pk", "text").iterator() if not is_said(text)]
    return sum(_forget(unsaid[n : n + AT_ONCE]) for n in range(0, len(unsaid), AT_ONCE))


def _forget(words: Sequence[int]) -> int:
    """Delete those that are still unsaid, while no analysis can come to say one of them.

    An analysis that finds a word known keeps no row of its own, so the last look and the deletion need
    the passages to stand still: on SQLite they do in any transaction, for it is immediate.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Passage._meta.db_table} IN SHARE MODE")
        doubtful = Word.objects.filter(pk__in=words)
        unsaid = [word.pk for word in doubtful if not is_said(word.text)]
        return Word.objects.filter(pk__in=unsaid).delete()[0]
