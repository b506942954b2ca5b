"""However a firmware pages, every call comes exactly once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.protocol.errors import NotAnApi
from ucm.protocol.paging import SHORTEST, groups_between

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Page = Callable[[list[Any], int], list[Any]]


def _skips_groups(found: list[Any], offset: int) -> list[Any]:
    return found[offset:]


def _skips_legs(found: list[Any], offset: int) -> list[Any]:
    """Each group has `legs`; the offset counts those."""
    before = 0
    for place, group in enumerate(found):
        if before + group["legs"] > offset:
            return found[place:]
        before += group["legs"]
    return []


def _skips_nothing(found: list[Any], offset: int) -> list[Any]:
    return found


@given(
    starts=st.lists(st.integers(0, 3600), max_size=60, unique=True),
    legs=st.integers(1, 3),
    firmware=st.sampled_from([_skips_groups, _skips_legs, _skips_nothing]),
    full=st.integers(3, 20),
    more=st.booleans(),
)
def test_every_group_comes_once(starts: list[int], legs: int, firmware: Page, full: int, more: bool) -> None:
    """`more`: the firmware gives everything, however few were asked for."""
    groups = [{"start": start, "legs": legs} for start in sorted(starts)]

    def ask(since: datetime, until: datetime, offset: int) -> list[Any]:
        found = [group for group in groups if since <= NOON + timedelta(seconds=group["start"]) <= until]
        return firmware(found, offset)[: None if more else full]

    came = list(groups_between(ask, NOON, NOON + HOUR, full=full, seen=set()))
    assert sorted(group["start"] for group in came) == sorted(starts)


def test_groups_that_cannot_be_had_are_not_passed_over_in_silence() -> None:
    asked: list[datetime] = []

    def ask(since: datetime, until: datetime, offset: int) -> list[Any]:
        asked.append(since)
        return [{"start": 0}, {"start": 1}] if since <= NOON + SHORTEST else []

    with pytest.raises(NotAnApi, match="cannot be had"):
        list(groups_between(ask, NOON, NOON + HOUR, full=2, seen=set()))
    assert len(asked) < 50
