"""Challenge, login, cookie, ban: as written in the API document, over the wire."""

import hashlib
import re
from collections.abc import Callable

from tests.ucm.simulator.conftest import NOON, Clock
from tests.ucm.simulator.wire import PASSWORD, Wire


def test_a_challenge_is_sixteen_digits_in_a_string(wire: Wire) -> None:
    assert re.fullmatch(r"0{6}\d{10}", wire.challenge())


def test_md5_of_challenge_and_password_buys_a_cookie_that_works(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to()
    token = hashlib.md5(f"{wire.challenge()}{PASSWORD}".encode()).hexdigest()
    answer = wire.ask("login", user=wire.user, token=token)
    wire.cookie = answer.json()["response"]["cookie"]
    assert re.fullmatch(rf"sid\d+-{NOON:.0f}", wire.cookie)
    assert "Set-Cookie" not in answer.headers
    assert wire.status("getSystemStatus") == 0


def test_password_before_challenge_is_refused(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to()
    swapped = hashlib.md5(f"{PASSWORD}{wire.challenge()}".encode()).hexdigest()
    refusal = wire.ask("login", user=wire.user, token=swapped).json()
    assert refusal == {"response": {"remain_num": 4}, "status": -37}


def test_a_challenge_serves_one_login_only(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to()
    challenge = wire.challenge()
    assert wire.try_login(challenge)["status"] == 0
    assert wire.try_login(challenge)["status"] == -37


def test_a_newer_challenge_replaces_the_one_before(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to()
    older = wire.challenge()
    wire.challenge()
    assert wire.try_login(older)["status"] == -37


def test_an_unknown_user_gets_no_challenge(wire: Wire) -> None:
    assert wire.ask("challenge", user="admin", version="1.0").json() == {"response": {}, "status": -47}


def test_without_a_user_or_a_token_the_parameters_are_invalid(wire: Wire) -> None:
    assert wire.ask("challenge").json()["status"] == -1
    assert wire.ask("login", user=wire.user).json()["status"] == -1


def test_an_action_needs_the_cookie_in_the_json(wire: Wire) -> None:
    body = {"request": {"action": "cdrapi", "format": "json"}}
    as_header = wire.http("POST", "/api", json=body, headers={"Cookie": f"cookie={wire.cookie}"})
    assert as_header.json() == {"response": {}, "status": -6}
    assert wire.ask("cdrapi", cookie="sid1-1", format="json").json()["status"] == -6
    assert wire.ask("cdrapi", cookie=[], format="json").json()["status"] == -6


def test_a_cookie_lives_ten_minutes_however_busy_it_is(wire: Wire, clock: Clock) -> None:
    clock.pass_seconds(599)
    assert wire.status("getSystemStatus") == 0
    clock.pass_seconds(1)
    assert wire.status("getSystemStatus") == -6
    assert wire.login().status("getSystemStatus") == 0


def test_logout_ends_the_cookie(wire: Wire) -> None:
    assert wire.act("logout").json() == {"response": {}, "status": 0}
    assert wire.status("getSystemStatus") == -6


def test_five_failures_ban_the_source_even_with_the_right_password(
    wire_to: Callable[..., Wire], clock: Clock
) -> None:
    wire = wire_to()
    wire.password = "wrong"
    left = [wire.try_login(wire.challenge())["response"]["remain_num"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    wire.password = PASSWORD
    clock.pass_seconds(100)
    banned = {"response": {"remain_time": 200}, "status": -68}
    assert wire.ask("challenge", user=wire.user).json() == banned
    assert wire.try_login("0000000000000000") == banned
    clock.pass_seconds(200)
    assert wire.login().status("getSystemStatus") == 0


def test_a_good_login_forgives_the_failures_before_it(wire_to: Callable[..., Wire]) -> None:
    wire = wire_to()
    wire.try_login("0")
    wire.login()
    assert wire.try_login("0")["response"] == {"remain_num": 4}
