"""CDR Real-Time Output over TCP: every leg as bare JSON, one after the other, on one connection.

A UCM is the client here. It sends no delimiter and gets no answer, so a record counts as delivered when
it is written; one that is written while the receiver goes away is lost. What waits is in outbox.py; push.py
speaks HTTP instead.
"""

import select
import socket
from typing import Any

from ucm.simulator.sender import TIMEOUT, Sender


class TcpOutput(Sender):
    """Writes every message of the outbox to one connection with `host` and `port`."""

    def __init__(self, host: str, port: int, **options: Any) -> None:
        """`options` are those of Sender."""
        super().__init__(**options)
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def __exit__(self, *exc_info: object) -> None:
        super().__exit__(*exc_info)
        self._hang_up()

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
