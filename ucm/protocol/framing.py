"""Cuts the byte stream of CDR Real-Time Output into records: JSON or XML, one after the other.

Over TCP a UCM writes bare records with no length, no newline and no acknowledgement, and TCP cuts
them anywhere. What a record means is not looked at here (dialects.py does); calls/sources/feed.py
owns the sockets and the clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

SEPARATORS = b" \t\r\n\x00,"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Mode(Enum):
    """Where in the stream the last byte left us. STRAY is text that is neither JSON nor XML."""

    BETWEEN = auto()
    STRAY = auto()
    # JSON
    OBJECT = auto()
    ARRAY = auto()
    VALUE = auto()
    STRING = auto()
    ESCAPE = auto()
    # XML
    MARKUP = auto()
    CONTENT = auto()
    OPEN = auto()
    BANG = auto()
    DASH = auto()
    TAG = auto()
    TAG_QUOTE = auto()
    TAG_APOSTROPHE = auto()
    EMPTY = auto()
    CLOSING = auto()
    DECLARATION = auto()
    DECLARATION_QUOTE = auto()
    DECLARATION_APOSTROPHE = auto()
    COMMENT = auto()
    COMMENT_DASH = auto()
    COMMENT_DASHES = auto()
    CDATA = auto()
    CDATA_BRACKET = auto()
    CDATA_BRACKETS = auto()


@dataclass(frozen=True, slots=True)
class _Move:
    """What one byte does. `depth` opens or closes a level; `closes` ends the record once none is open.

    A byte that is not `taken` is looked at again in the new mode.
    """

    to: _Mode
    depth: int = 0
    closes: bool = False
    taken: bool = True


class _Rule:
    """One mode: `moves` for the bytes named; the others are skipped, or make the move `otherwise`."""

    def __init__(
        self, moves: Mapping[bytes, _Move], otherwise: _Move | None = None, *, skip: bytes = b""
    ) -> None:
        self.moves = {byte: move for named, move in moves.items() for byte in named}
        self.otherwise = otherwise
        named = re.escape(b"".join(moves))
        self.stop = re.compile(b"[" + named + b"]" if otherwise is None else _any_but(skip), re.DOTALL)

    def move(self, byte: int) -> _Move:
        return self.moves.get(byte) or self.otherwise or _Move(_Mode.STRAY)


def _any_but(skipped: bytes) -> bytes:
    return b"[^" + re.escape(skipped) + b"]" if skipped else b"."


_M = _Mode
_NAME = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B)) + b"_:" + bytes(range(0x80, 0x100))
_UP = {b"{[": _Move(_M.VALUE, depth=1)}
_DOWN = {b"}]": _Move(_M.BETWEEN, depth=-1, closes=True)}
_NO_RECORD = _Move(_M.STRAY, taken=False)
_NO_JSON = _Move(_M.STRAY, depth=-1, taken=False)
_AFTER_OPEN = {
    b"!": _Move(_M.BANG),
    b"?": _Move(_M.DECLARATION),
    b"/": _Move(_M.CLOSING),
    _NAME: _Move(_M.TAG),
}
_RULES: Mapping[_Mode, _Rule] = {
    _M.BETWEEN: _Rule(
        {b"{": _Move(_M.OBJECT, depth=1), b"[": _Move(_M.ARRAY, depth=1), b"<": _Move(_M.MARKUP)},
        otherwise=_Move(_M.STRAY),
        skip=SEPARATORS,
    ),
    _M.STRAY: _Rule({b"{[<": _Move(_M.BETWEEN, closes=True, taken=False)}),
    # A brace that no JSON follows is stray text: it must not swallow the records after it.
    _M.OBJECT: _Rule({b'"': _Move(_M.STRING)} | _DOWN, otherwise=_NO_JSON, skip=SEPARATORS),
    _M.ARRAY: _Rule({b'"': _Move(_M.STRING)} | _UP | _DOWN, otherwise=_NO_JSON, skip=SEPARATORS),
    _M.VALUE: _Rule({b'"': _Move(_M.STRING)} | _UP | {b"}]": _Move(_M.VALUE, depth=-1, closes=True)}),
    _M.STRING: _Rule({b'"': _Move(_M.VALUE), b"\\": _Move(_M.ESCAPE)}),
    _M.ESCAPE: _Rule({}, otherwise=_Move(_M.STRING)),
    _M.MARKUP: _Rule(_AFTER_OPEN, otherwise=_NO_RECORD),
    _M.CONTENT: _Rule({b"<": _Move(_M.OPEN)}),
    _M.OPEN: _Rule(_AFTER_OPEN, otherwise=_Move(_M.CONTENT, taken=False)),
    _M.BANG: _Rule(
        {b"-": _Move(_M.DASH), b"[": _Move(_M.CDATA)}, otherwise=_Move(_M.DECLARATION, taken=False)
    ),
    _M.DASH: _Rule({b"-": _Move(_M.COMMENT)}, otherwise=_Move(_M.DECLARATION, taken=False)),
    _M.TAG: _Rule(
        {
            b">": _Move(_M.CONTENT, depth=1),
            b"/": _Move(_M.EMPTY),
            b'"': _Move(_M.TAG_QUOTE),
            b"'": _Move(_M.TAG_APOSTROPHE),
        }
    ),
    _M.TAG_QUOTE: _Rule({b'"': _Move(_M.TAG)}),
    _M.TAG_APOSTROPHE: _Rule({b"'": _Move(_M.TAG)}),
    _M.EMPTY: _Rule({b">": _Move(_M.CONTENT, closes=True)}, otherwise=_Move(_M.TAG, taken=False)),
    _M.CLOSING: _Rule({b">": _Move(_M.CONTENT, depth=-1, closes=True)}),
    # `<?xml … ?>` and `<!DOCTYPE … >` come before the root element and open nothing.
    _M.DECLARATION: _Rule(
        {
            b">": _Move(_M.CONTENT),
            b'"': _Move(_M.DECLARATION_QUOTE),
            b"'": _Move(_M.DECLARATION_APOSTROPHE),
        }
    ),
    _M.DECLARATION_QUOTE: _Rule({b'"': _Move(_M.DECLARATION)}),
    _M.DECLARATION_APOSTROPHE: _Rule({b"'": _Move(_M.DECLARATION)}),
    _M.COMMENT: _Rule({b"-": _Move(_M.COMMENT_DASH)}),
    _M.COMMENT_DASH: _Rule({b"-": _Move(_M.COMMENT_DASHES)}, otherwise=_Move(_M.COMMENT)),
    _M.COMMENT_DASHES: _Rule(
        {b">": _Move(_M.CONTENT), b"-": _Move(_M.COMMENT_DASHES)}, otherwise=_Move(_M.COMMENT)
    ),
    _M.CDATA: _Rule({b"]": _Move(_M.CDATA_BRACKET)}),
    _M.CDATA_BRACKET: _Rule({b"]": _Move(_M.CDATA_BRACKETS)}, otherwise=_Move(_M.CDATA)),
    _M.CDATA_BRACKETS: _Rule(
        {b">": _Move(_M.CONTENT), b"]": _Move(_M.CDATA_BRACKETS)}, otherwise=_Move(_M.CDATA)
    ),
}


class Splitter:
    """Give it the stream in any pieces; it gives back records, each whole and in order.

    Separators (blanks, newlines, NUL, commas) and a byte order mark between records are dropped. Text
    that is neither JSON nor XML comes out as a record of its own, so that somebody can look at it. A
    record longer than `max_record` bytes comes out in pieces of that length, and the next one whole.
    Never holds more than `max_record` bytes and one chunk; time is linear in the bytes. Never raises.
    """

    def __init__(self, max_record: int) -> None:
        self._max = max_record
        self._reset()

    def _reset(self) -> None:
        self._held = bytearray()
        self._at = 0
        self._mode = _M.BETWEEN
        self._depth = 0

    @property
    def is_inside_record(self) -> bool:
        """Whether JSON or XML has begun and its end is still to come."""
        return self._mode not in (_M.BETWEEN, _M.STRAY)

    @property
    def pending(self) -> int:
        """Bytes held back because the record they belong to may go on."""
        return len(self._held)

    def feed(self, chunk: bytes) -> list[bytes]:
        """The records that `chunk` completes."""
        self._held += chunk
        records: list[bytes] = []
        while self._at < len(self._held):
            self._advance(records)
        if self._mode is _M.BETWEEN:
            self._cut(records)
        return records

    def flush(self) -> bytes:
        """What is left at the end of the stream or after a long silence, b"" if nothing."""
        rest: list[bytes] = []
        self._cut(rest)
        self._reset()
        return b"".join(rest)

    def _advance(self, records: list[bytes]) -> None:
        """Up to the next byte that matters in this mode, or the longest a record may be."""
        rule = _RULES[self._mode]
        # Separators are dropped as they come, so they are no part of a record's length.
        most = len(self._held) if self._mode is _M.BETWEEN else min(len(self._held), self._max)
        found = rule.stop.search(self._held, self._at, most)
        self._at = found.start() if found else most
        if found:
            self._take(rule.move(self._held[self._at]), records)
        if self._at >= self._max and self._mode is not _M.BETWEEN:
            self._cut(records)

    def _take(self, move: _Move, records: list[bytes]) -> None:
        if self._mode is _M.BETWEEN:
            del self._held[: self._at]
            self._at = 0
        self._at += move.taken
        self._depth = max(0, self._depth + move.depth)
        self._mode = move.to
        if move.closes and not self._depth:
            self._mode = _M.BETWEEN
            self._cut(records)

    def _cut(self, records: list[bytes]) -> None:
        record = bytes(self._held[: self._at]).strip(SEPARATORS)
        if record and record != BYTE_ORDER_MARK:
            records.append(record)
        del self._held[: self._at]
        self._at = 0
