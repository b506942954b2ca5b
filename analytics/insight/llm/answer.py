"""The form a model is asked to answer in, and what is read from what it sends.

Models wrap JSON in fences, think aloud before it and stop in the middle: whole sentences of the asked form
are taken wherever they stand, and nothing else is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from analytics.insight.llm.types import Claim, Format, Slot

LONGEST = 400  # characters of a sentence
MOST = 20  # sentences; who writes more does not summarise
MOST_CITED = 12

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "slot": {"type": "string", "enum": [str(slot) for slot in Slot]},
                    "text": {"type": "string"},
                    "evidence": {"type": "array", "items": {"type": "integer"}},
                    "quote": {"type": "string"},
                },
                "required": ["slot", "text", "evidence", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
BY_SCHEMA: Format = {
    "type": "json_schema",
    "json_schema": {"name": "call_summary", "strict": True, "schema": SCHEMA},
}
AS_OBJECT: Format = {"type": "json_object"}

_LIST = re.compile(r'"sentences"\s*:\s*\[|^\s*\[')
_AROUND = re.compile(r"<think>.*?</think>|```(?:json)?", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder()


class Unreadable(Exception):
    """Nothing in an answer has the asked form."""


def claims_of(text: str) -> list[Claim]:
    """The sentences of an answer, also of one that was cut off. Raises Unreadable where there is not one."""
    claims = [claim for item in _items(_AROUND.sub("", text)) if (claim := _claim(item))]
    if not claims:
        raise Unreadable("The answer is not in the form that was asked for.")
    return claims[:MOST]


def _items(text: str) -> Iterator[Any]:
    """The elements of the first list of sentences, up to the first that is not whole."""
    begin = _LIST.search(text)
    if not begin:
        return
    rest = text[begin.end() :]
    while True:
        rest = rest.lstrip(" \t\r\n,")
        try:
            item, length = _DECODER.raw_decode(rest)
        except (ValueError, RecursionError):
            return
        rest = rest[length:]
        yield item


def _claim(item: Any) -> Claim | None:
    """None where the item is no sentence of the asked form."""
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return None
    text = " ".join(item["text"].split())
    evidence, quote = item.get("evidence"), item.get("quote")
    if not text or len(text) > LONGEST or not isinstance(evidence, list):
        return None
    ids = [number for each in evidence[:MOST_CITED] if (number := _id(each)) is not None]
    return Claim(_slot(item.get("slot")), text, tuple(ids), quote if isinstance(quote, str) else "")


def _id(given: Any) -> int | None:
    """Small models write "12" or "line 12" for 12."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    digits = re.fullmatch(r"\D{0,8}(\d{1,6})", given) if isinstance(given, str) else None
    return int(digits[1]) if digits else None


def _slot(given: Any) -> Slot:
    """What is called nothing we know is a fact, which claims least."""
    name = str(given).lower().strip().replace(" ", "_").replace("-", "_")
    for slot in Slot:
        if name in (slot, f"{slot}s"):
            return slot
    return Slot.FACT
