"""Sender: what waits in an outbox, delivered in a thread of its own. push.py and feed.py know how."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

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


class Sender:
    """In order, one at a time. Use as a context manager; `offer` is a Pbx listener.

    `say` gets a line when the receiver goes away and when it is back. `outbox` holds what waits; a kill
    between delivery and note repeats one message.
    """

    def __init__(
        self,
        *,
        backoff: Backoff | None = None,
        say: Callable[[str], None] = lambda line: None,
        **cache: Any,
    ) -> None:
        """`cache` are the options of Outbox."""
        self._backoff, self._say = backoff or Backoff(), say
        self.outbox = Outbox(**cache)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="real-time output", daemon=True)

    def __enter__(self) -> Self:
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
        """Deliver until the outbox is stopped."""
        raise NotImplementedError
