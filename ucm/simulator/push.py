"""CDR Real-Time Output over HTTP: every leg, posted to a receiver until it is taken.

A UCM tests the address with a GET and with a POST of no bytes, then posts one message after the other (see
outbox.py). What it makes of error answers is unproven: here anything but 2xx is tried again. Certificates
are not checked.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from ucm.simulator.outbox import Outbox
from ucm.simulator.traffic.calls import Call

TIMEOUT = 10.0
STOP_WITHIN = 12.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait after a failure: doubled each time, up to `most`."""

    first: float = 0.5
    most: float = 30.0

    def waits(self) -> Iterator[float]:
        wait = self.first
        while True:
            yield wait
            wait = min(wait * 2, self.most)


class RealTimeOutput:
    """Posts in a thread of its own, in order. Use as a context manager; `offer` is a Pbx listener.

    `say` gets a line when the receiver goes away and when it is back. `outbox` holds what waits; a kill
    between delivery and note repeats one message.
    """

    def __init__(
        self,
        url: str,
        *,
        backoff: Backoff | None = None,
        say: Callable[[str], None] = lambda line: None,
        **cache: Any,
    ) -> None:
        """`cache` are the options of Outbox."""
        self._url, self._backoff, self._say = url, backoff or Backoff(), say
        self.outbox = Outbox(**cache)
        self._stop = threading.Event()
        self._opener = _opener()
        self._thread = threading.Thread(target=self._run, name="real-time output", daemon=True)

    def __enter__(self) -> "RealTimeOutput":
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop.set()
        self.outbox.stop()
        self._thread.join(STOP_WITHIN)

    def offer(self, call: Call) -> None:
        self.outbox.offer(call)

    @property
    def undelivered(self) -> int:
        return len(self.outbox)

    def drain(self, timeout: float) -> bool:
        """Wait until everything is delivered. False when `timeout` seconds were not enough."""
        return self.outbox.drain(timeout)

    def _run(self) -> None:
        # Only tests: a receiver that answers neither may take records all the same.
        self._taken(Request(self._url, method="GET"), quiet=False)  # noqa: S310 - the operator's own address
        self._taken(self._post(b""), quiet=True)
        while message := self.outbox.head():
            if self._until_taken(self._post(message.body)):
                self.outbox.note_sent(message)

    def _post(self, body: bytes) -> Request:
        headers = {"Content-Type": self.outbox.form.content_type}
        return Request(self._url, body, headers, method="POST")  # noqa: S310

    def _until_taken(self, request: Request) -> bool:
        """True once the receiver has taken it; False if the simulator stops before."""
        failed = False
        for wait in self._backoff.waits():
            if self._stop.is_set():
                return False
            if self._taken(request, quiet=failed):
                if failed:
                    self._say("Push: the receiver takes records again.")
                return True
            failed = True
            self._stop.wait(wait)
        return False

    def _taken(self, request: Request, *, quiet: bool) -> bool:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                answer.read()
        except HTTPError as refusal:
            refusal.close()
            reason = f"HTTP {refusal.code}"
        except (OSError, HTTPException) as error:
            reason = str(error)
        else:
            return True
        if not quiet:
            self._say(f"Push: the receiver did not take it ({reason}). Records are kept and tried again.")
        return False


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would arrive as a GET without its body: it counts as refused instead."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _opener() -> OpenerDirector:
    """Straight to the receiver: no proxy from the environment, any certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return build_opener(ProxyHandler({}), HTTPSHandler(context=context), _NoRedirect())
