"""Logging in, staying logged in, and never writing: the contract with a UCM, over real HTTPS."""

import io
import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import requests

from tests.ucm.canned import Answers, Reply, login_then
from tests.ucm.conftest import PASSWORD, USER, actions
from ucm.client import UcmClient
from ucm.protocol import errors
from ucm.session import READ_ONLY
from ucm.simulator.server import RunningUcm
from ucm.transport import Tls, open_session

NOW = datetime.now(UTC)
UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]
ClientAgainst = Callable[[Answers], UcmClient]


class Clock:
    """Seconds that pass when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_session_logs_in_once_and_logs_out(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    with client_of(ucm) as client:
        client.call("getSystemStatus")
        client.call("getSystemGeneralStatus")
    assert actions(ucm) == ["challenge", "login", "getSystemStatus", "getSystemGeneralStatus", "logout"]
    assert {(served.method, served.path) for served in ucm.requests} == {("POST", "/api")}


def test_a_client_that_was_never_used_sends_nothing(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    with client_of(ucm):
        pass
    assert ucm.requests == []


def test_a_wrong_password_is_tried_once_and_never_again(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    client = client_of(ucm, password="wrong")
    for _ in range(3):
        with pytest.raises(errors.BadCredentials) as caught:
            client.call("cdrapi")
        with pytest.raises(errors.BadCredentials):
            client.login()
        with pytest.raises(errors.BadCredentials):
            client.login("0000001652831717")
        with pytest.raises(errors.BadCredentials):
            client.challenge()
    assert actions(ucm) == ["challenge", "login"]
    assert "tries left: 4" in str(caught.value)


def test_a_ban_says_how_long_it_lasts(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    for _ in range(5):
        with pytest.raises(errors.BadCredentials):
            client_of(ucm, password="wrong").login()
    with pytest.raises(errors.Banned, match="ban time left, in seconds: 300"):
        client_of(ucm).login()


def test_a_user_the_api_does_not_know_is_explained(ucm_of: UcmOf) -> None:
    ucm = ucm_of()
    with (
        UcmClient(ucm.url, "admin", PASSWORD, tls=Tls.accept()) as client,
        pytest.raises(errors.NotPermitted) as caught,
    ):
        client.login()
    assert "Apply Changes" in caught.value.advice


def test_a_dead_cookie_is_renewed_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of("expired-cookie")
    client = client_of(ucm)
    for _ in range(4):
        client.call("getSystemStatus")
    assert actions(ucm) == [
        *("challenge", "login"),
        *["getSystemStatus"] * 4,
        *("challenge", "login", "getSystemStatus"),
    ]


def test_a_cookie_that_is_dead_at_once_is_given_up(client_against: ClientAgainst) -> None:
    asked: list[str] = []

    def answers(action: str) -> Reply:
        asked.append(action)
        return Reply(b'{"response":{},"status":-6}')

    with pytest.raises(errors.CookieDead):
        client_against(login_then(answers)).call("getSystemStatus")
    assert asked == ["getSystemStatus"] * 2


def test_a_cookie_is_renewed_before_it_dies(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm, clock = ucm_of(), Clock()
    client = client_of(ucm, clock=clock)
    client.call("getSystemStatus")
    clock.now += 539
    client.call("getSystemStatus")
    assert actions(ucm).count("login") == 1
    clock.now += 2
    client.call("getSystemStatus")
    assert actions(ucm).count("login") == 2


@pytest.mark.parametrize(
    ("scenario", "action", "failure", "wait"),
    [
        ("busy", "cdrapi", errors.TooFrequent, 15.0),
        ("not-permitted-recapi", "recapi", errors.NotPermitted, None),
        ("wrong-password-tab", "cdrapi", errors.BadCredentials, None),
        ("good", "queueapi", errors.Refused, None),
    ],
)
def test_a_refusal_is_raised_with_its_advice(
    ucm_of: UcmOf,
    client_of: ClientOf,
    scenario: str,
    action: str,
    failure: type[errors.Refused],
    wait: float | None,
) -> None:
    with pytest.raises(failure) as caught:
        client_of(ucm_of(scenario)).call(action)
    assert caught.value.wait == wait
    assert caught.value.advice


@pytest.mark.parametrize(
    "action", ["applyChanges", "addSIPAccount", "getSIPAccount", "Hangup", "dialOutbound", "deleteUser", ""]
)
def test_an_action_that_may_write_is_never_sent(ucm_of: UcmOf, client_of: ClientOf, action: str) -> None:
    ucm = ucm_of()
    client = client_of(ucm)
    client.login()
    with pytest.raises(errors.WriteRefused):
        client.call(action)
    assert actions(ucm) == ["challenge", "login"]


def test_records_can_not_be_deleted(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    client = client_of(ucm)
    client.login()
    with pytest.raises(errors.WriteRefused):
        client.call("cdrapi", delete="yes")
    assert actions(ucm) == ["challenge", "login"]
    assert ucm.ledger.violations == []


def test_no_allowed_action_sounds_like_writing() -> None:
    reading = ("get", "list", "cdrapi", "recapi", "queueapi", "challenge", "login", "logout")
    assert all(action.startswith(reading) for action in READ_ONLY)


@pytest.mark.parametrize(
    ("reply", "failure", "retryable"),
    [
        (Reply(b"", 401, {"WWW-Authenticate": 'Digest realm="UCM", nonce="1"'}), errors.OldApi, False),
        (Reply(b"", 401, {"WWW-Authenticate": 'Basic realm="UCM"'}), errors.OldApi, False),
        (Reply(b"<html>Not found</html>", 404), errors.ApiMissing, False),
        (Reply(b"<!DOCTYPE html><html>Log in</html>"), errors.WebPage, False),
        (Reply(b"<html>Forbidden</html>", 403), errors.KeptOut, False),
        (Reply(b"", 302, {"Location": "https://evil.example/"}), errors.NotAnApi, False),
        (Reply(b"bad gateway", 502), errors.NotAnApi, True),
        (Reply(b"hello"), errors.NotAnApi, False),
        (Reply(b"[1]"), errors.NotAnApi, False),
        (Reply(b'{"response":{},"status":"odd"}'), errors.NotAnApi, False),
        (Reply(b'{"response":{},"status":0}'), errors.NotAnApi, False),
        (
            Reply(b'{"response":{"error_msg":"Invalid parameters!"},"status":-1}'),
            errors.InvalidParameters,
            False,
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_not_the_api_is_told_apart(
    client_against: ClientAgainst, reply: Reply, failure: type[errors.UcmError], retryable: bool
) -> None:
    with pytest.raises(errors.UcmError) as caught:
        client_against(lambda _: reply).login()
    assert type(caught.value) is failure
    assert caught.value.retryable is retryable


def test_the_famous_mistake_is_answered_as_our_advice_says(ucm_of: UcmOf) -> None:
    """A real GET to /api/challenge, and the error that names it."""
    ucm = ucm_of()
    with open_session(Tls.pin(ucm.fingerprint)) as session:
        answer = session.get(f"{ucm.url}/api/challenge", params={"user": USER}, timeout=5).json()
    assert answer["status"] == -1
    assert "GET" in errors.InvalidParameters.advice
    assert "/api/challenge" in errors.InvalidParameters.advice
    with UcmClient(f"{ucm.url}/api/challenge", USER, PASSWORD, tls=Tls.pin(ucm.fingerprint)) as client:
        client.login()


def test_environment_proxies_are_ignored(
    ucm_of: UcmOf, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    client_of(ucm_of()).login()


def test_a_given_session_is_used_and_left_open(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    with open_session(Tls.pin(ucm.fingerprint)) as session:
        with client_of(ucm, session=session) as client:
            client.login()
        answer = session.post(f"{ucm.url}/api", json={}, timeout=5)
    assert answer.json()["status"] == -1


def test_an_endless_answer_is_not_read_to_the_end(
    client_against: ClientAgainst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ucm.session.LARGEST_ANSWER", 1000)
    with pytest.raises(errors.NotAnApi, match="larger"):
        client_against(lambda _: Reply(b" " * 70_000)).login()


def test_secrets_appear_in_no_repr_error_or_log(
    client_against: ClientAgainst, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    cut = Reply(
        json.dumps({"response": {}}).encode() + b" " * 10, headers={"Content-Length": "9999"}, announced=False
    )
    client = client_against(login_then(lambda _: cut))
    client.login()
    seen.append(repr(client))
    for attempt in (lambda: client.call("getSystemStatus"), lambda: list(client.cdrs(start=NOW, end=NOW))):
        with pytest.raises(errors.ConnectionBroken) as caught:
            attempt()
        seen += [repr(caught.value), "".join(traceback.format_exception(caught.value))]
    seen.append(caplog.text)
    for secret in (PASSWORD, "sid1-2", "horse"):
        assert secret not in "\n".join(seen)


def test_the_body_of_a_request_is_the_documented_envelope() -> None:
    sent: list[requests.PreparedRequest] = []

    class Recorder(requests.adapters.BaseAdapter):
        """In place of the network, to see the bytes as they would go out."""

        def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
            sent.append(request)
            response = requests.Response()
            response.status_code = 200
            response.raw = io.BytesIO(b'{"response":{"challenge":"0012"},"status":0}')
            return response

        def close(self) -> None:
            """Nothing is open."""

    with open_session(Tls.accept()) as session:
        session.mount("https://", Recorder())
        assert UcmClient("ucm.local", USER, PASSWORD, session=session).challenge() == "0012"
    (request,) = sent
    assert (request.method, request.url) == ("POST", "https://ucm.local:8089/api")
    assert json.loads(request.body or b"") == {
        "request": {"action": "challenge", "user": USER, "version": "1.0"}
    }
    assert request.headers["Connection"] == "close"
    assert request.headers["Content-Type"] == "application/json"
