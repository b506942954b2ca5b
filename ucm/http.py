"""HttpSession: one UCM as an HTTPS server, with the login, the patience and the zone that belong to it.

The base of ApiSession (session.py) and OldApiSession (old_api/), which speak the two APIs. Free of Django.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import requests
from urllib3 import exceptions as urllib3_errors

from ucm.protocol import auth, errors
from ucm.transport import Tls, open_session

NETWORK = (requests.RequestException, urllib3_errors.HTTPError, OSError)
"""Whatever a request may raise; transport.translate says what it means."""
UTC_ZONE = ZoneInfo("UTC")


class HttpSession:
    """A context manager, for one thread, one request at a time. Network and protocol raise UcmError only.

    `timeout` is (connect, read) in seconds, `zone` the one the UCM's clock shows; `clock` counts seconds. A
    `session` that is given is left open at the end.
    """

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        *,
        tls: Tls | None = None,
        timeout: tuple[float, float] = (10.0, 60.0),
        zone: ZoneInfo = UTC_ZONE,
        session: requests.Session | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base_url = auth.normalise_base_url(base_url).url
        self.username = username
        self.tls = tls or Tls()
        self.timeout = timeout
        self.zone = zone
        self._password = password
        self._given = session
        self._session = session
        self._clock = clock

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(errors.UcmError):
            self.logout()
        if self._session is not None and self._given is None:
            self._session.close()
            self._session = None

    def logout(self) -> None:
        """Nothing, where each request shows the login anew."""

    def _opened(self) -> requests.Session:
        self._session = self._session or open_session(self.tls)
        return self._session
