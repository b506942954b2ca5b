"""Counts calls anew from the legs they have, after the rules of counting changed.

`manage.py recount` runs it. Names stay: they are those of the call's day.
"""

from collections.abc import Iterator
from dataclasses import asdict

from django.db.models import QuerySet

from calls.models import Call
from ucm.protocol.cdr import read_leg
from ucm.protocol.conversation import reduce_legs

BATCH = 500


def recount(calls: QuerySet[Call]) -> Iterator[int]:
    """Bring the facts of these calls in line with their legs; yields how many are done, batch by batch.

    Calls without legs, those made from a recording, keep what they have. A call that gains a leg
    meanwhile is counted by ingestion from all its legs, so only one that has just changed is at
    stake, and a second run mends it.
    """
    done = 0
    with_legs = calls.filter(legs__isnull=False).distinct().order_by("pk")
    pending = with_legs.select_related("connection").prefetch_related("legs")
    for call in pending.iterator(chunk_size=BATCH):
        _count(call)
        done += 1
        if done % BATCH == 0:
            yield done
    yield done


def _count(call: Call) -> None:
    facts = reduce_legs([read_leg(leg.raw, zone=call.connection.zone) for leg in call.legs.all()])
    changed = [name for name, value in asdict(facts).items() if getattr(call, name) != value]
    if changed:
        Call.objects.filter(pk=call.pk).update(**{name: getattr(facts, name) for name in changed})
