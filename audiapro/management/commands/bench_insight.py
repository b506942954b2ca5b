"""`manage.py bench_insight`: what analysing one call costs on one core, models loaded and not, as JSON.

The call is made of the shipped ones, one after the other, until it is long enough.
"""

import json
import os
import resource
import time
from itertools import cycle
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics.insight.report import analyse
from analytics.insight.starter_topics import STARTER
from analytics.insight.types import Conversation, Rules, Topic, Turn
from analytics.tools import tools
from audiapro.evaluation.labelled import ROLES, SHIPPED, truths


class Command(BaseCommand):
    help = "Seconds and memory of analysing a call of so many minutes on one core, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=float, default=10.0)
        parser.add_argument("--rounds", type=int, default=5)

    def handle(self, *, minutes: float, rounds: int, **_: Any) -> None:
        # Before anything starts a thread: what is loaded later keeps to it.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        conversation = call_of(minutes)
        rules = Rules(topics=tuple(Topic(name, examples) for name, examples in STARTER.items()))
        taken = []
        for _round in range(rounds + 1):
            began = time.perf_counter()
            analyse(conversation, rules=rules, tools=tools())
            taken.append(time.perf_counter() - began)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = {
            "minutes": minutes,
            "lines": len(conversation.turns),
            "first_seconds": round(taken[0], 2),
            "median_seconds": round(median(taken[1:]), 2),
            "memory_mb": round(memory),
        }
        self.stdout.write(json.dumps(found, indent=2))


def call_of(minutes: float) -> Conversation:
    """A conversation of two known sides, of about that length."""
    turns: list[Turn] = []
    offset = 0.0
    for truth in cycle(truths(SHIPPED)):
        for spoken in truth["turns"]:
            start, end, role = offset + spoken["start"], offset + spoken["end"], ROLES[spoken["speaker"]]
            turns.append(Turn(len(turns), start, end, spoken["text"], role, role))
        offset = turns[-1].end + 1.0
        if offset >= minutes * 60:
            break
    return Conversation(tuple(turns), offset, 2, "en", has_speakers=True, direction="inbound")
