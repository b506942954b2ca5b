"""From bytes to text, whatever a firmware wrote them in. Called by dialects.py.

Nobody documents the encoding of a push. UTF-8 is what was seen; UTF-16 is told by its byte order mark
or by the zero beside the first ASCII character; the rest is read as Latin-1.
"""

import codecs

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BLANKS = "\ufeff\x00 \t\r\n"


def text_of(body: bytes) -> str:
    """The text without blanks, NULs and marks around it. Never raises.

    What is no valid UTF-8 or UTF-16 is read as Latin-1, which takes any byte: a name with a wrong letter
    beats a lost call.
    """
    encoding = _told_by_mark(body) or _told_by_zeros(body) or "utf-8"
    if "16" in encoding and len(body) % 2:
        # A stream is cut after the last character it knows, and that leaves out the zero that follows.
        body += b"\x00"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return text.strip(_BLANKS)


def _told_by_mark(body: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS.items() if body.startswith(mark)), "")


def _told_by_zeros(body: bytes) -> str:
    """JSON, XML and forms begin with an ASCII character, which UTF-16 writes with a zero beside it."""
    first, second = body[:1], body[1:2]
    if second == b"\x00" and first != b"\x00":
        return "utf-16-le"
    if first == b"\x00" and second not in (b"", b"\x00"):
        return "utf-16-be"
    return ""
