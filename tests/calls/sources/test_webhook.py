"""The webhook: pings succeed, bodies are kept, strangers learn nothing."""

import io
import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from audiapro.logs import NoTokens
from calls.models import Event
from calls.sources import webhook
from tests.journeys.house import a_house
from ucm.models import Connection
from ucm.refusals import Refusal, Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    """The UCM has no session and no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_a_record_is_kept_as_it_came(stranger: Client, connection: Connection) -> None:
    answer = stranger.post(connection.webhook_path, data=b'{"session": "1"}', content_type="application/json")
    assert answer.status_code == 200
    event = Event.objects.get()
    assert bytes(event.raw) == b'{"session": "1"}'
    assert (event.source, event.content_type, event.connection) == ("webhook", "application/json", connection)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_ping_by_get_succeeds_and_keeps_nothing(
    stranger: Client, connection: Connection, method: str
) -> None:
    assert getattr(stranger, method)(connection.webhook_path).status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize("body", [b"", b"  \r\n"], ids=["empty", "blank"])
def test_an_empty_post_is_a_ping(stranger: Client, connection: Connection, body: bytes) -> None:
    assert stranger.post(connection.webhook_path, data=body, content_type="text/plain").status_code == 200
    assert not Event.objects.exists()


def test_any_host_name_is_answered_here_and_nowhere_else(stranger: Client, connection: Connection) -> None:
    host = {"HTTP_HOST": "pbx-receiver.example:8000"}
    assert stranger.post(connection.webhook_path, b"{}", content_type="x/y", **host).status_code == 200
    assert stranger.get(connection.webhook_path, **host).status_code == 200
    assert stranger.get("/hooks/ucm/guess/cdr", **host).status_code == 404
    assert stranger.get("/login/", **host).status_code == 400
    assert Event.objects.count() == 1


def test_a_wrong_token_is_counted_as_nobodys(
    stranger: Client, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TALLY", Tally(every=0))
    stranger.post("/hooks/ucm/guess/cdr", data=b"{}", content_type="application/json")
    row = Refusal.objects.get()
    assert (row.connection, row.cause, row.address) == (None, "token", "127.0.0.1")


def test_a_wrong_token_is_not_found(stranger: Client, connection: Connection) -> None:
    answer = stranger.post("/hooks/ucm/guess/cdr", data=b"{}", content_type="application/json")
    assert answer.status_code == 404
    assert not Event.objects.exists()


def test_a_body_that_is_too_large_is_refused_in_words(
    stranger: Client, connection: Connection, settings: pytest.FixtureRequest
) -> None:
    settings.WEBHOOK_MAX_BYTES = 100  # type: ignore[attr-defined]
    answer = stranger.post(connection.webhook_path, data=b"x" * 101, content_type="application/json")
    assert answer.status_code == 413
    assert "WEBHOOK_MAX_BYTES" in answer.json()["mend"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"<html>", b"{", b"a=1&b=2"])
def test_what_nobody_understands_is_kept_all_the_same(
    stranger: Client, connection: Connection, body: bytes
) -> None:
    assert stranger.post(connection.webhook_path, data=body, content_type="x/y").status_code == 200
    assert bytes(Event.objects.get().raw) == body


def test_a_form_body_is_kept_raw(stranger: Client, connection: Connection) -> None:
    body = b"session=1&src=100"
    stranger.post(connection.webhook_path, data=body, content_type="application/x-www-form-urlencoded")
    assert bytes(Event.objects.get().raw) == body


def test_other_methods_are_refused(stranger: Client, connection: Connection) -> None:
    assert stranger.put(connection.webhook_path).status_code == 405


def raw_post(address: str, path: str, body: bytes) -> bytes:
    """A POST in chunks, as the test client cannot send one; the answer's status line."""
    host, port = address.removeprefix("http://").split(":")
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as line, line.makefile("rb") as answer:
        line.sendall(head.encode() + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        return answer.readline()


@pytest.mark.django_db(transaction=True)
def test_a_body_in_chunks_is_kept_too(connection: Connection, tmp_path: Path) -> None:
    with a_house(tmp_path, workers={"idle": f"{sys.executable} -c pass"}) as house:
        status = raw_post(house.url, connection.webhook_path, b'{"session": "chunked"}')
    assert b" 200 " in status
    assert bytes(Event.objects.get().raw) == b'{"session": "chunked"}'


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the configured handler writes, its filters included."""
    [handler] = [
        each for each in logging.getLogger().handlers if any(isinstance(f, NoTokens) for f in each.filters)
    ]
    before, stream = handler.stream, io.StringIO()
    handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.parametrize(
    ("method", "suffix", "body"),
    [("post", "", b'{"src": "5550142"}'), ("put", "", b""), ("post", "/", b"x"), ("post", "", b"x" * 200)],
    ids=["kept", "405", "404", "413"],
)
def test_the_token_and_the_body_stay_out_of_the_log(
    stranger: Client,
    connection: Connection,
    written: io.StringIO,
    settings: Any,
    method: str,
    suffix: str,
    body: bytes,
) -> None:
    settings.WEBHOOK_MAX_BYTES = 100
    path = connection.webhook_path + suffix
    answer = getattr(stranger, method)(path, data=body, content_type="application/json")
    if answer.status_code != 200:
        assert "/hooks/ucm/" in written.getvalue()
    assert connection.token not in written.getvalue()
    assert "5550142" not in written.getvalue()
