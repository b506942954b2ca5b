"""Guessing passwords ends soon, whoever guesses and from wherever, and the locked-out know what to do."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from audiapro import system
from audiapro.models import FailedSignIns
from audiapro.sign_in import Locked, Try
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DOORS = ["/login/", "/admin/login/"]
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def rosa() -> User:
    return make_user("rosa", is_staff=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def shift(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at noon until it is set forward."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


def try_in(
    name: str = "rosa", password: str = "wrong", *, door: str = "/login/", address: str = HERE, **headers: str
) -> HttpResponse:
    return Client().post(door, {"username": name, "password": password}, REMOTE_ADDR=address, **headers)


def got_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302


def fail(times: int, **how: Any) -> None:
    for _ in range(times):
        assert not got_in(try_in(**how))


@pytest.mark.parametrize("door", DOORS)
def test_after_five_wrong_passwords_the_right_one_is_refused_too(rosa: User, door: str) -> None:
    fail(5, door=door)
    answer = try_in(password="correct horse", door=door)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_the_two_doors_count_together(rosa: User) -> None:
    fail(3, door="/login/")
    fail(2, door="/admin/login/")
    assert [try_in(password="correct horse", door=door).status_code for door in DOORS] == [429, 429]


@pytest.mark.parametrize("door", DOORS)
def test_the_locked_out_read_what_happened_why_and_until_when(rosa: User, at_noon: Clock, door: str) -> None:
    fail(5, door=door)
    at_noon.shift(60)
    page = try_in(door=door).content.decode()
    assert "There were 5 failed tries to sign in with this user name from here." in page
    assert "Try again in 14 minutes, at 12:15 UTC, or ask an administrator" in page
    assert "do not match" not in page


def test_the_time_is_that_of_the_visitors_zone(rosa: User, at_noon: Clock) -> None:
    client = Client()
    client.cookies["zone"] = "Asia/Kolkata"
    for _ in range(6):
        answer = client.post("/login/", {"username": "rosa", "password": "wrong"})
    assert "at 17:45 IST" in answer.content.decode()


def test_four_wrong_ones_and_the_right_one_begin_anew(rosa: User) -> None:
    for _ in range(3):
        fail(4)
        assert got_in(try_in(password="correct horse"))


def test_after_the_pause_one_may_try_again(rosa: User, at_noon: Clock) -> None:
    fail(5)
    at_noon.shift(899)
    assert not got_in(try_in(password="correct horse"))
    at_noon.shift(1)
    assert got_in(try_in(password="correct horse"))


def test_being_refused_does_not_make_it_longer(rosa: User, at_noon: Clock) -> None:
    fail(5)
    at_noon.shift(600)
    fail(20)
    at_noon.shift(300)
    assert got_in(try_in(password="correct horse"))


def test_somebody_else_and_somewhere_else_may_go_on(rosa: User) -> None:
    make_user("bob")
    fail(5)
    assert got_in(try_in("bob", "correct horse"))
    assert got_in(try_in(password="correct horse", address=ELSEWHERE))


def test_a_name_that_is_nobodys_is_answered_like_any_other(rosa: User, at_noon: Clock) -> None:
    def course(name: str) -> list[tuple[int, str]]:
        answers = [try_in(name, address=ELSEWHERE) for _ in range(7)]
        return [(answer.status_code, problem(answer)) for answer in answers]

    assert course("rosa") == course("nobody")


def problem(answer: HttpResponse) -> str:
    return answer.content.decode().split('id="problem">')[1].split("</p>")[0]


def test_many_names_from_one_address_are_refused(rosa: User) -> None:
    for number in range(30):
        fail(1, name=f"user{number}")
    answer = try_in(password="correct horse")
    assert answer.status_code == 429
    assert "from your network address" in answer.content.decode()
    assert got_in(try_in(password="correct horse", address=ELSEWHERE))


def test_one_name_from_many_addresses_is_refused(rosa: User) -> None:
    for number in range(100):
        fail(1, address=f"198.51.100.{number}")
    answer = try_in(password="correct horse", address="203.0.113.5")
    assert answer.status_code == 429
    assert "from several places" in answer.content.decode()


def test_addresses_of_one_ipv6_network_are_one(rosa: User) -> None:
    for number in range(5):
        fail(1, address=f"2001:db8:0:1::{number}")
    assert try_in(address="2001:db8:0:1::ffff").status_code == 429
    assert got_in(try_in(password="correct horse", address="2001:db8:0:2::1"))


def test_a_header_of_the_strangers_own_is_no_other_address(rosa: User) -> None:
    for number in range(5):
        fail(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert try_in(password="correct horse", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_behind_our_proxy_it_is_the_clients_address_that_counts(rosa: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    fail(5, HTTP_X_FORWARDED_FOR=f"10.0.0.1, {HERE}")
    assert try_in(HTTP_X_FORWARDED_FOR=f"10.0.0.2, {HERE}").status_code == 429
    assert got_in(try_in(password="correct horse", HTTP_X_FORWARDED_FOR=ELSEWHERE))


def test_an_empty_form_is_no_try(rosa: User) -> None:
    fail(10, password="")
    assert FailedSignIns.objects.count() == 0


def test_rows_hold_no_name_that_is_nobodys_for_it_may_be_a_password(rosa: User) -> None:
    fail(1, name="hunter2 typed too early")
    for row in FailedSignIns.objects.all():
        assert "hunter2" not in repr(vars(row))
        assert row.user is None


def test_the_log_names_nobody(rosa: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        fail(6)
    written = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert written
    assert not any("rosa" in line or HERE in line for line in written)


def test_what_is_long_over_is_forgotten(rosa: User, at_noon: Clock) -> None:
    fail(5)
    at_noon.shift(2 * 86_400)
    fail(1, name="bob", address=ELSEWHERE)
    assert set(FailedSignIns.objects.values_list("count", flat=True)) == {1}


# --- The admin ---------------------------------------------------------------------------------------


@pytest.fixture
def admins_browser() -> Client:
    client = Client()
    client.force_login(make_user("boss", is_staff=True, is_superuser=True))
    return client


LIST = "/admin/audiapro/failedsignins/"


def test_the_admin_sees_who_is_locked_out_and_lifts_it(rosa: User, admins_browser: Client) -> None:
    fail(5)
    fail(1, name="nobody", address=ELSEWHERE)
    page = admins_browser.get(LIST, {"locked": "1"}).content.decode()
    assert "rosa" in page
    assert HERE in page
    assert ELSEWHERE not in page
    locked = [row.pk for row in FailedSignIns.objects.locked()]
    chosen = {"action": "let_in", "_selected_action": locked}
    assert "try again at once" in admins_browser.post(LIST, chosen, follow=True).content.decode()
    assert got_in(try_in(password="correct horse"))


def test_rows_cannot_be_made_or_changed_by_hand(rosa: User, admins_browser: Client) -> None:
    fail(1)
    row = FailedSignIns.objects.first()
    assert admins_browser.get(f"{LIST}add/").status_code == 403
    assert admins_browser.post(f"{LIST}{row.pk}/change/", {"count": 0}).status_code == 403


def test_staff_without_the_permission_cannot_lift_it(rosa: User, client: Client) -> None:
    fail(5)
    client.force_login(make_user("eve", is_staff=True, permissions=["view_failedsignins"]))
    locked = [row.pk for row in FailedSignIns.objects.locked()]
    client.post(LIST, {"action": "let_in", "_selected_action": locked})
    assert FailedSignIns.objects.locked().count() == 1


def test_the_system_page_says_that_somebody_is_locked_out(rosa: User, admins_browser: Client) -> None:
    fail(4)
    assert system.locked_out() == 0
    fail(1)
    assert (
        "Signing in is closed for a while to a user name" in admins_browser.get("/system/").content.decode()
    )


def test_a_command_lets_in_one_or_all(rosa: User, capsys: pytest.CaptureFixture[str]) -> None:
    fail(5)
    call_command("let_in", "bob")
    assert try_in().status_code == 429
    call_command("let_in", "rosa")
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 locks lifted")
    assert got_in(try_in(password="correct horse"))


# --- At the same time --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_no_more_than_the_limit_are_taken() -> None:
    def take(_: int) -> bool:
        try:
            Try("rosa", HERE).take()
        except Locked:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(24))) == 5
    counts = FailedSignIns.objects.values_list("scope", "count")
    assert dict(counts) == {"pair": 5, "address": 5, "account": 5}
