"""What the name of a recording's file tells of its call. Pure; called by calls/imports.

`auto-<epoch>[#<extension>]-<caller>-<callee>.wav`, `q<queue>-<epoch>-<caller>-<extension>.wav`,
`meetme-conf-rec-<room>-<uniqueid>….wav`: seen on real systems (the queue's form in one test file only,
so its parts are taken in any order). The epoch is the leg's start in UTC seconds.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ucm.protocol import clock
from ucm.protocol.conversation import Direction

LONGEST_EXTENSION = 5
"""Digits of an extension; the UCM allows more, but then numbers no longer tell who is outside."""

_COPY = re.compile(r"( \(\d+\)| - Copy)(?=\.\w+$)")
_PARTS = re.compile(r"[-_]")


@dataclass(frozen=True, slots=True)
class NameFacts:
    """`start` in UTC, None when the name has none; "" where a number is not known."""

    start: datetime | None
    caller: str = ""
    callee: str = ""
    extension: str = ""
    queue: str = ""

    @property
    def tells_enough(self) -> bool:
        """Whether a call can be made of it without asking a person."""
        return self.start is not None


def bare(name: str) -> str:
    """The file's own name, without folders and the mark of a second download: how two are compared."""
    return _COPY.sub("", name.replace("\\", "/").rpartition("/")[2])


def read_name(name: str) -> NameFacts:
    stem = bare(name).rpartition(".")[0] or bare(name)
    if ordinary := re.fullmatch(r"auto-(\d{10})(?:#([^-]+))?-(.+?)-([^-]+)", stem):
        epoch, extension, caller, callee = ordinary.groups(default="")
        group = callee if extension else ""
        return NameFacts(_instant(epoch), caller, callee, extension or "", group)
    if conference := re.fullmatch(r"meetme-conf-rec-([^-]+)-(.*)", stem):
        return NameFacts(_instant(conference[2]), callee=conference[1])
    if queue := re.fullmatch(r"q(\d+)-(.+)", stem):
        numbers = [part for part in _PARTS.split(queue[2]) if not _instant(part)]
        caller, extension = (*numbers, "", "")[:2]
        return NameFacts(_instant(queue[2]), caller, queue[1], extension, queue[1])
    return NameFacts(_instant(stem))


def _instant(text: str) -> datetime | None:
    found = clock.epochs(f"{text}.")  # the clock wants something after the seconds
    return found[0].replace(tzinfo=UTC) if found else None


def likely_direction(caller: str, callee: str) -> Direction:
    """By the length of the numbers: short ones are extensions, groups and queues of the house."""
    if _is_inside(caller):
        return Direction.INTERNAL if _is_inside(callee) else Direction.OUTBOUND
    return Direction.INBOUND


def _is_inside(number: str) -> bool:
    return number.isdigit() and len(number) <= LONGEST_EXTENSION
