"""The filters of `cdrapi`: read from a request, applied to calls. Pure.

From Grandstream's guides, which also say what happens to a filter that cannot be read: no error, just an
empty answer. Times without a zone are read in the one that the caller gives.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import Row

TEXT = {"caller": "src", "callee": "dst", "answeredby": "dstanswer"}
KNOWN = {
    *TEXT, "callerName", "startTime", "endTime", "timeFilterType", "minDur", "maxDur", "numRecords", "offset",
}  # fmt: skip
_WHEN = re.compile(r"(\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?|\d{4}-\d\d-\d\d")
_PART = re.compile(r"[\w+*#.@-]+", re.ASCII)

Test: TypeAlias = Callable[[Call], bool]


class Unreadable(ValueError):
    """A filter that a UCM answers with silence."""


@dataclass(frozen=True, slots=True)
class Filters:
    """`tests` must all hold for a call; then `offset` groups are left out and `limit` asked for, or all."""

    tests: tuple[Test, ...]
    offset: int
    limit: int | None

    def accept(self, call: Call) -> bool:
        return all(test(call) for test in self.tests)


def read_filters(parameters: Mapping[str, object], zone: ZoneInfo) -> Filters:
    """Raises Unreadable for an unknown name, an empty value or characters that do not belong."""
    if parameters.keys() - KNOWN:
        raise Unreadable(f"unknown parameters {sorted(parameters.keys() - KNOWN)}")
    given = {name: str(value) for name, value in parameters.items()}
    if not all(given.values()):
        raise Unreadable("an empty value")
    return Filters(
        tests=(*_text_tests(given), *_time_tests(given, zone), *_duration_tests(given)),
        offset=_number(given.get("offset", "0")),
        limit=_number(given["numRecords"]) if "numRecords" in given else None,
    )


def _text_tests(given: Mapping[str, str]) -> list[Test]:
    tests = [_any_leg(field, number_pattern(given[name])) for name, field in TEXT.items() if name in given]
    if name := given.get("callerName"):
        tests.append(_any_leg("caller_name", lambda value: value == name))
    return tests


def _time_tests(given: Mapping[str, str], zone: ZoneInfo) -> list[Test]:
    """Bounds are inclusive, on the call's start unless timeFilterType says End."""
    kind = given.get("timeFilterType", "Start")
    if kind not in ("Start", "End"):
        raise Unreadable("timeFilterType")
    moment: Callable[[Call], int] = lambda call: int(call.ends if kind == "End" else call.begins)  # noqa: E731
    tests: list[Test] = []
    if "startTime" in given:
        since = _instant(given["startTime"], zone)
        tests.append(lambda call: moment(call) >= since)
    if "endTime" in given:
        until = _instant(given["endTime"], zone)
        tests.append(lambda call: moment(call) <= until)
    return tests


def _duration_tests(given: Mapping[str, str]) -> list[Test]:
    """On talk time; of several legs the sum, which is what the group's summary shows."""
    tests: list[Test] = []
    if "minDur" in given:
        least = _number(given["minDur"])
        tests.append(lambda call: _talk(call) >= least)
    if "maxDur" in given:
        most = _number(given["maxDur"])
        tests.append(lambda call: _talk(call) <= most)
    return tests


def _talk(call: Call) -> int:
    return sum(int(row["billsec"]) for row in call.rows)


def _any_leg(field: str, matches: Callable[[str], bool]) -> Test:
    def test(call: Call) -> bool:
        rows: tuple[Row, ...] = call.rows
        return any(matches(row[field]) for row in rows)

    return test


def _number(text: str) -> int:
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise Unreadable("not a number")
    return int(text)


def _instant(text: str, zone: ZoneInfo) -> float:
    if not _WHEN.fullmatch(text):
        raise Unreadable("not a time")
    # A time without a date is one of 1 January 2000.
    whole = text if text[4:5] == "-" else f"2000-01-01T{text}"
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError as error:
        raise Unreadable("no such time") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


def number_pattern(text: str) -> Callable[[str], bool]:
    """`5300,5302-5304,20@,_1`: a list of numbers, numeric ranges, and patterns.

    `@` stands for any characters, `_` for exactly one. A part with several hyphens matches nothing; `0-0`
    matches what is empty or not numeric.
    """
    parts = text.split(",")
    if not all(_PART.fullmatch(part) for part in parts):
        raise Unreadable("bad characters, or an empty part")
    tests = [_part(part) for part in parts]
    return lambda value: any(test(value) for test in tests)


def _part(part: str) -> Callable[[str], bool]:
    if "@" in part or "_" in part:
        wild = re.compile(re.escape(part).replace("@", ".*").replace("_", "."))
        return lambda value: wild.fullmatch(value) is not None
    if part == "0-0":
        return lambda value: not value.isdigit()
    if "-" not in part:
        return lambda value: value == part
    if part.count("-") > 1:
        return lambda value: False
    low, high = (_number(bound) for bound in part.split("-"))
    return lambda value: value.isdigit() and low <= int(value) <= high
