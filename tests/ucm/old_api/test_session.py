"""Getting in to the old API: each way to log in, each refusal, and never a second wrong try."""

import logging
from collections.abc import Callable

import pytest

from tests.ucm.canned import Answers, Reply
from tests.ucm.conftest import PASSWORD, actions
from ucm.old_api import OldApiClient
from ucm.protocol import errors
from ucm.simulator.scenarios import SCENARIOS
from ucm.simulator.server import RunningUcm, running
from ucm.simulator.switches import Scenario

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., OldApiClient]
ClientAgainst = Callable[[Answers], OldApiClient]

OLD = ("old-api", "old-api-basic", "old-api-open")
ASKING = ("old-api", "old-api-basic")


def _asking(header: str) -> Reply:
    return Reply(b"", 401, {"WWW-Authenticate": header})


@pytest.mark.parametrize("scenario", OLD)
def test_whatever_login_is_asked_for_is_given(ucm_of: UcmOf, old_client_of: ClientOf, scenario: str) -> None:
    ucm = ucm_of(scenario)
    ucm.place_call()
    client = old_client_of(ucm)
    client.login()
    assert [len(client.sample()) for _ in range(8)] == [1] * 8
    assert actions(ucm).count("cdrapi") == 9
    assert "login" not in actions(ucm)


@pytest.mark.parametrize(
    ("scenario", "wanted"), [("old-api", "digest"), ("old-api-basic", "basic"), ("old-api-open", "")]
)
def test_knocking_tells_what_is_asked_for_and_shows_no_login(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str, wanted: str
) -> None:
    ucm = ucm_of(scenario)
    assert old_client_of(ucm, password="wrong").knock() == wanted
    assert len(ucm.requests) == 1
    assert "login" not in actions(ucm)


@pytest.mark.parametrize("scenario", ASKING)
@pytest.mark.parametrize("ask", [OldApiClient.login, OldApiClient.sample, OldApiClient.recording_directories])
def test_a_wrong_password_is_shown_once_and_never_again(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str, ask: Callable[[OldApiClient], object]
) -> None:
    ucm = ucm_of(scenario)
    client = old_client_of(ucm, password="wrong")
    for _ in range(6):
        with pytest.raises(errors.BadCredentials) as caught:
            ask(client)
        assert "HTTPS API Settings (Old)" in caught.value.advice
    assert actions(ucm).count("login") == 1


@pytest.mark.parametrize("scenario", ASKING)
def test_a_wrong_password_with_a_recording_is_shown_once(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str
) -> None:
    ucm = ucm_of(scenario)
    client = old_client_of(ucm, password="wrong")
    with pytest.raises(errors.BadCredentials), client.recording("2026-03/auto-1-2-3.wav"):
        pass
    assert actions(ucm).count("login") == 1


@pytest.mark.parametrize("scenario", ASKING)
def test_without_a_user_no_login_is_made_up(ucm_of: UcmOf, old_client_of: ClientOf, scenario: str) -> None:
    ucm = ucm_of(scenario)
    with pytest.raises(errors.BadCredentials, match="has no user"):
        old_client_of(ucm, user="").sample()
    assert "login" not in actions(ucm)


def test_an_open_ucm_needs_no_user(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    assert old_client_of(ucm_of("old-api-open"), user="").sample() == []


@pytest.mark.parametrize("scenario", ASKING)
@pytest.mark.parametrize("password", ["pässwörd €", 'with "quotes": and \\'])
def test_a_password_may_hold_any_letter(old_client_of: ClientOf, scenario: str, password: str) -> None:
    with running(user="cdrapi", password=password, scenario=scenario, recordings=()) as ucm:
        assert old_client_of(ucm, user="cdrapi", password=password).sample() == []


def test_a_nonce_that_is_used_up_is_no_wrong_password(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    row = SCENARIOS["old-api"]
    ucm = ucm_of(Scenario(name="short", summary="", door=row.door, nonce_uses=1))
    client = old_client_of(ucm)
    assert [client.sample() for _ in range(4)] == [[]] * 4
    assert [served.status for served in ucm.requests].count(401) == 4
    assert "login" not in actions(ucm)


def test_both_offered_digest_is_taken(ucm_of: UcmOf, old_client_against: ClientAgainst) -> None:
    client = old_client_against(lambda _: _asking('Basic realm="x", Digest realm="x", nonce="1"'))
    assert client.knock() == "digest"


@pytest.mark.parametrize("scenario", ["old-api-denied", "forbidden"])
def test_a_list_of_permitted_ips_without_us_says_so(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str
) -> None:
    client = old_client_of(ucm_of(scenario))
    for ask in (client.knock, client.login):
        with pytest.raises(errors.KeptOut) as caught:
            ask()
        assert "While that list is empty it lets nobody in" in caught.value.advice
        assert not caught.value.retryable


@pytest.mark.parametrize(
    ("reply", "failure", "retryable"),
    [
        (_asking("NTLM"), errors.NotAnApi, False),
        (_asking("Digest nonce=1"), errors.NotAnApi, False),
        (_asking('Digest realm="x", nonce="1", algorithm=WHIRLPOOL'), errors.NotAnApi, False),
        (Reply(b"", 401), errors.NotAnApi, False),
        (Reply(b"", 404), errors.ApiMissing, False),
        (Reply(b"", 302, {"Location": "/login"}), errors.WebPage, False),
        (Reply(b"<html>Log in</html>"), errors.WebPage, False),
        (Reply(b"AcctId,accountcode,src\r\n"), errors.NotAnApi, False),
        (Reply(b'{"rows": 7}'), errors.NotAnApi, False),
        (Reply(b'{"response":{},"status":-1}'), errors.InvalidParameters, False),
        (Reply(b"", 503), errors.NotAnApi, True),
    ],
    ids=["NTLM", "no realm", "odd hash", "401", "404", "302", "page", "CSV", "other JSON", "-1", "503"],
)
def test_what_is_no_old_api_is_named(
    old_client_against: ClientAgainst, reply: Reply, failure: type[errors.UcmError], retryable: bool
) -> None:
    with pytest.raises(errors.UcmError) as caught:
        old_client_against(lambda _: reply).sample()
    assert type(caught.value) is failure
    assert caught.value.retryable is retryable


def test_delete_is_never_sent(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    ucm = ucm_of("old-api-open")
    with pytest.raises(errors.WriteRefused):
        old_client_of(ucm)._get("cdrapi", {"delete": "1"})
    with pytest.raises(errors.WriteRefused):
        old_client_of(ucm)._get("cgi", {})
    assert ucm.requests == []


def test_other_actions_do_not_exist(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    ucm = ucm_of("old-api")
    with pytest.raises(errors.Refused) as caught:
        old_client_of(ucm).call("listAccount")
    assert (caught.value.code, caught.value.action) == (-19, "listAccount")
    assert ucm.requests == []


@pytest.mark.parametrize("scenario", [*OLD, "old-api-denied"])
def test_neither_password_nor_login_is_in_an_error_a_log_or_a_repr(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = old_client_of(ucm_of(scenario), password=f"{PASSWORD}!")
    with caplog.at_level(logging.DEBUG):
        said = _said_by(client)
    assert PASSWORD not in said + caplog.text + repr(client)


def _said_by(client: OldApiClient) -> str:
    try:
        return str(client.sample())
    except errors.UcmError as error:
        return f"{error!r} {error.why} {error.advice} {error.__context__!r}"
