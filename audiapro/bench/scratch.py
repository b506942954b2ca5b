"""A database of its own on the configured server, and the processes of a site on it."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from audiapro import house

CONNECTION = "bench"
FEED = f"{sys.executable} manage.py ucm_feed --connection {CONNECTION} --host 127.0.0.1 --port 0"
UP_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the running site takes records: the web server's port and the feed's."""

    web_port: int
    feed_port: int


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database like the configured one, empty; its URL. Afterwards it is gone again."""
    before = connection.settings_dict["NAME"]
    with TemporaryDirectory(prefix="audiapro-bench-") as folder:
        is_file = connection.vendor == "sqlite"
        name = str(Path(folder) / "bench.sqlite3") if is_file else f"audiapro_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield _url()
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def _url() -> str:
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    user = f"{quote(there['USER'])}:{quote(there['PASSWORD'])}"
    return f"postgres://{user}@{there['HOST'] or 'localhost'}:{there['PORT'] or 5432}/{there['NAME']}"


@contextmanager
def running_site(database_url: str) -> Iterator[Site]:
    """Broker, web server and feed as `make run` starts them; no workers, which would share the processor.

    The rate limit is as good as off: its check is part of what is measured, its refusals are not.
    """
    with TemporaryDirectory(prefix="audiapro-bench-") as folder, ExitStack() as stack:
        environment = _environment(database_url, Path(folder))
        port = _web(stack, Path(folder), environment)
        feed = stack.enter_context(_process(FEED, environment))
        yield Site(_when_up(port), _announced_port(feed))


@contextmanager
def running_house(database_url: str, *, folder: Path, transcriber: str) -> Iterator[str]:
    """Broker, web server and workers as `make run` starts them, with this transcriber; the site's address."""
    with ExitStack() as stack:
        environment = _environment(database_url, folder) | {
            "MODELS_DIR": str(settings.MODELS_DIR),
            "RECORDINGS_DIR": str(folder / "recordings"),
        }
        port = _web(stack, folder, environment)
        for command in (house.worker_commands() | {"transcriber": transcriber}).values():
            stack.enter_context(_process(command, environment))
        yield f"http://127.0.0.1:{_when_up(port)}"


def _environment(database_url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "REDIS_URL": f"unix://{folder / 'broker' / 'broker.sock'}",
        "SECRET_KEY": settings.SECRET_KEY,
        "CREDENTIALS_KEYS": ",".join(settings.CREDENTIALS_KEYS),
        "LOG_LEVEL": "ERROR",
        "WEBHOOK_RATE": "1e9",
        "PYTHONUNBUFFERED": "1",
    }


def _web(stack: ExitStack, folder: Path, environment: dict[str, str]) -> int:
    """Start the broker and the web server; the port on which that will answer."""
    (folder / "static").mkdir()
    port = house.free_port()
    stack.enter_context(_process(house.broker_command(folder / "broker" / "broker.sock"), environment))
    stack.enter_context(_process(house.web_command("127.0.0.1", port), environment))
    return port


@contextmanager
def _process(command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    words = shlex.split(command)
    with subprocess.Popen(  # noqa: S603 - our own commands
        words, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()  # its last words, which a closed pipe would turn into an error


def _when_up(port: int) -> int:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return port
        time.sleep(0.1)
    raise TimeoutError("The web server did not start; its words are above.")


def _announced_port(feed: subprocess.Popen[str]) -> int:
    """`Listening on 127.0.0.1 port 41234 (plain TCP)`"""
    line = feed.stdout.readline() if feed.stdout else ""
    if " port " not in line:
        raise TimeoutError("The feed did not start; its words are above.")
    return int(line.split(" port ")[1].split()[0])
