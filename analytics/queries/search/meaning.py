"""The passages whose meaning is nearest to a query's, by the embeddings kept with them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from analytics.insight.tools import Embedder
from analytics.models import Passage
from calls.models import Call

MOST_COMPARED = 1_000  # calls, the newest; of five minutes each, some 12,000 passages, 9 MB to read
MOST = 100
NEAR = 0.3  # cosine; below it two texts have no more to do with each other than any two of a company


@dataclass(frozen=True, slots=True)
class Nearest:
    """Ids of passages, nearest first. `is_capped`: older calls were not looked at."""

    ids: tuple[int, ...] = ()
    is_capped: bool = False


def nearest(text: str, within: QuerySet[Call] | None, embedder: Embedder, *, role: str = "") -> Nearest:
    """`role` is who has to have said something in the passage, "" for anybody."""
    calls = _newest(Call.objects.all() if within is None else within)
    rows = _rows(calls[:MOST_COMPARED], role)
    if not rows:
        return Nearest()
    ids = np.array([pk for pk, _ in rows])
    packed = b"".join(bytes(embedding) for _, embedding in rows)
    meanings = np.frombuffer(packed, dtype="<f2").reshape(len(ids), -1).astype(np.float32)
    likeness = meanings @ embedder.embed([text])[0]
    order = np.argsort(-likeness, kind="stable")[:MOST]
    near = order[likeness[order] >= NEAR]
    return Nearest(tuple(int(pk) for pk in ids[near]), is_capped=len(calls) > MOST_COMPARED)


def _newest(calls: QuerySet[Call]) -> list[int]:
    """One more than are compared, to tell whether there are more."""
    return list(calls.order_by("-started_at", "-pk").values_list("pk", flat=True)[: MOST_COMPARED + 1])


def _rows(calls: Sequence[int], role: str) -> list[tuple[int, bytes]]:
    rows = Passage.objects.filter(call__in=calls, embedding__isnull=False).order_by("pk")
    if role:
        rows = rows.exclude(**{role: ""})
    return list(rows.values_list("pk", "embedding"))
