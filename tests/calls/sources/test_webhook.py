"""The webhook: pings succeed, bodies are kept, strangers learn nothing."""

import logging

import pytest
from django.test import Client

from calls.models import Event
from ucm.models import Connection

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


def test_the_token_and_the_body_stay_out_of_the_log(
    stranger: Client, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="calls"):
        stranger.post(connection.webhook_path, data=b'{"src": "5550142"}', content_type="application/json")
    assert "5550142" not in caplog.text
    assert connection.token not in caplog.text
