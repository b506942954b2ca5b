"""Our two receivers of real-time output on real sockets, in the test's process, on when they are wanted."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler

from calls.sources.feed import Listener, keeper, listening
from calls.sources.inbox import Inbox
from ucm.models import Connection

LARGEST_RECORD = 1_000_000


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class _Forgetful:
    """The site, but for every n-th answer: the record is taken, and the UCM is told that it is not."""

    def __init__(self, every: int) -> None:
        self._site, self._every, self._served = WSGIHandler(), every, 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._served += 1
        if self._served % self._every:
            return self._site(environ, start_response)
        return self._site(environ, lambda status, headers, *rest: start_response("503 Busy", headers, *rest))


@contextmanager
def webhook(port: int, *, forgets_every: int) -> Iterator[None]:
    """The site on 127.0.0.1, in threads."""
    server = ThreadedWSGIServer(("127.0.0.1", port), QuietWSGIRequestHandler)
    server.set_app(_Forgetful(forgets_every))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def feed(port: int, connection: Connection) -> Iterator[None]:
    """What `manage.py ucm_feed` does, in a thread; at the end every record that was received is kept."""
    loop, stop, up = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def serve() -> None:
        listener = Listener(Inbox(keeper(connection)), max_record=LARGEST_RECORD)
        async with listening(listener, host="127.0.0.1", port=port):
            up.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert up.wait(10), "the listener did not start"
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
