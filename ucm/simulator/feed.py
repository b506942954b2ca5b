"""CDR Real-Time Output over TCP: every leg as bare JSON, one after the other, on one connection.

A UCM is the client here. It sends no delimiter and gets no answer, so a record counts as delivered when
it is written; one that is written while the receiver goes away is lost. Up to 10,000 records wait for a
receiver. What a UCM drops beyond them is unknown: here the oldest go. push.py speaks HTTP instead.
"""

import json
import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable

from ucm.simulator.push import STOP_WITHIN, TIMEOUT, Backoff
from ucm.simulator.state import State
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cdr import Row

MOST_WAITING = 10_000


class TcpOutput:
    """Writes in a thread of its own, in order. Use as a context manager; `offer` is a Pbx listener.

    `say` gets a line when the receiver goes away and when it is back. With the `state` of the Pbx, what a
    run before this one left undelivered goes first.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        backoff: Backoff | None = None,
        say: Callable[[str], None] = lambda line: None,
        state: State | None = None,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._address, self._backoff, self._say = (host, port), backoff or Backoff(), say
        self._state = state or State()
        self.dropped = 0
        self._most = most_waiting
        self._waiting: deque[Row] = deque()
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="real-time output", daemon=True)
        self._keep(self._state.undelivered())

    def __enter__(self) -> "TcpOutput":
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(STOP_WITHIN)
        self._hang_up()

    def offer(self, call: Call) -> None:
        """Queue every leg of a call."""
        with self._changed:
            self._keep(call.rows)
            self._changed.notify_all()

    @property
    def undelivered(self) -> int:
        return len(self._waiting)

    def drain(self, timeout: float) -> bool:
        """Wait until everything is written. False when `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def _keep(self, rows: Iterable[Row]) -> None:
        self._waiting.extend(rows)
        while len(self._waiting) > self._most:
            self._waiting.popleft()
            self.dropped += 1

    def _run(self) -> None:
        failures = 0
        waits = self._backoff.waits()
        while row := self._oldest():
            if not self._written(json.dumps(row).encode(), quiet=failures > 0):
                failures += 1
                self._stop.wait(next(waits))
                continue
            self._note_delivered(row)
            if failures:
                self._say("Feed: the receiver takes records again.")
                failures, waits = 0, self._backoff.waits()

    def _oldest(self) -> Row | None:
        """The record to write next, waiting for one; None once the simulator stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stop.is_set())
            return None if self._stop.is_set() else self._waiting[0]

    def _note_delivered(self, row: Row) -> None:
        self._state.note_delivered(row)
        with self._changed:
            # Meanwhile the cache may have run over and dropped this very row.
            if self._waiting and self._waiting[0] is row:
                self._waiting.popleft()
            self._changed.notify_all()

    def _written(self, record: bytes, *, quiet: bool) -> bool:
        try:
            self._connected().sendall(record)
        except OSError as error:
            self._hang_up()
            if not quiet:
                self._say(f"Feed: the receiver is away ({error}). Records are kept and tried again.")
            return False
        return True

    def _connected(self) -> socket.socket:
        if self._socket and _has_hung_up(self._socket):
            self._hang_up()
        if self._socket is None:
            self._socket = socket.create_connection(self._address, TIMEOUT)
        return self._socket

    def _hang_up(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


def _has_hung_up(sock: socket.socket) -> bool:
    """A receiver says nothing; when there is something to read, it is the end."""
    readable, _, _ = select.select([sock], [], [], 0)
    return bool(readable) and not sock.recv(4096)
