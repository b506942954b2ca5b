"""Call records as XML: the same names as elements. The root and the order are unproven. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

XML = "text/xml;charset=UTF-8"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def as_xml(root: str, content: object) -> bytes:
    """A document. Mappings become elements, sequences repeat `cdr`, everything else is text."""
    return (_DECLARATION + _element(root, content)).encode()


def _element(name: str, content: Any) -> str:
    return f"<{name}>{_inside(content)}</{name}>"


def _inside(content: Any) -> str:
    if isinstance(content, Mapping):
        return "".join(_element(name, value) for name, value in content.items())
    if isinstance(content, Sequence) and not isinstance(content, str):
        return "".join(_element("cdr", item) for item in content)
    return escape(str(content))
