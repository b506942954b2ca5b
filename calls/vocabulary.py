"""What is likely to be said in a call: the names of its people, terms of the house, and colleagues.

What people correct again and again is suggested as a term, which somebody accepts in the admin.
"""

from collections import Counter
from collections.abc import Iterator

from django.db.models.functions import Lower

from calls.models import Call, Correction, Term
from calls.models.term import LONGEST
from calls.speech.corrections.learned import Pair, learned
from calls.speech.vocabulary import MOST_TERMS, chosen

RECENT = 1000
"""Calls from which colleagues are known: customers ask for those who are on the telephone much."""


def likely_in(call: Call) -> tuple[str, ...]:
    """Names and terms for the recogniser, the likeliest first, as many as it can take."""
    return chosen(_likely(call))


def _likely(call: Call) -> Iterator[str]:
    yield from (call.agent_name, call.customer_name, call.callee_name, call.caller_name, call.queue_name)
    yield from Term.objects.used_on(call.connection_id).values_list("text", flat=True)[:MOST_TERMS]
    yield from _colleagues(call)


def _colleagues(call: Call) -> list[str]:
    """Names of the phone system's people, who took most calls first."""
    recent = Call.objects.filter(connection=call.connection_id).order_by("-started_at", "-id")
    names = Counter(recent.values_list("agent_name", flat=True)[:RECENT])
    return [name for name, _ in names.most_common(MOST_TERMS + 1) if name]


def suggest(connection_id: int) -> None:
    """Suggest what people have put into this phone system's transcripts. What was dismissed is not again."""
    live = Correction.objects.live().filter(recording__call__connection=connection_id)
    pairs = live.values_list("recording__call_id", "heard", "text")
    known = set(Term.objects.of(connection_id).annotate(small=Lower("text")).values_list("small", flat=True))
    fresh = [
        Term(text=found.term, connection_id=connection_id, state=Term.State.SUGGESTED)
        for found in learned(Pair(*pair) for pair in pairs)
        if found.term.lower() not in known and len(found.term) <= LONGEST
    ]
    Term.objects.bulk_create(fresh, ignore_conflicts=True)  # two people may correct at the same moment
