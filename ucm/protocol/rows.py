"""A call record as flat text, and how one is recognised. Shared by dialects.py and markup.py."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from ucm.protocol.errors import UnreadableCdr

Row: TypeAlias = dict[str, str]
# A part of a body: a record, or why it is none. One bad record must not cost the nine beside it.
Item: TypeAlias = Row | UnreadableCdr

WRAPPERS = ("cdr_root", "records", "cdr", "response", "root")
SUM = "main_cdr"
SUB_LEG = re.compile(r"sub_cdr_([0-9]{1,6})")
# A record is recognised by any of these names, in any case.
IDENTIFYING = frozenset({"session", "uniqueid", "acctid", "disposition", "lastapp"})


def identifies(names: Iterable[str]) -> bool:
    return not IDENTIFYING.isdisjoint(name.lower() for name in names)


def is_group(names: Iterable[str]) -> bool:
    """Whether these are the names in a group of legs: their sum, and the legs by number."""
    return any(name == SUM or SUB_LEG.fullmatch(name) for name in names)


def no_legs() -> UnreadableCdr:
    return UnreadableCdr("What the UCM sent holds the sum of a group of call records, but no record of it.")


def clean(text: str) -> str:
    """Without what no database takes: NUL characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
