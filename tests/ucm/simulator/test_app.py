"""The front door: one URL, one envelope, and the answer that everything else gets."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.ucm.simulator.wire import Wire
from ucm.simulator.app import App
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import ApiUser

INVALID = {"response": {"error_msg": "Invalid parameters!"}, "status": -1}
CHALLENGE = {"action": "challenge", "user": "cdrapi", "version": "1.0"}


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/api/challenge", {}),
        ("GET", "/api/challenge?user=cdrapi", {}),
        ("GET", "/api?action=challenge&user=cdrapi", {}),
        ("POST", "/api/challenge", {"json": {"request": CHALLENGE}}),
        ("POST", "/api", {"data": CHALLENGE}),
        ("POST", "/api", {"json": CHALLENGE}),
        ("POST", "/api", {"json": {"request": {"user": "cdrapi"}}}),
        ("POST", "/api", {"json": {"request": "challenge"}}),
        ("POST", "/api", {"json": ["request"]}),
        ("POST", "/api", {"data": b"\xff{"}),
        ("POST", "/api", {}),
        ("PUT", "/api", {"json": {"request": CHALLENGE}}),
    ],
)
def test_anything_but_the_envelope_is_answered_with_invalid_parameters(
    wire_to: Callable[..., Wire], method: str, path: str, options: dict[str, Any]
) -> None:
    answer = wire_to().http(method, path, **options)
    assert (answer.status_code, answer.json()) == (200, INVALID)


def test_the_web_ui_gives_anybody_a_challenge_and_lets_no_api_user_in(wire: Wire) -> None:
    assert wire.http("GET", "/cgi?action=challenge&user=nobody").json()["status"] == 0
    assert wire.http("POST", "/cgi?action=login&user=cdrapi").json()["status"] == -37
    assert wire.http("GET", "/cgi?action=getPbxStatus").json()["status"] == -6


def test_other_paths_are_a_web_site(wire: Wire) -> None:
    assert wire.http("GET", "/").headers["Content-Type"].startswith("text/html")
    assert wire.http("POST", "/cdrapi").status_code == 404


def test_an_unknown_action_is_unsupported_and_one_without_a_cookie_is_not_told(wire: Wire) -> None:
    assert wire.status("listUnicorns") == -19
    assert wire.ask("listUnicorns").json()["status"] == -6


def test_the_request_log_tells_actions_and_codes_but_no_token(wire: Wire) -> None:
    wire.status("recapi", filename="gone.wav")
    log = [(seen.method, seen.action, seen.status) for seen in wire.ucm.requests]
    assert log == [("POST", "challenge", 0), ("POST", "login", 0), ("POST", "recapi", -16)]
    assert wire.ucm.requests[-1].parameters == {"filename": "gone.wav"}
    assert "token" not in wire.ucm.requests[1].parameters


def test_the_application_answers_without_a_socket() -> None:
    body = json.dumps({"request": CHALLENGE}).encode()
    heard: list[str] = []
    answer = App(Pbx(ApiUser("cdrapi", "secret")))(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/api",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        },
        lambda status, headers: heard.append(status),
    )
    assert heard == ["200 OK"]
    assert json.loads(b"".join(answer))["status"] == 0
