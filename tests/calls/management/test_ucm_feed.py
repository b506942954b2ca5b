"""`manage.py ucm_feed` as a program of its own: it keeps what it received, and says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from calls.models import Event
from tests.journeys.house import database_url
from ucm.models import Connection

LEG = b'{"AcctId":"73"}'


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The running command, and the port it listens on."""
    command = [sys.executable, "manage.py", "ucm_feed", "--host", "127.0.0.1", "--port", "0", *arguments]
    environment = os.environ | {"DATABASE_URL": database_url()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR, env=environment
    ) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            assert line.startswith("Listening on 127.0.0.1 port"), line
            yield process, int(line.split("port ")[1].split()[0])
        finally:
            process.kill()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_keeps_what_it_received_before_it_ends(connection: Connection, number: signal.Signals) -> None:
    with program("--connection", connection.name) as (process, port):
        with socket.create_connection(("127.0.0.1", port)) as speaker:
            speaker.sendall(LEG * 3)
            process.send_signal(number)
            assert process.stdout
            assert process.stdout.read() == "Stopped. Records kept: 3\n"
        assert process.wait(timeout=20) == 0
    assert [bytes(event.raw) for event in Event.objects.all()] == [LEG] * 3


@pytest.mark.django_db
def test_an_unknown_connection_is_named_beside_the_known_ones(connection: Connection) -> None:
    with pytest.raises(CommandError, match=r"no connection “Branch”. Known: “Head office”"):
        call_command("ucm_feed", "--connection", "Branch")


@pytest.mark.django_db
def test_a_port_in_use_is_said_in_words(connection: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}: .*Choose another"):
            call_command("ucm_feed", "--connection", connection.name, "--host", "127.0.0.1", "--port", port)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--tls-cert", "a.pem"], "give --tls-cert and --tls-key"),
        (["--tls-cert", "a.pem", "--tls-key", "b.pem"], "cannot be used"),
        (["--allow", "home"], "“home” is no address or network"),
    ],
)
def test_arguments_that_cannot_work_are_refused_with_advice(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("ucm_feed", "--connection", "any", *arguments)
