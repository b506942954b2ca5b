"""`manage.py up` refuses in one line what cannot work."""

import fcntl
import socket
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from audiapro import demo, house
from ucm.models import Connection

pytestmark = pytest.mark.django_db


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken.*PORT={port + 1}"):
            call_command("up", port=port)


def test_a_second_house_on_the_same_data_is_refused(settings: Any) -> None:
    with (settings.DATA_DIR / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="already running"):
            call_command("up", port=house.free_port())


def test_a_full_disk_is_said(settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18
    with pytest.raises(CommandError, match="RECORDINGS_DIR"):
        call_command("up", port=house.free_port())


def test_the_demo_login_stays_the_same_from_start_to_start(settings: Any) -> None:
    first = demo.ensure_login("demo", "")
    assert demo.ensure_login("demo", "") == first
    assert authenticate(username="demo", password=first.password)
    assert (settings.DATA_DIR / "demo_password").stat().st_mode & 0o077 == 0


def test_a_chosen_password_replaces_the_made_one() -> None:
    demo.ensure_login("demo", "")
    demo.ensure_login("demo", "chosen by hand")
    assert authenticate(username="demo", password="chosen by hand")


def test_a_password_that_the_user_changed_is_left_alone() -> None:
    demo.ensure_login("demo", "chosen by hand")
    person = User.objects.get(username="demo")
    person.set_password("changed in the admin")
    person.save()
    assert demo.ensure_login("demo", "").password == ""
    assert authenticate(username="demo", password="changed in the admin")


def test_the_demo_connection_moves_with_the_simulators_port() -> None:
    first = demo.ensure_connection(1111)
    again = demo.ensure_connection(2222)
    assert Connection.objects.count() == 1
    assert (first.pk, again.base_url) == (again.pk, "https://127.0.0.1:2222")
    assert again.token == first.token
    assert again.fingerprint


@pytest.mark.allow_hosts(["192.0.2.1"])  # a datagram socket is connected to it; nothing is sent
def test_a_house_open_to_the_network_answers_to_its_own_names() -> None:
    names = house.own_names()
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= set(names)
    assert "*" not in names
