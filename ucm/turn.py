"""Turns: one of our processes at a time speaks to a UCM.

A challenge belongs to the last who asked for it, so two workers that log in at once spoil each
other's login, and the UCM counts a failed one. A lock on a file goes with its process, however that
ends. It holds for all processes that share DATA_DIR, which is where their recordings go too.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.conf import settings

from ucm.models import Connection
from ucm.protocol.errors import UcmError

LOOK = 0.1  # seconds between tries


class NotOurTurn(UcmError):
    why = "AudiaPro is already speaking to this phone system; it takes one request at a time."
    advice = "Try again when the running download has ended."
    retryable = True
    wait = 5.0


@contextmanager
def turn(connection: Connection, *, patience: float) -> Iterator[None]:
    """Wait up to `patience` seconds for our turn and keep it for the block; NotOurTurn otherwise."""
    folder = settings.DATA_DIR / "turns"
    folder.mkdir(exist_ok=True)
    with (folder / f"connection-{connection.pk}").open("w") as file:
        until = time.monotonic() + patience
        while not _taken(file):
            if time.monotonic() > until:
                raise NotOurTurn
            time.sleep(LOOK)
        yield


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
