"""Call records of a simulated UCM in every dialect, and damage to them, all drawn from one seed."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from urllib.parse import urlencode

from ucm.simulator.demo import place_history
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import ApiUser
from ucm.simulator.traffic.cdr import Row, groups

NOON = 1_772_539_200.0  # Tuesday 3 March 2026, 12:00 UTC
CONTENT_TYPES = (
    "application/json", "text/xml", "application/x-www-form-urlencoded", "text/plain", "", "\xff;=",
)  # fmt: skip
CHARSETS = ("utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32", "cp037", "utf-7")
ODD_TEXT = (
    "\\u0000", "\\ud800", "\\udc00\\ud800", "\x00", "\ufeff", "\u202e", "😀" * 50, "é" * 300, "\\", '"', "'",
    "<![CDATA[", "]]>", "&#0;", "&lol;", "%00", "%FF", "\x1b[31m", "9" * 400, "-1", "1e999", "NaN",
    "Infinity", "0x10", "9999-12-31 23:59:59", "0000-00-00 00:00:00", "2026-02-30 25:61:61",
    "1999-01-01 00:00:00+99:99", "2096-03-03 09:00:00", "2147483648", "main_cdr", "sub_cdr_1", "cdr_root",
    "a.wav@b.wav@", "../../etc/passwd.wav@",
)  # fmt: skip
WRONG_TYPES = (
    "null", "true", "[]", "{}", "[[]]", '[{"session":"1"}]', "1e400", "-0", '""', '{"session":{}}', "7",
    "9" * 5000,
)  # fmt: skip

NESTS = (
    (b"[", b"]"),
    (b'{"cdr":', b"}"),
    (b'{"sub_cdr_1":', b"}"),
    (b'{"x":', b"}"),
    (b"<root>", b"</root>"),
)

Mutation = Callable[[bytes, Random], bytes]


def rows() -> list[Row]:
    pbx = Pbx(ApiUser("cdrapi", "secret"), clock=lambda: NOON, seed=7)
    return [row for call in place_history(pbx, 3) for row in call.rows]


def bodies() -> list[bytes]:
    """Good bodies in every dialect, a leg or two each."""
    pool, found = rows(), []
    for legs in (pool[at : at + 1 + at % 4 // 2] for at in range(0, len(pool), 2)):
        found += [write(legs) for write in DIALECTS.values()]
    return found


def _xml(legs: Sequence[Row]) -> str:
    def escape(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    inner = "".join(
        "<cdr>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in leg.items()) + "</cdr>"
        for leg in legs
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><cdr_root>{inner}</cdr_root>'


DIALECTS: Mapping[str, Callable[[Sequence[Row]], bytes]] = {
    "array": lambda legs: json.dumps(legs).encode(),
    "groups": lambda legs: json.dumps({"cdr_root": groups(legs, group_id=legs[0]["session"])}).encode(),
    "records": lambda legs: json.dumps({"records": legs, "status": 0}).encode(),
    "in a row": lambda legs: "".join(map(json.dumps, legs)).encode(),
    "utf-16": lambda legs: json.dumps(legs, ensure_ascii=False).encode("utf-16"),
    "xml": lambda legs: _xml(legs).encode(),
    "form": lambda legs: urlencode([field for leg in legs for field in leg.items()]).encode(),
    "json in a form": lambda legs: urlencode({"cdr": json.dumps(legs)}).encode(),
}


def mutants(*, seed: int, count: int) -> Iterator[tuple[bytes, str]]:
    """`count` damaged bodies, each with a content type."""
    rng, good = Random(seed), bodies()
    for _ in range(count):
        body = rng.choice(good)
        for mutate in rng.choices(MUTATIONS, k=rng.choice((1, 2, 3, 4))):
            body = mutate(body, rng)
        yield body, rng.choice(CONTENT_TYPES)


def _place(body: bytes, rng: Random) -> int:
    return rng.randrange(len(body) + 1)


def flip_bits(body: bytes, rng: Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(rng.choice((1, 1, 2, 8, 64)) if body else 0):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def truncate(body: bytes, rng: Random) -> bytes:
    at = _place(body, rng)
    return rng.choice((body[:at], body[at:]))


def insert(body: bytes, rng: Random) -> bytes:
    at = _place(body, rng)
    structural = bytes(rng.choice(b'{}[]<>/"\\:,=&% \x00\n') for _ in range(rng.randrange(1, 6)))
    return body[:at] + rng.choice((rng.randbytes(rng.randrange(1, 20)), structural)) + body[at:]


def remove(body: bytes, rng: Random) -> bytes:
    at = _place(body, rng)
    return body[:at] + body[at + rng.randrange(1, 40) :]


def repeat(body: bytes, rng: Random) -> bytes:
    begin, end = sorted((_place(body, rng), _place(body, rng)))
    return body[:end] + body[begin:end] + body[end:]


def odd_text(body: bytes, rng: Random) -> bytes:
    """In place of a value or anywhere: text that databases, clocks and parsers dislike."""
    odd = rng.choice(ODD_TEXT).encode("utf-8", "surrogatepass")
    if rng.random() < 0.3:
        at = _place(body, rng)
        return body[:at] + odd + body[at:]
    return _instead_of(rb"(?<=[\">=])[^\"<>&{}\[\]]{1,60}(?=[\"<&])", odd, body, rng)


def huge_number(body: bytes, rng: Random) -> bytes:
    digits = b"".join(b"%d" % rng.randrange(10) for _ in range(rng.choice((3, 11, 20, 400, 5000))))
    return _instead_of(rb"\d+", digits, body, rng)


def wrong_type(body: bytes, rng: Random) -> bytes:
    return _instead_of(rb'(?<=: )"[^"]*"', rng.choice(WRONG_TYPES).encode(), body, rng)


def nest(body: bytes, rng: Random) -> bytes:
    opened, closed = rng.choice(NESTS)
    depth = rng.choice((1, 2, 20, 200, 1200))
    return opened * depth + body + closed * rng.choice((depth, depth, 0))


def recode(body: bytes, rng: Random) -> bytes:
    return body.decode("utf-8", "replace").encode(rng.choice(CHARSETS), "replace")


def splice(body: bytes, rng: Random) -> bytes:
    """Another body's end behind this one's beginning, or the whole of it."""
    other = rng.choice(_GOOD)
    return body[: _place(body, rng)] + other[_place(other, rng) :] if rng.random() < 0.7 else body + other


def _instead_of(pattern: bytes, new: bytes, body: bytes, rng: Random) -> bytes:
    found = list(re.finditer(pattern, body))
    if not found:
        return body
    match = rng.choice(found)
    return body[: match.start()] + new + body[match.end() :]


_GOOD = bodies()[:40]
MUTATIONS: tuple[Mutation, ...] = (
    flip_bits, truncate, insert, remove, repeat, odd_text, odd_text, huge_number, wrong_type, nest, recode,
    splice,
)  # fmt: skip
