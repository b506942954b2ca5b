"""Records that were received and are not in the database yet: held, written in batches, never dropped.

For a source whose sender counts a record as delivered once it is sent (feed.py). A database that is
away costs time: the inbox fills up, its owner stops reading, and the sender keeps the rest.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connections

logger = logging.getLogger(__name__)

# Writes a batch, all or nothing; whatever it raises, the same batch is offered again.
Keep = Callable[[Sequence[bytes]], None]

FULL_BYTES = 16 * 1024 * 1024
# One transaction for each record is what limits SQLite; a hundred keep a lock for milliseconds.
BATCH_RECORDS = 100


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait after a failure: doubled each time, up to `most`."""

    first: float = 0.2
    most: float = 5.0

    def waits(self) -> Iterator[float]:
        wait = self.first
        while True:
            yield wait
            wait = min(wait * 2, self.most)


class Inbox:
    """Belongs to one event loop; `keep` runs in a thread of the inbox's own, one batch after the other.

    Start it with `start`, end it with `finish`. It is full from `full_bytes` on and has room again, which
    `on_room` tells, when half of them are kept.
    """

    def __init__(self, keep: Keep, *, full_bytes: int = FULL_BYTES, backoff: Backoff | None = None) -> None:
        self.on_room: Callable[[], None] = lambda: None
        self.kept = 0
        self._keep, self._full_bytes, self._backoff = keep, full_bytes, backoff or Backoff()
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._arrived, self._empty, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._empty.set()
        self._room.set()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inbox")

    @property
    def is_full(self) -> bool:
        return not self._room.is_set()

    @property
    def waiting(self) -> int:
        """Records that are held and not yet kept."""
        return len(self._waiting)

    def put(self, records: Sequence[bytes]) -> None:
        """Always takes them: they have been received. Look at `is_full` before receiving more."""
        if records:
            self._waiting.extend(records)
            self._bytes += sum(map(len, records))
            self._empty.clear()
            self._arrived.set()
        if self._bytes >= self._full_bytes:
            self._room.clear()

    async def wait_for_room(self) -> None:
        await self._room.wait()

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write(), name="inbox")

    async def finish(self, *, within: float) -> int:
        """Write what is held; after `within` seconds give up. How many records were given up."""
        try:
            async with asyncio.timeout(within):
                await self._empty.wait()
        except TimeoutError:
            logger.error("%d received records could not be kept in %.0f s.", self.waiting, within)
        self._writer.cancel()
        self._thread.submit(connections.close_all)
        self._thread.shutdown()
        return self.waiting

    async def _write(self) -> None:
        while True:
            await self._arrived.wait()
            batch = [self._waiting[place] for place in range(min(BATCH_RECORDS, len(self._waiting)))]
            await self._until_kept(batch)
            self._forget(batch)

    async def _until_kept(self, batch: Sequence[bytes]) -> None:
        failed = False
        for wait in self._backoff.waits():
            if await self._is_kept(batch, quiet=failed):
                break
            failed = True
            await asyncio.sleep(wait)
        if failed:
            logger.warning("Received records are kept again.")

    async def _is_kept(self, batch: Sequence[bytes], *, quiet: bool) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._keep, batch)
        except Exception as error:  # whatever went wrong, the records are not in the database yet
            if not quiet:
                # The error's own text may quote the row.
                logger.error(
                    "Received records could not be kept (%s): %d are held and tried again. "
                    "Look whether the database runs and has room.",
                    type(error).__name__, self.waiting,
                )  # fmt: skip
            return False
        return True

    def _forget(self, batch: Sequence[bytes]) -> None:
        for record in batch:
            self._waiting.popleft()
            self._bytes -= len(record)
        self.kept += len(batch)
        if not self._waiting:
            self._arrived.clear()
            self._empty.set()
        if self.is_full and self._bytes < self._full_bytes / 2:
            self._room.set()
            self.on_room()
