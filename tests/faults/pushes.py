"""The second table of the matrix: what is wrong with records that are sent or brought to us.

A deed turns the records of some calls into the bodies that arrive. Whatever does not become a call at once
is brought by the reconciling poll, so no row loses one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ucm.protocol.errors import UnreadableCdr
from ucm.refusals import MENDS, Cause

Row = dict[str, str]
Bodies = list[bytes]
Deed = Callable[[Sequence[Row]], Bodies]


class Way(StrEnum):
    WEBHOOK = "webhook"
    FEED = "TCP feed"
    FOLDER = "watched folder"
    UPLOAD = "upload page"


ALL = tuple(Way)
SENT = (Way.WEBHOOK, Way.FEED)


@dataclass(frozen=True, slots=True)
class Push:
    """`reads` is what the admin finds among the received events, empty where there is nothing to read."""

    name: str
    summary: str
    deed: Deed
    ways: tuple[Way, ...] = ALL
    reads: str = ""
    mend: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A push that the webhook refuses; the admin finds it counted on the connection's page."""

    cause: Cause
    summary: str

    @property
    def mend(self) -> str:
        return MENDS[self.cause]

    def __str__(self) -> str:
        return str(self.cause)


def one_by_one(rows: Sequence[Row]) -> Bodies:
    return [json.dumps(row).encode() for row in rows]


def twice(rows: Sequence[Row]) -> Bodies:
    return one_by_one(rows) * 2


def backwards(rows: Sequence[Row]) -> Bodies:
    return one_by_one(rows)[::-1]


def in_one_list(rows: Sequence[Row]) -> Bodies:
    return [json.dumps({"cdr_root": list(rows)}).encode()]


def as_xml(rows: Sequence[Row]) -> Bodies:
    legs = ("".join(f"<{name}>{_escaped(value)}</{name}>" for name, value in row.items()) for row in rows)
    return [f"<cdr>{leg}</cdr>".encode() for leg in legs]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shifted(rows: Sequence[Row]) -> Bodies:
    """As once seen from a CloudUCM: the recording's path in caller_name, and recordfiles empty."""
    moved = (
        {**row, "caller_name": row["recordfiles"] or row["caller_name"], "recordfiles": ""} for row in rows
    )
    return one_by_one(list(moved))


def none(rows: Sequence[Row]) -> Bodies:
    return []


def one_damaged(rows: Sequence[Row]) -> Bodies:
    return [json.dumps([{"message": "restarted"}, *rows[1:]]).encode()]


def cut_short(rows: Sequence[Row]) -> Bodies:
    *whole, last = one_by_one(rows)
    return [*whole, last[: len(last) // 2]]


def web_page(rows: Sequence[Row]) -> Bodies:
    return [*one_by_one(rows[1:]), b"<html><body>Please log in.</body></html>"]


def noise(rows: Sequence[Row]) -> Bodies:
    return [*one_by_one(rows[1:]), b"\xff\xfe\x00\x01 what is this"]


PUSHES = (
    Push("one by one", "Each leg by itself, as a UCM sends it.", one_by_one),
    Push("twice", "Every record comes twice.", twice),
    Push("backwards", "The last leg comes first.", backwards),
    Push("in one list", "All legs in one cdr_root.", in_one_list),
    Push("as XML", "Each leg as XML.", as_xml),
    Push("shifted", "The recording's path stands in caller_name.", shifted),
    Push("none", "Nothing comes: switched off, pointed elsewhere, or we are away for too long.", none),
    Push(
        "one damaged",
        "One entry of a list is no call record.",
        one_damaged,
        reads="1 of ",
    ),
    Push(
        "cut short",
        "The last record ends in its middle.",
        cut_short,
        reads="The JSON the UCM sent is damaged or cut short.",
        mend=UnreadableCdr.advice,
    ),
    Push(
        "a web page",
        "A page comes where a record should be.",
        web_page,
        ways=SENT,
        reads="What the UCM sent holds an XML element that is no call record.",
        mend=UnreadableCdr.advice,
    ),
    Push(
        "noise",
        "Bytes that are no text.",
        noise,
        ways=SENT,
        reads="What the UCM sent is neither JSON, XML, CSV nor a form.",
        mend=UnreadableCdr.advice,
    ),
)

TURNED_AWAY = (
    TurnedAway(Cause.TOKEN, "The UCM has an old webhook address."),
    TurnedAway(Cause.ADDRESS, "The UCM posts from an address that is not on the allow-list."),
    TurnedAway(Cause.NO_LOGIN, "The UCM sends no user and password, though the connection asks for them."),
    TurnedAway(Cause.WRONG_LOGIN, "The UCM sends another password."),
    TurnedAway(Cause.RATE, "The UCM sends more than the limit allows."),
    TurnedAway(Cause.SIZE, "The body is larger than the limit."),
)
