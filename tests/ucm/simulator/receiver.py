"""A receiver of CDR Real-Time Output that can be told to refuse, or to be away."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver(ThreadingHTTPServer):
    """Answers each request with the next of `answers`, then 200 for ever. `taken` are records with 2xx."""

    daemon_threads = True

    def __init__(self, answers: list[int], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answers = answers
        self.seen: list[tuple[str, int]] = []
        self.taken: list[dict[str, Any]] = []
        self.content_types: set[str | None] = set()
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/cdr"

    def wait_for_more_than(self, records: int, *, timeout: float = 20) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: len(self.taken) > records, timeout)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_GET(self) -> None:
        self._send(self._next_status())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        record = json.loads(body or "{}")
        self.server.content_types.add(self.headers["Content-Type"])
        status = self._next_status()
        if status < 300 and record:
            # Before the answer goes out: the sender's next record may overtake this thread.
            with self.server.changed:
                self.server.taken.append(record)
                self.server.changed.notify_all()
        self._send(status)

    def _next_status(self) -> int:
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.server.seen.append((self.command, status))
        return status

    def _send(self, status: int) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/login")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silence: a test reads `seen`."""


@contextmanager
def receiving(*answers: int, port: int = 0) -> Iterator[Receiver]:
    with Receiver(list(answers), port) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()
