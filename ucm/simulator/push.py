"""CDR Real-Time Output over HTTP: every leg, posted to a receiver until it is taken.

A UCM tests the address with a GET and with a POST of no bytes, then posts one message after the other (see
outbox.py). What it makes of error answers is unproven: here anything but 2xx is tried again. Certificates
are not checked.
"""

import ssl
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

from ucm.simulator.sender import TIMEOUT, Sender


class RealTimeOutput(Sender):
    """Posts every message of the outbox to `url`."""

    def __init__(self, url: str, **options: Any) -> None:
        """`options` are those of Sender."""
        super().__init__(**options)
        self._url, self._opener = url, _opener()

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
