"""`manage.py bench_privacy`: how much of the personal data of invented conversations is found, as JSON.

A label counts as found when each of its letters and digits is covered. Of conversations in which nothing is
personal the spans found are counted, a thousand words.
"""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics.insight.privacy.redact import redact
from analytics.insight.types import Conversation, Turn
from audiapro.bench.phrasings import Label, Phrasing, negatives, phrasings

WORD = re.compile(r"[^\W_]+")
HESITATION = ("uh", "um")
SECONDS = 4.0  # of a turn


Say = Callable[[str], object]


def quiet(_: str) -> None:
    """Misses are counted, not told."""


class Command(BaseCommand):
    help = "Recall of personal data on invented phrasings, and false positives, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--misses", action="store_true", help="print what was not found, and false finds")

    def handle(self, *, count: int, seed: int, misses: bool, **_: Any) -> None:
        began = time.perf_counter()
        say: Say = self.stderr.write if misses else quiet
        found = recall(phrasings(count, seed=seed), say)
        false = wrong(negatives(count, seed=seed), say)
        seconds = round(time.perf_counter() - began, 2)
        self.stdout.write(json.dumps({"recall": found, "false": false, "seconds": seconds}, indent=2))


def conversation(phrasing: Phrasing) -> Conversation:
    turns = tuple(
        Turn(place, SECONDS * place, SECONDS * (place + 1), text, role, role)
        for place, (role, text) in enumerate(phrasing.turns)
    )
    return Conversation(turns, SECONDS * len(turns), language=phrasing.language)


def recall(some: Iterable[Phrasing], say: Say = quiet) -> dict[str, float]:
    """Labels, and the share of them that was found: of all, and of each kind."""
    labels: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for phrasing in some:
        covered = _covered(phrasing)
        for label in phrasing.labels:
            text = phrasing.turns[label.place][1]
            is_found = _told(text, label) <= covered[label.place]
            labels[phrasing.kind] += 1
            hits[phrasing.kind] += is_found
            if not is_found:
                say(f"missed {phrasing.kind}: {text[: label.start]}[[{text[label.start : label.end]}]]")
    shares = {kind: round(hits[kind] / labels[kind], 4) for kind in labels}
    return {"labels": labels.total(), "all": round(hits.total() / max(labels.total(), 1), 4), **shares}


def _covered(phrasing: Phrasing) -> dict[int, set[int]]:
    """The characters of each turn that are taken out."""
    covered: dict[int, set[int]] = defaultdict(set)
    for span in redact(conversation(phrasing)).spans:
        covered[span.place].update(range(span.start, span.end))
    return covered


def _told(text: str, label: Label) -> set[int]:
    """The characters of a label that tell something."""
    words = (word for word in WORD.finditer(text, label.start, label.end) if word.group() not in HESITATION)
    return {at for word in words for at in range(*word.span())}


def wrong(some: Iterable[Phrasing], say: Say = quiet) -> dict[str, float]:
    """Spans found where nothing is personal."""
    words = 0
    kinds: Counter[str] = Counter()
    for phrasing in some:
        words += sum(len(text.split()) for _, text in phrasing.turns)
        for span in redact(conversation(phrasing)).spans:
            text = phrasing.turns[span.place][1]
            kinds[str(span.kind)] += 1
            say(f"false {span.kind}: {text[: span.start]}[[{text[span.start : span.end]}]]{text[span.end :]}")
    return {"words": words, "spans": kinds.total(), "per_1000_words": round(1000 * kinds.total() / words, 2)}
