"""Call records in XML: the names of the JSON as elements, or as attributes. Called by dialects.py.

No document shows the XML of real-time output. Read are one root or several in a row, any depth of
wrapping, groups of `main_cdr` and `sub_cdr_n`, namespaces. Entities are refused (defusedxml).
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.rows import SUM, WRAPPERS, Item, Row, clean, identifies, is_group, no_legs

_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_BESIDE = frozenset({*WRAPPERS, "status"})


def items(text: str) -> Iterator[Item]:
    """The records of XML that is already text. Raises UnreadableCdr when it is damaged."""
    root = _root(text)
    if not len(root) and not root.attrib and _local(root.tag) not in WRAPPERS:
        raise UnreadableCdr("The XML the UCM sent holds no call record.")
    try:
        yield from _walk(root)
    except RecursionError:
        yield UnreadableCdr("The XML the UCM sent is nested too deeply to be call records.")


def _root(text: str) -> Element:
    # Already decoded: a declaration of another encoding would now be wrong.
    text = _DECLARATION.sub("", text)
    try:
        return _parsed(text)
    except ParseError:
        # Several documents in a row have no root in common.
        text = f"<{WRAPPERS[0]}>{text}</{WRAPPERS[0]}>"
    try:
        return _parsed(text)
    except ParseError:
        raise UnreadableCdr("The XML the UCM sent is damaged or cut short.") from None


def _parsed(text: str) -> Element:
    try:
        root: Element = fromstring(text)
    except (DefusedXmlException, ValueError):
        raise UnreadableCdr(
            "The XML the UCM sent holds entities or characters that are not allowed."
        ) from None
    return root


def _walk(element: Element) -> Iterator[Item]:
    names = _names(element)
    inner = [child for child in element if len(child) or child.attrib]
    if identifies(names) and not is_group(names) and not any(identifies(_names(child)) for child in inner):
        yield _row(element)
    elif inner or is_group(names):
        legs = [item for child in inner if _local(child.tag) != SUM for item in _walk(child)]
        yield from legs or [no_legs()] * is_group(names)
    elif names - _BESIDE or _has_text(element) or any(map(_has_text, filter(_is_wrapper, element))):
        yield UnreadableCdr("What the UCM sent holds an XML element that is no call record.")


def _has_text(element: Element) -> bool:
    return bool((element.text or "").strip())


def _row(element: Element) -> Row:
    cells = {_local(name): value for name, value in element.attrib.items()}
    cells |= {_local(child.tag): child.text or "" for child in element}
    return {name: clean(value).strip() for name, value in cells.items() if name}


def _names(element: Element) -> set[str]:
    return {_local(child.tag) for child in element} | {_local(name) for name in element.attrib}


def _is_wrapper(element: Element) -> bool:
    return _local(element.tag) in WRAPPERS


def _local(tag: Any) -> str:
    """A tag without its namespace; comments and processing instructions have a function for a tag."""
    return clean(tag.rpartition("}")[2]) if isinstance(tag, str) else ""
