"""The passages whose meaning is nearest to a query's, by the embeddings kept with them."""

from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from analytics.insight.tools import Embedder
from analytics.models import Passage
from calls.models import Call

MOST_COMPARED = 20_000  # passages, those of the newest calls; 15 MB to read
MOST = 100
NEAR = 0.3  # cosine; below it two texts have no more to do with each other than any two of a company


@dataclass(frozen=True, slots=True)
class Nearest:
    """Ids of passages, nearest first. `is_capped`: older calls were not looked at."""

    ids: tuple[int, ...] = ()
    is_capped: bool = False


def nearest(text: str, within: QuerySet[Call] | None, embedder: Embedder, *, role: str = "") -> Nearest:
    """`role` is who has to have said something in the passage, "" for anybody."""
    rows = _rows(within, role)
    if not rows:
        return Nearest()
    ids = np.array([pk for pk, _ in rows[:MOST_COMPARED]])
    packed = b"".join(bytes(embedding) for _, embedding in rows[:MOST_COMPARED])
    meanings = np.frombuffer(packed, dtype="<f2").reshape(len(ids), -1).astype(np.float32)
    likeness = meanings @ embedder.embed([text])[0]
    order = np.argsort(-likeness, kind="stable")[:MOST]
    near = order[likeness[order] >= NEAR]
    return Nearest(tuple(int(pk) for pk in ids[near]), is_capped=len(rows) > MOST_COMPARED)


def _rows(within: QuerySet[Call] | None, role: str) -> list[tuple[int, bytes]]:
    rows = Passage.objects.filter(embedding__isnull=False)
    if within is not None:
        rows = rows.filter(call__in=within.values("pk"))
    if role:
        rows = rows.exclude(**{role: ""})
    rows = rows.order_by("-call__started_at", "call", "first")
    return list(rows.values_list("pk", "embedding")[: MOST_COMPARED + 1])
