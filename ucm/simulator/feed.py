"""CDR Real-Time Output over TCP: every leg as bare JSON, one after the other, on one connection.

A UCM is the client here. It sends no delimiter and gets no answer, so a record counts as delivered when
it is written; one that is written while the receiver goes away is lost. What waits is in outbox.py; push.py
speaks HTTP instead.
"""

import select
import socket
import threading
from collections.abc import Callable
from typing import Any

from ucm.simulator.outbox import Outbox
from ucm.simulator.push import STOP_WITHIN, TIMEOUT, Backoff
from ucm.simulator.traffic.calls import Call


class TcpOutput:
    """Writes in a thread of its own, in order. Use as a context manager; `offer` is a Pbx listener.

    `say` gets a line when the receiver goes away and when it is back. `outbox` holds what waits.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        backoff: Backoff | None = None,
        say: Callable[[str], None] = lambda line: None,
        **cache: Any,
    ) -> None:
        """`cache` are the options of Outbox."""
        self._address, self._backoff, self._say = (host, port), backoff or Backoff(), say
        self.outbox = Outbox(**cache)
        self._stop = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="real-time output", daemon=True)

    def __enter__(self) -> "TcpOutput":
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop.set()
        self.outbox.stop()
        self._thread.join(STOP_WITHIN)
        self._hang_up()

    def offer(self, call: Call) -> None:
        self.outbox.offer(call)

    @property
    def undelivered(self) -> int:
        return len(self.outbox)

    def drain(self, timeout: float) -> bool:
        """Wait until everything is written. False when `timeout` seconds were not enough."""
        return self.outbox.drain(timeout)

    def _run(self) -> None:
        failures = 0
        waits = self._backoff.waits()
        while message := self.outbox.head():
            if not self._written(message.body, quiet=failures > 0):
                failures += 1
                self._stop.wait(next(waits))
                continue
            self.outbox.note_sent(message)
            if failures:
                self._say("Feed: the receiver takes records again.")
                failures, waits = 0, self._backoff.waits()

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
