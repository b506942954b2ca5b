"""A UCM's CDR export as rows: CSV whose fields are not quoted though they hold commas. Pure.

`caller id` and `lastdata` hold commas and quotes (`"pn01" <5300>`, `SIP/5301,60,,`), so a line is taken
apart by what surrounds them: dates, outcomes, channels, numbers. A line that is proper CSV (RFC 4180), as
a spreadsheet saves it, is read as such. Called by dialects.py for an event, and by calls/imports for files
of any size.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from ucm.protocol.csv_columns import BEGINS_WITH_BLANK, Column, column
from ucm.protocol.errors import UnreadableCdr

Row = dict[str, str]

DELIMITERS = ",;\t|"
ENOUGH = 3
"""Known headings by which a line is taken for the header of an export; `start` must be among them."""
MAX_EXTRA = 200
"""Commas in one line beyond those between its fields; more is damage."""

NO_HEADER = "The first line does not name the fields of a CDR export (start, src, dst, disposition …)."
AS_EXPORTED = (
    "Take the file as the UCM exports it, header line and all; a spreadsheet that saved it may have changed "
    "its dates. What could be read has become calls, and nothing is lost: the lines are kept."
)


@dataclass(frozen=True, slots=True)
class Header:
    """`line` as it came, without its end."""

    line: str
    delimiter: str
    columns: tuple[Column, ...]


def header_of(line: str) -> Header | None:
    """The header in the first line of an export; None when it is none."""
    line = line.removeprefix("\ufeff").strip("\r\n\x00 ")
    found = [Header(line, sign, tuple(map(column, _cells(line, sign)))) for sign in DELIMITERS]
    best = max(found, key=_known)
    names = {each.name for each in best.columns}
    return best if _known(best) >= ENOUGH and "start" in names and names & {"src", "dst"} else None


def _known(header: Header) -> int:
    return sum(each.shape is not None for each in header.columns)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a file that comes in pieces, without their ends, empty ones too (they are counted).

    UTF-8 (with or without a mark), or else Latin-1, judged line by line: a name with a wrong letter beats
    a lost call.
    """
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from map(_text, whole)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    line = line.rstrip(b"\r")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def is_export(text: str) -> bool:
    return header_of(text.partition("\n")[0]) is not None


def items(text: str) -> Iterator[Row | UnreadableCdr]:
    """A row for each line, or why it is none, in words that name the line. Raises nothing.

    The first line is the header; a second one (two exports in one file) is skipped.
    """
    first, *rest = text.split("\n")
    header = header_of(first)
    if header is None:
        yield UnreadableCdr(NO_HEADER, advice=AS_EXPORTED)
        return
    for number, line in enumerate(rest, start=2):
        if line.strip("\x00 \t") and line.strip() != header.line:
            yield _numbered(number, row(header, line))


def _numbered(number: int, item: Row | UnreadableCdr) -> Row | UnreadableCdr:
    if isinstance(item, UnreadableCdr):
        return UnreadableCdr(f"Line {number}: {item.why}", advice=item.advice)
    return item


# --- One line -----------------------------------------------------------------------------------------


def row(header: Header, line: str) -> Row | UnreadableCdr:
    """The fields of a line by name; durations in seconds. Raises nothing."""
    line = line.strip("\r\n\x00")
    values = _quoted(header, line) or _anchored(header, line.split(header.delimiter))
    if values is None:
        return UnreadableCdr(_complaint(header, line), advice=AS_EXPORTED)
    return {each.name: _tidy(each.name, value) for each, value in zip(header.columns, values, strict=True)}


def _tidy(name: str, value: str) -> str:
    if name in ("duration", "billsec") and ":" in value:
        hours, minutes, seconds = map(int, value.split(":"))
        return str(hours * 3600 + minutes * 60 + seconds)
    return value.strip()


def _quoted(header: Header, line: str) -> Sequence[str] | None:
    """The line as proper CSV; None when it is not, or when nothing in it needed the quotes that it has."""
    if '"' not in line:
        return None
    try:
        [values] = csv.reader([line], delimiter=header.delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    fits = len(values) == len(header.columns) and all(map(Column.fits, header.columns, values))
    bare = line.split(header.delimiter)
    return values if fits and (len(bare) != len(values) or '""' in line or bare[0][:1] == '"') else None


def _anchored(header: Header, pieces: Sequence[str]) -> tuple[str, ...] | None:
    """Give each column one piece, and those that may hold commas several, so that every shape fits.

    Of several ways the cheapest, by Column.extra; None when there is none. Worked out from the last column
    to the first, where `ways` has the best way for each number of spare pieces given away before.
    """
    if len(pieces) == len(header.columns) + 1 and not pieces[-1]:
        pieces = pieces[:-1]  # a delimiter at the end of the line
    spare = len(pieces) - len(header.columns)
    if not 0 <= spare <= MAX_EXTRA:
        return None
    if not spare and all(map(Column.fits, header.columns, pieces)):
        return tuple(pieces)
    ways: dict[int, Way] = {spare: (0, ())}
    first_loose = next((at for at, each in enumerate(header.columns) if each.extra is not None), 0)
    for place, each in reversed(list(enumerate(header.columns))):
        ways = {
            used: best
            for used in range(spare + 1 if place > first_loose else 1)
            if (best := _best(each, pieces[place + used :], header.delimiter, _following(ways, used)))
        }
    return ways[0][1] if 0 in ways else None


Way: TypeAlias = tuple[int, tuple[str, ...]]


def _following(ways: Mapping[int, Way], used: int) -> list[tuple[int, Way]]:
    """How many more pieces a column may take, with the best way to go on after it."""
    return [(after - used, way) for after, way in ways.items() if after >= used]


def _best(
    each: Column, pieces: Sequence[str], delimiter: str, following: Iterable[tuple[int, Way]]
) -> Way | None:
    found = []
    for more, (cost, rest) in following:
        value = delimiter.join(pieces[: more + 1])
        if (not more or each.extra is not None) and each.fits(value):
            own = more * (each.extra or 0) + BEGINS_WITH_BLANK * value.startswith(" ")
            found.append((cost + own, (value, *rest)))
    return min(found, key=itemgetter(0), default=None)


def _complaint(header: Header, line: str) -> str:
    """Why no reading of the line fits; shows no value, for the reason is logged and listed."""
    pieces, names = line.split(header.delimiter), [each.name for each in header.columns]
    if len(pieces) < len(names):
        return f"it has {len(pieces)} fields where the header names {len(names)}."
    start = names.index("start")
    if not any(header.columns[start].fits(piece.strip('"')) for piece in pieces):
        return "it has no start time like 2026-05-04 09:30:00."
    return "its fields cannot be told apart: something stands where a time, a number or an outcome should."
