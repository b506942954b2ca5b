"""What real-time output still has to send, as messages; push.py posts them, feed.py writes them to a socket.

From third parties' words about Grandstream's document: a record is sent when it is generated, and up to
10,000 are kept while the receiver is away. What a UCM drops beyond them is unknown: here the oldest go. That
a message is one leg, and how XML is built, is unproven too.
"""

import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ucm.simulator.edition import edited, shifted
from ucm.simulator.firmware import USUAL, Firmware
from ucm.simulator.state import State
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import LARGEST_GROUP, Row, groups
from ucm.simulator.xml import as_xml

MOST_WAITING = 10_000


class Form(StrEnum):
    """The setting Format of CDR Real-Time Output."""

    JSON = "json"
    XML = "xml"

    @property
    def content_type(self) -> str:
        return f"application/{self}"


@dataclass(frozen=True, slots=True)
class Message:
    """Records that go out together, and how they are written."""

    rows: tuple[Row, ...]
    body: bytes


class Outbox:
    """Messages in order. Filled by the PBX's threads, emptied by one of the output's.

    With the `state` of the Pbx, what a run before this one left undelivered goes first. `dropped` counts
    records that were lost because more than `most` were waiting.
    """

    def __init__(
        self,
        *,
        state: State | None = None,
        firmware: Firmware = USUAL,
        form: Form = Form.JSON,
        most: int = MOST_WAITING,
    ) -> None:
        self._state = state or State()
        self.form, self._firmware, self._most = form, firmware, most
        self.dropped = 0
        self._waiting: deque[Message] = deque()
        self._records = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._take_over(self._state.undelivered())

    def __len__(self) -> int:
        """How many records wait."""
        return self._records

    def offer(self, call: Call) -> None:
        """Queue every leg of a call; a Pbx listener."""
        with self._changed:
            self._keep(call.rows)
            self._changed.notify_all()

    def head(self) -> Message | None:
        """The message to send next, waiting for one; None once the output stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopped)
            return None if self._stopped else self._waiting[0]

    def note_sent(self, message: Message) -> None:
        for row in message.rows:
            self._state.note_delivered(row)
        with self._changed:
            # Meanwhile more may have come than is kept, and this very message been dropped.
            if self._waiting and self._waiting[0] is message:
                self._forget()
            self._changed.notify_all()

    def drain(self, timeout: float) -> bool:
        """Wait until everything is sent. False when `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _take_over(self, rows: Sequence[Row]) -> None:
        if not self._firmware.keeps_cache:
            for row in rows:
                self._drop(row)
            return
        for _, legs in groupby(rows, key=lambda row: row["session"]):
            self._keep(list(legs))

    def _keep(self, rows: Sequence[Row]) -> None:
        for message in self._messages(rows):
            self._waiting.append(message)
            self._records += len(message.rows)
        while self._records > self._most:
            for row in self._forget().rows:
                self._drop(row)

    def _forget(self) -> Message:
        message = self._waiting.popleft()
        self._records -= len(message.rows)
        return message

    def _drop(self, row: Row) -> None:
        self._state.note_dropped(row)
        self.dropped += 1

    def _messages(self, rows: Sequence[Row]) -> Iterator[Message]:
        size = LARGEST_GROUP if self._firmware.pushes_calls else 1
        for at in range(0, len(rows), size):
            together = tuple(rows[at : at + size])
            yield Message(together, self._written(together))

    def _written(self, rows: Sequence[Row]) -> bytes:
        legs = [edited(row, self._firmware) for row in rows]
        legs = [shifted(row) for row in legs] if self._firmware.pushes_shifted else legs
        group_id = rows[0]["session"] if self._firmware.names_groups else ""
        [item] = groups(legs, group_id=group_id) if self._firmware.pushes_calls else legs
        return as_xml("cdr", item) if self.form is Form.XML else json.dumps(item).encode()
