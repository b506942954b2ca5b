"""Every wrapping in which call records arrive, unwrapped into flat rows. Called by reading.py, client.py.

JSON (an object, an array, several in a row; `cdr_root`, `cdr` or `records` around them; groups of
`main_cdr` and `sub_cdr_n`), XML with the same names (markup.py), CSV, and form fields. Nobody has written
down which of them a firmware's real-time output sends, so all are read, and the body is judged by
its content rather than its Content-Type.
"""

import json
import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl

from ucm.protocol import csv_export, markup
from ucm.protocol.charset import text_of
from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.framing import Splitter
from ucm.protocol.rows import IDENTIFYING, SUB_LEG, WRAPPERS, Item, Row, clean, identifies, is_group, no_legs

__all__ = ["WRAPPERS", "Item", "Row", "items", "items_in", "rows_in"]

DAMAGED = "The JSON the UCM sent is damaged or cut short."
TOO_DEEP = "What the UCM sent is nested too deeply to be call records."
_BETWEEN = re.compile(r"[\s,\x00]*")
# What stands before the first record of a list, bare or in a wrapper.
_LIST_BEGINS = re.compile(r'(?:\{\s*"\w+"\s*:\s*)?\[\s*(?=\{)')


def items(body: bytes, *, content_type: str = "") -> Iterator[Item]:
    """What `body` holds, in its order: rows of text, and for each part that is no record the reason.

    Empty containers give nothing. Raises UnreadableCdr, and nothing else, when it cannot be taken apart.
    """
    text = text_of(body)
    if text.startswith(("{", "[")):
        yield from _json_items(text)
    elif text.startswith("<"):
        yield from markup.items(text)
    elif csv_export.is_export(text):
        yield from map(_cleaned, csv_export.items(text))
    elif "=" in text.partition("\n")[0] or "form-urlencoded" in content_type.lower():
        yield from _form_items(text)
    else:
        raise UnreadableCdr("What the UCM sent is neither JSON, XML, CSV nor a form.")


def _cleaned(item: Item) -> Item:
    if isinstance(item, UnreadableCdr):
        return item
    return {clean(name): clean(value) for name, value in item.items()}


def rows_in(value: Any) -> list[Row]:
    """The rows in decoded JSON, all or none: raises UnreadableCdr when something in it is no record."""
    found = list(items_in(value))
    if reason := next((item for item in found if isinstance(item, UnreadableCdr)), None):
        raise reason
    return [item for item in found if not isinstance(item, UnreadableCdr)]


def items_in(value: Any) -> Iterator[Item]:
    """The rows in decoded JSON, and for each part that is no record the reason. Raises nothing."""
    try:
        yield from _walk(value)
    except RecursionError:
        yield UnreadableCdr(TOO_DEEP)


def _walk(value: Any) -> Iterator[Item]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif not isinstance(value, dict):
        yield UnreadableCdr("What the UCM sent holds a bare value where a call record should be.")
    elif parts := _wrapped(value) + _sub_legs(value):
        yield from _inside(value, list(_walk(parts)))
    elif is_group(value):
        yield no_legs()
    elif not identifies(value):
        yield UnreadableCdr("What the UCM sent holds an object that is no call record.")
    else:
        yield _row(value)


def _inside(value: dict[str, Any], found: list[Item]) -> list[Item]:
    """What was found in the parts of an object; a record may have a part like a wrapper and be one itself."""
    if is_group(value):
        return found or [no_legs()]
    is_row = identifies(value) and not any(isinstance(item, dict) for item in found)
    return [_row(value)] if is_row else found


def _row(value: dict[str, Any]) -> Row:
    return {clean(str(name)): clean(_text(item)) for name, item in value.items()}


def _wrapped(value: dict[str, Any]) -> list[Any]:
    return [value[name] for name in WRAPPERS if isinstance(value.get(name), dict | list)]


def _sub_legs(group: dict[str, Any]) -> list[Any]:
    """The numbered legs of a group. `main_cdr` is a sum over them, never a leg of its own."""
    numbered = [(int(match[1]), leg) for name, leg in group.items() if (match := SUB_LEG.fullmatch(name))]
    return [leg for _, leg in sorted(numbered, key=itemgetter(0))]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


# --- JSON as text -----------------------------------------------------------------------------------


def _json_items(text: str) -> Iterator[Item]:
    try:
        values = _json_values(text)
    except ValueError:
        yield from _undamaged(text)
    else:
        yield from items_in(values)


def _undamaged(text: str) -> Iterator[Item]:
    """The whole records in damaged JSON, such as the first nine of a body that was cut in the tenth."""
    encoded = _LIST_BEGINS.sub("", text, count=1).encode("utf-8", "replace")
    splitter = Splitter(len(encoded) + 1)
    for piece in filter(None, [*splitter.feed(encoded), splitter.flush()]):
        try:
            values = _json_values(piece.decode())
        except ValueError:
            yield UnreadableCdr(DAMAGED)
        else:
            yield from items_in(values)


def _json_values(text: str) -> list[Any]:
    """The values, one after the other. Raises ValueError where the text is no JSON."""
    values, at = [], 0
    while at < len(text):
        try:
            value, at = _JSON.raw_decode(text, at)
        except RecursionError:
            raise UnreadableCdr(TOO_DEEP) from None
        values.append(value)
        separator = _BETWEEN.match(text, at)
        at = separator.end() if separator else at
    return values


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that names a leg twice is damage, because all but the last would go unseen."""
    value = dict(pairs)
    if len(value) < len(pairs):
        for name, item in pairs:
            if item != value[name] and (isinstance(item, dict | list) or name.lower() in IDENTIFYING):
                raise ValueError("twice")
    return value


# Numbers stay as they were written: "007" and 1661157838.2666 are names, not quantities.
_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)


# --- Forms ------------------------------------------------------------------------------------------


def _form_items(text: str) -> Iterator[Item]:
    """Form fields as one record, or the JSON that somebody put into a field."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=500)
    except ValueError:
        raise UnreadableCdr("The form the UCM sent has too many fields.") from None
    packed = [value.strip() for _, value in pairs if value.lstrip().startswith(("{", "["))]
    if packed and not identifies(name for name, _ in pairs):
        for value in packed:
            yield from _json_items(value)
    else:
        yield from items_in(_form_records(pairs))


def _form_records(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    """A name that comes again belongs to the next record; dropping it would lose one unseen."""
    records: list[dict[str, str]] = [{}]
    for name, value in pairs:
        if name in records[-1]:
            records.append({})
        records[-1][name] = value
    return records
