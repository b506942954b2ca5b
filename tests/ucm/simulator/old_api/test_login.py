"""Who the simulated old API lets in: Digest, Basic, everybody, nobody."""

from collections.abc import Callable

import pytest
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from tests.ucm.simulator.wire import PASSWORD, USER, Wire

WireTo = Callable[..., Wire]


def _status(wire: Wire, auth: AuthBase | None = None, path: str = "/cdrapi?format=json") -> int:
    return wire.http("GET", path, auth=auth).status_code


@pytest.mark.parametrize(
    ("scenario", "challenge"),
    [("old-api", "Digest"), ("old-api-basic", "Basic"), ("old-api-open", None), ("old-api-denied", None)],
)
def test_a_stranger_is_asked_for_what_the_scenario_says(
    wire_to: WireTo, scenario: str, challenge: str | None
) -> None:
    answer = wire_to(scenario=scenario).http("GET", "/cdrapi?format=json")
    assert answer.headers.get("WWW-Authenticate", "none").split()[0] == (challenge or "none")
    assert answer.status_code == {"old-api-open": 200, "old-api-denied": 403}.get(scenario, 401)


@pytest.mark.parametrize(
    ("scenario", "kind"), [("old-api", HTTPDigestAuth), ("old-api-basic", HTTPBasicAuth)]
)
@pytest.mark.parametrize(
    ("user", "password", "status"),
    [(USER, PASSWORD, 200), (USER, "wrong", 401), ("other", PASSWORD, 401)],
    ids=["right", "wrong password", "wrong user"],
)
def test_only_the_right_login_gets_in(
    wire_to: WireTo, scenario: str, kind: Callable[..., AuthBase], user: str, password: str, status: int
) -> None:
    wire = wire_to(scenario=scenario)
    assert _status(wire, kind(user, password)) == status
    refused = [served for served in wire.ucm.requests if served.action == "login"]
    assert len(refused) == (status == 401)


def test_the_wrong_scheme_does_not_help(wire_to: WireTo) -> None:
    assert _status(wire_to(scenario="old-api"), HTTPBasicAuth(USER, PASSWORD)) == 401
    assert _status(wire_to(scenario="old-api-basic"), HTTPDigestAuth(USER, PASSWORD)) == 401


def test_a_used_up_nonce_is_stale_and_no_failed_login(wire_to: WireTo) -> None:
    wire, auth = wire_to(scenario="old-api"), HTTPDigestAuth(USER, PASSWORD)
    assert [_status(wire, auth) for _ in range(12)] == [200] * 12
    assert [served.status for served in wire.ucm.requests].count(401) == 3
    assert "login" not in [served.action for served in wire.ucm.requests]


def test_an_answer_to_another_address_is_worth_nothing(wire_to: WireTo) -> None:
    wire = wire_to(scenario="old-api")
    first = wire.http("GET", "/recapi", auth=HTTPDigestAuth(USER, PASSWORD))
    overheard = first.request.headers["Authorization"]
    again = wire.http("GET", "/cdrapi?format=json", headers={"Authorization": overheard})
    assert again.status_code == 401
    replayed = wire.http("GET", "/recapi", headers={"Authorization": overheard})
    assert "stale=true" in replayed.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Digest", "Digest x", "Basic ###", "Basic", "Bearer x"])
def test_a_broken_authorization_is_a_401(wire_to: WireTo, header: str) -> None:
    for scenario in ("old-api", "old-api-basic"):
        answer = wire_to(scenario=scenario).http("GET", "/cdrapi", headers={"Authorization": header})
        assert answer.status_code == 401


def test_there_is_nothing_but_the_two_paths(open_wire: Wire) -> None:
    assert open_wire.http("POST", "/api", json={"request": {"action": "challenge"}}).status_code == 404
    assert open_wire.http("POST", "/cdrapi").status_code == 404
    assert open_wire.http("GET", "/").status_code == 404
