"""The inbox: in order, all of it, however often the database is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import pytest
from django.db import OperationalError

from calls.sources.inbox import BATCH_RECORDS, Backoff, Inbox
from tests import loops

QUICK = Backoff(first=0.001, most=0.002)


class Shelf:
    """Keeps what it is given, after refusing the first `refusals` times."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.batches: list[list[bytes]] = []

    def keep(self, batch: Sequence[bytes]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OperationalError("no room for +49 30 5550142")
        self.batches.append(list(batch))

    @property
    def records(self) -> list[bytes]:
        return [record for batch in self.batches for record in batch]


def with_inbox(
    shelf: Shelf, act: Callable[[Inbox], Awaitable[None]], *, within: float = 5, full_bytes: int = 1000
) -> int:
    """Start an inbox, let something happen to it, finish it; how many records were given up."""

    async def scene() -> int:
        inbox = Inbox(shelf.keep, full_bytes=full_bytes, backoff=QUICK)
        inbox.start()
        await act(inbox)
        return await inbox.finish(within=within)

    return loops.run(scene())


def test_records_are_kept_in_order_and_many_at_once() -> None:
    shelf, records = Shelf(), [b"%d" % n for n in range(2 * BATCH_RECORDS + 1)]

    async def act(inbox: Inbox) -> None:
        inbox.put(records)

    assert with_inbox(shelf, act) == 0
    assert shelf.records == records
    assert [len(batch) for batch in shelf.batches] == [BATCH_RECORDS, BATCH_RECORDS, 1]


def test_a_database_that_is_away_for_a_while_loses_and_doubles_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf(refusals=5)

    async def act(inbox: Inbox) -> None:
        inbox.put([b"a", b"b"])
        await asyncio.sleep(0.002)
        inbox.put([b"c"])

    with caplog.at_level(logging.DEBUG, logger="calls"):
        assert with_inbox(shelf, act) == 0
    assert shelf.records == [b"a", b"b", b"c"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "OperationalError" in caplog.text
    assert "5550142" not in caplog.text


def test_a_full_inbox_says_so_and_tells_when_it_has_room_again() -> None:
    shelf = Shelf(refusals=3)

    async def act(inbox: Inbox) -> None:
        told: list[bool] = []
        inbox.on_room = lambda: told.append(inbox.is_full)
        inbox.put([b"x" * 999])
        assert not inbox.is_full
        inbox.put([b"x"])
        assert inbox.is_full
        await inbox.wait_for_room()
        assert told == [False]

    assert with_inbox(shelf, act) == 0
    assert len(shelf.records) == 2


def test_what_cannot_be_kept_before_the_end_is_counted() -> None:
    async def act(inbox: Inbox) -> None:
        inbox.put([b"a", b"b"])

    assert with_inbox(Shelf(refusals=1_000_000), act, within=0.05) == 2


def test_waits_double_up_to_the_longest() -> None:
    waits = Backoff(first=1, most=5).waits()
    assert [next(waits) for _ in range(5)] == [1, 2, 4, 5, 5]
