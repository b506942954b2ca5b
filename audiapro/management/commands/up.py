"""`manage.py up` (what `make run` ends in): prepare, start every process, print the address."""

import fcntl
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from audiapro import demo, house, readiness


class Command(BaseCommand):
    help = "Start AudiaPro on this machine: broker, web, workers and, unless DEMO=0, a simulated UCM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--no-demo", action="store_true", default=os.environ.get("DEMO") == "0")

    def handle(self, *, host: str, port: int, no_demo: bool, **_: Any) -> None:
        with _only_one_on_this_data():
            _check(host, port)
            sys.exit(self._run(host, port, is_demo=not no_demo))

    def _run(self, host: str, port: int, *, is_demo: bool) -> int:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if host not in house.LOOPBACK:
            # A UCM in the house posts to this machine's own name, which Django would otherwise refuse.
            os.environ.setdefault("ALLOWED_HOSTS", ",".join(house.own_names()))
        url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - only compared
        commands = _commands(host, port)
        if is_demo:
            commands["ucm"] = _simulator_command(url)
        login = _login(is_demo=is_demo)
        connections.close_all()
        return house.run(commands, url=url, greet=lambda: self._greet(url, host, login))

    def _greet(self, url: str, host: str, login: demo.Login) -> None:
        known = f"user {login.user}   password {login.password}" if login.password else f"user {login.user}"
        lines = [f"AudiaPro is up:  {url}/", f"Sign in with:    {known}"]
        if host not in house.LOOPBACK:
            lines.append(f"In the network:  {os.environ['ALLOWED_HOSTS'].replace(',', ', ')}")
        lines.append("Ctrl-C stops everything.")
        self.stdout.write("\n" + "".join(f"  {line}\n" for line in lines))
        self.stdout.flush()


@contextmanager
def _only_one_on_this_data() -> Iterator[None]:
    """Hold the data folder's lock; it goes with the process, however that ends."""
    with (settings.DATA_DIR / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                f"AudiaPro is already running on {settings.DATA_DIR}. Stop it first, or give this one its "
                "own DATA_DIR."
            ) from error
        yield


def _check(host: str, port: int) -> None:
    if not house.is_free(host, port):
        raise CommandError(
            f"Port {port} is taken by another program. Choose another: PORT={port + 1} make run"
        )
    for finding in (readiness.disk(), readiness.model()):
        if not finding.is_ready:
            raise CommandError(f"{finding.problem} {finding.mend}")


def _commands(host: str, port: int) -> dict[str, str]:
    commands = {}
    if settings.REDIS_URL.startswith("unix://") and "REDIS_URL" not in os.environ:
        commands["broker"] = house.broker_command(settings.BROKER_SOCKET)
    return commands | {"web": house.web_command(host, port)} | house.worker_commands()


def _login(*, is_demo: bool) -> demo.Login:
    user = "demo" if is_demo else "admin"
    return demo.ensure_login(user, os.environ.get("DEMO_PASSWORD", ""))


def _simulator_command(url: str) -> str:
    port = house.free_port()
    connection = demo.ensure_connection(port)
    demo.ensure_topics()
    # The password goes by the environment: command lines are visible to everybody on the machine.
    os.environ["UCM_SIMULATOR_PASSWORD"] = connection.password
    folder = settings.DATA_DIR / "simulator"
    words = [sys.executable, "manage.py", "ucm_simulator", "--port", str(port), "--user", connection.username]
    words += ["--push", url + connection.webhook_path, "--cert-dir", str(folder)]
    words += ["--state", str(folder / "state.jsonl"), "--history", "14", "--every", "60", "--calls", "30"]
    return shlex.join(words)
