"""Probe: what the steps of one diagnosis share. Made by walk.py."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

from ucm.client import UcmClient
from ucm.old_api import OldApiClient
from ucm.protocol import errors
from ucm.protocol.cdr import LegRecord

Client: TypeAlias = UcmClient | OldApiClient
_Kind = TypeVar("_Kind", UcmClient, OldApiClient)

BUDGET = 30.0
"""Seconds for all steps together: somebody is looking at the page."""
_ONE_ROW = {"page": "1", "item_num": "1"}

ASKS: Final[dict[str, Callable[[Client], Any]]] = {
    "getSystemGeneralStatus": lambda client: client.call("getSystemGeneralStatus"),
    "getSystemStatus": lambda client: client.call("getSystemStatus"),
    "cdrapi": lambda client: client.sample(),
    "recapi": lambda client: client.recording_directories(),
    "listAccount": lambda client: client.call("listAccount", options="extension", **_ONE_ROW),
    "listQueue": lambda client: client.call("listQueue", options="extension", **_ONE_ROW),
}
"""The smallest question for each action that AudiaPro uses."""
OLD_ASKS = ("cdrapi", "recapi")
"""All that the old API can be asked."""


class OutOfTime(Exception):
    """The steps have used up their BUDGET."""


class Probe:
    """The client, where it points, and what the UCM has answered so far.

    Of several clients, one for each API that may answer here, the first is asked until `turn_to` another.
    `typed` is the API address as it is stored; `pushed_at` when the last record came by real-time output;
    `newest` the latest leg seen on the way.
    """

    def __init__(
        self,
        *clients: Client,
        typed: str = "",
        pushed_at: datetime | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clients, client = clients, clients[0]
        address = urlsplit(client.base_url)
        self.host, self.port = address.hostname or "", address.port or 443
        self.typed, self.pushed_at = typed or client.base_url, pushed_at
        self.challenge = ""  # the new API's; of the old one the scheme it asks for, if any
        self.newest: LegRecord | None = None
        self._client, self._patience = client, client.timeout
        self._clock, self._ends = clock, clock() + BUDGET
        self._answers: dict[str, Any] = {}

    @property
    def patience(self) -> float:
        """Seconds to wait for a connection. Raises OutOfTime."""
        return min(self._patience[0], self._left())

    @property
    def is_old(self) -> bool:
        """Whether the old API is asked."""
        return isinstance(self._client, OldApiClient)

    def of(self, kind: type[_Kind]) -> _Kind:
        """The client, which is of this kind."""
        client = self.client
        if not isinstance(client, kind):
            raise TypeError(f"The client is no {kind.__name__}.")
        return client

    @property
    def asks(self) -> tuple[str, ...]:
        """Those of ASKS that this API knows."""
        return OLD_ASKS if self.is_old else tuple(ASKS)

    def turn_to(self, client: Client) -> None:
        """Ask this one from now on."""
        self._client = client

    @property
    def client(self) -> Client:
        """The client, with no more patience than is left of BUDGET. Raises OutOfTime."""
        left = self._left()
        self._client.timeout = (min(self._patience[0], left), min(self._patience[1], left))
        return self._client

    def _left(self) -> float:
        left = self._ends - self._clock()
        if left <= 0:
            raise OutOfTime
        return left

    def ask(self, action: str) -> Any:
        """The answer to one of ASKS; the UCM is asked once, a refusal is repeated from memory."""
        if action not in self._answers:
            try:
                self._answers[action] = ASKS[action](self.client)
            except errors.UcmError as error:
                self._answers[action] = error
        answer = self._answers[action]
        if isinstance(answer, errors.UcmError):
            raise answer
        return answer
