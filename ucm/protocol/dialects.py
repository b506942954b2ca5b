"""Every wrapping in which call records arrive, unwrapped into flat rows. Called by cdr.py.

JSON (an object, an array, several objects in a row; `cdr_root`, `cdr` or `records` around them;
groups of `main_cdr` and `sub_cdr_n`), XML with the same names, CSV, and form fields. Nobody has written
down which of them a firmware's real-time output sends, so all are read, and the body is judged by
its content rather than its Content-Type.
"""

import json
import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ucm.protocol import csv_export
from ucm.protocol.errors import UnreadableCdr

Row = dict[str, str]

WRAPPERS = ("cdr_root", "records", "cdr", "response", "root")
SUB_LEG = re.compile(r"sub_cdr_([0-9]{1,6})")
# A record is recognised by any of these names, in any case.
IDENTIFYING = frozenset({"session", "uniqueid", "acctid", "disposition", "lastapp"})
# Numbers stay as they were written: "007" and 1661157838.2666 are names, not quantities.
_JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BETWEEN = re.compile(r"[\s,\x00]*")


def rows(body: bytes, *, content_type: str = "") -> list[Row]:
    """The legs in `body` as flat rows of text. Raises UnreadableCdr on anything else."""
    text = _decode(body)
    try:
        if text.startswith(("{", "[")):
            return rows_in(_json_values(text))
        if text.startswith("<"):
            return list(_xml_rows(_xml_root(text)))
        if csv_export.is_export(text):
            return list(_csv_rows(text))
        if "=" in text.partition("\n")[0] or "form-urlencoded" in content_type.lower():
            return rows_in(_form(text))
    except RecursionError:
        raise UnreadableCdr("What the UCM sent is nested too deeply to be call records.") from None
    raise UnreadableCdr("What the UCM sent is neither JSON, XML, CSV nor a form.")


def _decode(body: bytes) -> str:
    """UTF-8, or Latin-1 which takes any byte: a name with a wrong letter beats a lost call."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return text.strip("\x00 \t\r\n")


# --- JSON ------------------------------------------------------------------------------------------


def _json_values(text: str) -> list[Any]:
    values, at = [], 0
    while at < len(text):
        try:
            value, at = _JSON.raw_decode(text, at)
        except ValueError:
            raise UnreadableCdr("The JSON the UCM sent is damaged or cut short.") from None
        values.append(value)
        separator = _BETWEEN.match(text, at)
        at = separator.end() if separator else at
    return values


def rows_in(value: Any) -> list[Row]:
    """The rows in decoded JSON. Raises UnreadableCdr when something in it is no record."""
    return list(_walk(value))


def _walk(value: Any) -> Iterator[Row]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif not isinstance(value, dict):
        raise UnreadableCdr("What the UCM sent holds a bare value where a call record should be.")
    elif wrapped := [value[name] for name in WRAPPERS if isinstance(value.get(name), dict | list)]:
        yield from _walk(wrapped)
    elif "main_cdr" in value or any(map(SUB_LEG.fullmatch, value)):
        yield from _walk(_sub_legs(value))
    elif not _identifies(value):
        raise UnreadableCdr("What the UCM sent holds an object that is no call record.")
    else:
        yield {clean(str(name)): clean(_text(item)) for name, item in value.items()}


def _identifies(names: Iterable[str]) -> bool:
    return not IDENTIFYING.isdisjoint(name.lower() for name in names)


def _sub_legs(group: dict[str, Any]) -> list[Any]:
    """The numbered legs of a group. `main_cdr` is a sum over them, never a leg of its own."""
    numbered = [(int(match[1]), leg) for name, leg in group.items() if (match := SUB_LEG.fullmatch(name))]
    return [leg for _, leg in sorted(numbered, key=itemgetter(0))]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value)


def clean(text: str) -> str:
    """Without what no database takes: NUL characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


# --- XML, CSV and forms ----------------------------------------------------------------------------


def _xml_root(text: str) -> Element:
    # Already decoded: a declaration of another encoding would now be wrong.
    text = re.sub(r"^<\?xml[^>]*\?>", "", text)
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        raise UnreadableCdr(
            "The XML the UCM sent is damaged, or holds entities that are not allowed."
        ) from None
    return root


def _xml_rows(root: Element) -> list[Row]:
    legs = [element for element in root.iter() if _is_leg(element)]
    if not legs and (len(root) or _local(root.tag) not in WRAPPERS):
        raise UnreadableCdr("The XML the UCM sent holds no call record.")
    return [{_local(child.tag): clean(child.text or "").strip() for child in leg} for leg in legs]


def _is_leg(element: Element) -> bool:
    names = {_local(child.tag) for child in element}
    return _local(element.tag) != "main_cdr" and _identifies(names)


def _local(tag: Any) -> str:
    """A tag without its namespace; comments and processing instructions have a function for a tag."""
    return clean(tag.rpartition("}")[2]) if isinstance(tag, str) else ""


def _csv_rows(text: str) -> Iterator[Row]:
    for item in csv_export.items(text):
        if isinstance(item, UnreadableCdr):
            raise item
        yield {clean(name): clean(value) for name, value in item.items()}


def _form(text: str) -> Any:
    """Form fields as one record, or the JSON that somebody put into a field."""
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise UnreadableCdr("The form the UCM sent has too many fields.") from None
    packed = [value for value in fields.values() if value.lstrip().startswith(("{", "["))]
    return _json_values(packed[0].strip()) if packed and not _identifies(fields) else fields
