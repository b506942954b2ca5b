"""A whole AudiaPro for a test: real web server, workers, broker and UCM, on loopback."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import requests
from django.conf import settings
from django.db import connection
from redis import Redis

from audiapro import house as processes
from ucm.models import Connection
from ucm.simulator.server import RunningUcm

LEASE, SWEEP = 3.0, 0.5  # seconds


def wait_for(what: Callable[[], object], *, within: float, told: str) -> None:
    """Ask until it is so; an AssertionError that says what never came."""
    until = time.monotonic() + within
    while not what():
        assert time.monotonic() < until, f"after {within:.0f} s: {told}"
        time.sleep(0.1)


@dataclass
class House:
    """`url` is the web server's; `folder` holds its data and one log for each process."""

    url: str
    folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: str) -> None:
        """Start a process in a group of its own, so that a kill reaches its children too."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                shlex.split(command),
                env=self.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_dead(self, name: str) -> bool:
        return self.running[name].poll() is not None

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def logs(self) -> str:
        return "\n".join(
            f"== {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in self.folder.glob("*.log")
        )


def database_url() -> str:
    """The test database, for other processes."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    user = f"{quote(there['USER'])}:{quote(there['PASSWORD'])}"
    return f"postgres://{user}@{there['HOST'] or 'localhost'}:{there['PORT'] or 5432}/{there['NAME']}"


@contextmanager
def a_house(folder: Path, *, workers: dict[str, str] | None = None, **extra: str) -> Iterator[House]:
    """Everything of `make run` but the simulator, on the test's database, empty queues, a short lease."""
    redis_url = os.environ.get("REDIS_URL") or f"unix://{folder / 'broker.sock'}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "audiapro.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "DATA_DIR": str(folder),
        "RECORDINGS_DIR": str(settings.RECORDINGS_DIR),
        "MODELS_DIR": str(settings.MODELS_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "CREDENTIALS_KEYS": ",".join(settings.CREDENTIALS_KEYS),
        "STEP_LEASE": str(LEASE),
        "SWEEP_INTERVAL": str(SWEEP),
        "PYTHONUNBUFFERED": "1",
        **extra,
    }
    port = processes.free_port()
    house = House(f"http://127.0.0.1:{port}", folder, environment)
    try:
        if redis_url.startswith("unix://"):
            house.start("broker", processes.broker_command(Path(redis_url.removeprefix("unix://"))))
        wait_for(lambda: _answers(redis_url), within=10, told="the broker does not answer")
        Redis.from_url(redis_url).flushdb()
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            env=environment, cwd=settings.BASE_DIR, check=True,
        )  # fmt: skip
        house.start("web", processes.web_command("127.0.0.1", port))
        for name, command in (workers or processes.worker_commands()).items():
            house.start(name, command)
        wait_for(lambda: _is_up(house.url), within=30, told=f"no answer from the web server\n{house.logs()}")
        yield house
    finally:
        house.stop()


def _answers(redis_url: str) -> bool:
    try:
        with Redis.from_url(redis_url) as client:
            return bool(client.ping())
    except Exception:
        return False


def _is_up(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False


def connect(ucm: RunningUcm, *, user: str, password: str) -> Connection:
    """A Connection to the running simulator, its certificate pinned."""
    return Connection.objects.create(
        name="UCM of the test",
        base_url=ucm.url,
        username=user,
        password=password,
        tls=Connection.Tls.PIN,
        fingerprint=ucm.fingerprint,
    )
