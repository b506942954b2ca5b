"""Windows of all recordings that are heard at this moment, decoded together.

Every caller's windows go into one queue, and threads take the most urgent ones in batches: the first
windows of a call that just came before the last ones of a long call, so that short calls do not
wait, but no window waits for ever.
"""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from calls.speech.decoder import Asked, Decoded

LAG = 2.0  # seconds a window stands behind the one before it in its recording


class Decodes(Protocol):
    def decode(self, windows: Sequence[Asked]) -> list[Decoded]:
        """See Decoder."""


@dataclass(order=True, slots=True)
class Waiting:
    due: float
    asked: Asked = field(compare=False)
    answer: "Future[Decoded]" = field(compare=False)

    @property
    def kind(self) -> str:
        """What windows of one batch have in common: their language."""
        return self.asked.language


class Batcher:
    """Threads that decode, `workers` of them, started with the first window and never ended.

    `size` is how many windows a batch holds at most.
    """

    def __init__(self, decoder: Decodes, *, workers: int, size: int) -> None:
        self._decoder = decoder
        self._size = size
        self._idle = self._workers = workers
        self._waiting: list[Waiting] = []
        self._changed = threading.Condition()
        self._started = False

    def submit(self, windows: Sequence[Asked]) -> list["Future[Decoded]"]:
        """Queue a recording's windows, first ones first; their answers, in the same order."""
        now = time.monotonic()
        waiting = [Waiting(now + LAG * place, asked, Future()) for place, asked in enumerate(windows)]
        with self._changed:
            self._start()
            self._waiting += waiting
            self._changed.notify_all()
        return [window.answer for window in waiting]

    def _start(self) -> None:
        """Late, so that nothing runs in a process that is going to fork."""
        if self._started:
            return
        self._started = True
        for number in range(self._workers):
            threading.Thread(target=self._work, name=f"decoder-{number}", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting))
                batch = self._take()
                self._idle -= 1
            self._decode(batch)
            with self._changed:
                self._idle += 1

    def _take(self) -> list[Waiting]:
        """The most urgent window and others of its kind, a fair share for each idle thread."""
        self._waiting.sort()
        kind = self._waiting[0].kind
        alike = [window for window in self._waiting if window.kind == kind]
        share = -(-len(alike) // max(1, self._idle))
        batch = alike[: min(self._size, share)]
        taken = {id(window) for window in batch}
        self._waiting = [window for window in self._waiting if id(window) not in taken]
        return batch

    def _decode(self, batch: list[Waiting]) -> None:
        try:
            decoded = self._decoder.decode([window.asked for window in batch])
        except BaseException as error:  # the callers wait for an answer, whatever happened
            for window in batch:
                window.answer.set_exception(error)
            return
        for window, answer in zip(batch, decoded, strict=True):
            window.answer.set_result(answer)
