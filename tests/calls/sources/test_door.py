"""The webhook's door: list, login, limit; each refusal says why, and is counted."""

from base64 import b64encode
from typing import Any

import pytest
from django.conf import settings as dj_settings
from django.test import Client

from calls.models import Event
from calls.sources import door
from ucm import refusals
from ucm.basic_auth import hash_password
from ucm.models import Connection
from ucm.refusals import Cause, Refusal, Tally

pytestmark = pytest.mark.django_db
OUTSIDE = "203.0.113.7"


@pytest.fixture(autouse=True)
def tally(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calls.sources.webhook.TALLY", Tally(every=0))


def post(connection: Connection, body: bytes = b'{"session": "1"}', **extra: str) -> Any:
    return Client(enforce_csrf_checks=True).post(
        connection.webhook_path, data=body, content_type="application/json", **extra
    )


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def with_login(connection: Connection) -> Connection:
    connection.push_user, connection.push_password_hash = "ucm", hash_password("right")
    connection.save()
    return connection


def with_list(connection: Connection, text: str) -> Connection:
    connection.allowed_addresses = text
    connection.save()
    return connection


# --- The list of addresses --------------------------------------------------------------------------


def test_an_address_on_the_list_may_post(connection: Connection) -> None:
    assert post(with_list(connection, "10.0.0.1\n203.0.113.0/24"), REMOTE_ADDR=OUTSIDE).status_code == 200
    assert Event.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_address_is_refused_with_a_cause_and_a_mend(connection: Connection, method: str) -> None:
    path = with_list(connection, "10.0.0.1").webhook_path
    answer = getattr(Client(), method)(path, REMOTE_ADDR=OUTSIDE)
    assert answer.status_code == 403
    assert "allow-list" in answer.json()["error"]
    assert "TRUSTED_PROXIES" in answer.json()["mend"]
    row = Refusal.objects.get()
    assert (row.connection, row.cause, row.address, row.count) == (connection, Cause.ADDRESS, OUTSIDE, 1)
    assert not Event.objects.exists()


def test_a_forwarded_address_is_not_believed_without_a_proxy(connection: Connection) -> None:
    with_list(connection, "10.0.0.1")
    answer = post(connection, REMOTE_ADDR=OUTSIDE, HTTP_X_FORWARDED_FOR="10.0.0.1")
    assert answer.status_code == 403
    assert Refusal.objects.get().address == OUTSIDE


def test_behind_a_proxy_the_address_it_saw_counts(connection: Connection, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    with_list(connection, "203.0.113.7")
    forged = "203.0.113.7, 198.51.100.9"
    assert post(connection, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=OUTSIDE).status_code == 200
    assert post(connection, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forged).status_code == 403
    assert post(connection, REMOTE_ADDR=OUTSIDE).status_code == 403
    assert {row.address for row in Refusal.objects.all()} == {"198.51.100.9", ""}


# --- User and password ------------------------------------------------------------------------------


def test_the_right_login_may_post(connection: Connection) -> None:
    assert post(with_login(connection), HTTP_AUTHORIZATION=basic("ucm", "right")).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "cause", "told"),
    [
        ({}, Cause.NO_LOGIN, "CloudUCM"),
        ({"HTTP_AUTHORIZATION": basic("ucm", "wrong")}, Cause.WRONG_LOGIN, "same user and password"),
        ({"HTTP_AUTHORIZATION": basic("other", "right")}, Cause.WRONG_LOGIN, "same user and password"),
    ],
    ids=["none", "password", "user"],
)
def test_another_login_is_refused_and_the_refusal_names_the_cause(
    connection: Connection, authorization: dict[str, str], cause: Cause, told: str
) -> None:
    answer = post(with_login(connection), **authorization)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert told in answer.json()["mend"]
    assert Refusal.objects.get().cause == cause
    assert not Event.objects.exists()


def test_a_login_that_nobody_asked_for_is_no_error(connection: Connection) -> None:
    assert post(connection, HTTP_AUTHORIZATION=basic("any", "thing")).status_code == 200


# --- The limit --------------------------------------------------------------------------------------


def test_beyond_the_limit_the_answer_says_when_to_come_back(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 0.1, 3
    answers = [post(connection) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 9 <= int(answers[-1].headers["Retry-After"]) <= 10
    assert Event.objects.count() == 3
    assert (Refusal.objects.get().cause, Refusal.objects.get().count) == (Cause.RATE, 2)


def test_pings_take_no_token(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 0.1, 1
    for _ in range(3):
        assert Client().get(connection.webhook_path).status_code == 200
        assert post(connection, b"").status_code == 200
    assert post(connection).status_code == 200


def test_a_refused_sender_takes_no_token_from_the_ucm(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 0.1, 1
    with_login(connection)
    assert post(connection, HTTP_AUTHORIZATION=basic("ucm", "guess")).status_code == 401
    assert post(connection, HTTP_AUTHORIZATION=basic("ucm", "right")).status_code == 200


def takes(connection: Connection, now: float) -> bool:
    try:
        door.take_token(Connection.objects.get(pk=connection.pk), now=now)
    except door.Refused:
        return False
    return True


def test_tokens_come_back_with_time(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 2.0, 4
    moments = [1000.0] * 6 + [1000.5] * 2 + [2000.0] * 5
    assert [takes(connection, now) for now in moments] == [True] * 4 + [False] * 2 + [True, False] + [
        True, True, True, True, False,
    ]  # fmt: skip


def test_two_processes_that_looked_at_once_share_one_bucket(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 1.0, 1
    here, there = Connection.objects.get(), Connection.objects.get()
    door.take_token(here, now=1000.0)
    with pytest.raises(door.Refused):
        door.take_token(there, now=1000.0)


def test_one_connections_limit_is_not_anothers(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 1.0, 1
    other = Connection.objects.create(name="Branch", base_url="https://127.0.0.1:1", username="u")
    assert takes(connection, 1000.0)
    assert takes(other, 1000.0)


def test_a_clock_that_was_set_back_does_not_close_the_door(connection: Connection, settings: Any) -> None:
    settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 1.0, 5
    assert takes(connection, 90_000.0)
    assert takes(connection, 1000.0)
    assert [takes(connection, 1000.0) for _ in range(5)] == [True] * 4 + [False]


def test_a_ucm_that_comes_back_with_ten_thousand_records_is_never_refused(connection: Connection) -> None:
    # All at once, as no UCM can: this is the bucket after 9,999 of them.
    connection.push_full_at = 1000.0 + 9_999 / dj_settings.WEBHOOK_RATE
    connection.save()
    assert takes(connection, 1000.0)


def test_every_cause_has_a_mend() -> None:
    assert set(refusals.MENDS) == set(Cause)
