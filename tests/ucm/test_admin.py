"""The admin pages of a Connection, as a person with a browser meets them."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.ucm.conftest import PASSWORD, USER, actions
from ucm import basic_auth
from ucm.models import Connection, token_digest
from ucm.protocol.apis import Dialect
from ucm.protocol.menus import API_USERS, REAL_TIME_OUTPUT
from ucm.refusals import Cause, Tally
from ucm.simulator.server import RunningUcm

pytestmark = pytest.mark.django_db

UcmOf = Callable[..., RunningUcm]
LIST, ADD = "admin:ucm_connection_changelist", "admin:ucm_connection_add"


@pytest.fixture
def connection() -> Connection:
    return Connection.objects.create(
        name="Head office", base_url="https://127.0.0.1:1", username=USER, password=PASSWORD
    )


def _change(connection: Connection) -> str:
    return reverse("admin:ucm_connection_change", args=[connection.pk])


def _test(connection: Connection) -> str:
    return reverse("admin:ucm_connection_test", args=[connection.pk])


def _typed(**fields: str) -> dict[str, str]:
    return {
        "name": "Head office",
        "enabled": "on",
        "base_url": "https://ucm.example.com:8089",
        "dialect": "automatic",
        "username": USER,
        "new_password": "",
        "tls": "verify",
        "time_zone": "UTC",
        **fields,
    }


def _reaching(connection: Connection, ucm: RunningUcm, **fields: str) -> Connection:
    connection.base_url, connection.tls, connection.fingerprint = ucm.url, "pin", ucm.fingerprint
    for name, value in fields.items():
        setattr(connection, name, value)
    connection.save()
    return connection


def _worker(client: Client, *codenames: str) -> Client:
    person = User.objects.create_user("worker", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(person)
    return client


# --- The password ----------------------------------------------------------------------------------


def test_the_password_is_in_no_page(admin_client: Client, connection: Connection, ucm_of: UcmOf) -> None:
    _reaching(connection, ucm_of())
    pages = [
        admin_client.get(_change(connection)),
        admin_client.get(reverse(LIST)),
        admin_client.post(_test(connection)),
        admin_client.post(_change(connection), _typed(new_password=PASSWORD, base_url="https://")),
        admin_client.post(_change(connection), _typed(new_password=PASSWORD), follow=True),
        admin_client.get(reverse("admin:ucm_connection_history", args=[connection.pk])),
    ]
    for page in pages:
        assert page.status_code == 200
        assert PASSWORD not in page.content.decode()
        assert "horse" not in page.content.decode()


def test_an_empty_password_keeps_the_old_one(admin_client: Client, connection: Connection) -> None:
    admin_client.post(_change(connection), _typed(username="other"))
    connection.refresh_from_db()
    assert (connection.username, connection.password) == ("other", PASSWORD)


def test_a_typed_password_replaces_the_old_one(admin_client: Client, connection: Connection) -> None:
    admin_client.post(_change(connection), _typed(new_password=" new one "))
    connection.refresh_from_db()
    assert connection.password == " new one "


def test_the_form_says_whether_a_password_is_stored(admin_client: Client, connection: Connection) -> None:
    assert "A password is stored" in admin_client.get(_change(connection)).content.decode()
    assert "No password is stored yet" in admin_client.get(reverse(ADD)).content.decode()


def test_a_lost_key_does_not_close_the_page_that_mends_it(
    admin_client: Client, connection: Connection, settings: object
) -> None:
    settings.CREDENTIALS_KEYS = ["another key"]  # type: ignore[attr-defined]
    assert admin_client.get(reverse(LIST)).status_code == 200
    page = admin_client.get(_change(connection)).content.decode()
    assert "can no longer be decrypted" in page
    assert "credentials_key" in admin_client.post(_test(connection)).content.decode()
    admin_client.post(_change(connection), _typed(new_password="typed again"))
    mended = Connection.objects.get()
    assert mended.password == "typed again"
    assert mended.token_hash == token_digest(mended.token)


# --- The address and the certificate ---------------------------------------------------------------


def test_a_new_connection_can_be_added(admin_client: Client) -> None:
    answer = admin_client.post(reverse(ADD), _typed(new_password=PASSWORD))
    assert answer.status_code == 302
    assert Connection.objects.get().password == PASSWORD


def test_a_pasted_path_is_removed_and_told(admin_client: Client) -> None:
    page = admin_client.post(
        reverse(ADD), _typed(base_url="http://ucm.example.com/api/challenge"), follow=True
    ).content.decode()
    assert Connection.objects.get().base_url == "https://ucm.example.com:8089"
    assert "only over HTTPS" in page
    assert "Invalid parameters!" in page
    assert "Port 8089 was added" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"base_url": "a b"}, "The API address cannot be read."),
        ({"tls": "pin"}, "no SHA-256 fingerprint"),
        ({"tls": "pin", "fingerprint": "AB:CD"}, "no SHA-256 fingerprint"),
        ({"tls": "ca", "ca_certificate": "hello"}, "no certificate in PEM form"),
        ({"tls": "nonsense"}, "Select a valid choice"),
        ({"time_zone": "Berlin"}, "is no time zone"),
        ({"allowed_addresses": "10.0.0.1 10.0.0.256"}, "“10.0.0.256” is no address"),
        ({"push_user": "ucm"}, "Type the password"),
        ({"new_push_password": "x"}, "A password needs a user"),
        ({"push_user": "a:b", "new_push_password": "x"}, "no colon"),
    ],
    ids=[
        *("address", "no pin", "bad pin", "bad CA", "bad trust", "zone"),
        *("list", "no push password", "no push user", "colon"),
    ],
)
def test_what_cannot_work_is_refused_while_typing(
    admin_client: Client, fields: dict[str, str], told: str
) -> None:
    page = admin_client.post(reverse(ADD), _typed(**fields)).content.decode()
    assert told in page
    assert not Connection.objects.exists()


# --- Which of the two APIs --------------------------------------------------------------------------


def test_an_old_api_without_login_needs_no_user(admin_client: Client) -> None:
    admin_client.post(reverse(ADD), _typed(dialect="old", username=""))
    assert Connection.objects.get().dialect == "old"


@pytest.mark.parametrize("dialect", ["automatic", "new"])
def test_every_other_connection_needs_a_user(admin_client: Client, dialect: str) -> None:
    page = admin_client.post(reverse(ADD), _typed(dialect=dialect, username="")).content.decode()
    assert "Only an old API may be open to everybody" in page
    assert not Connection.objects.exists()


def test_the_page_says_which_api_was_found(admin_client: Client, connection: Connection) -> None:
    assert (
        "Nothing has answered at this address yet" in admin_client.get(_change(connection)).content.decode()
    )
    connection.note_dialect(Dialect.OLD)
    assert "Found at this address: the old API." in admin_client.get(_change(connection)).content.decode()


@pytest.mark.parametrize(
    ("fields", "found"),
    [({}, "old"), ({"base_url": "https://127.0.0.1:2"}, ""), ({"dialect": "new"}, "")],
    ids=["nothing changed", "another address", "another choice"],
)
def test_a_changed_address_or_choice_is_found_out_anew(
    admin_client: Client, connection: Connection, fields: dict[str, str], found: str
) -> None:
    connection.note_dialect(Dialect.OLD)
    admin_client.post(_change(connection), _typed(**{"base_url": connection.base_url, **fields}))
    assert Connection.objects.get().dialect_found == found


def test_the_test_of_an_old_api_passes_and_recommends_the_new(
    admin_client: Client, connection: Connection, ucm_of: UcmOf
) -> None:
    page = admin_client.post(_test(_reaching(connection, ucm_of("old-api")))).content.decode()
    assert "Nothing failed." in page
    assert "prefer the new one" in page


# --- The webhook address ---------------------------------------------------------------------------


def test_the_webhook_address_is_shown_in_full(admin_client: Client, connection: Connection) -> None:
    page = admin_client.get(_change(connection)).content.decode()
    assert f"http://testserver{connection.webhook_path}" in page
    assert REAL_TIME_OUTPUT.replace(">", "&gt;") in page
    assert API_USERS in page


def test_refused_posts_are_told_with_their_cause_and_mend(
    admin_client: Client, connection: Connection
) -> None:
    assert "No post was refused" in admin_client.get(_change(connection)).content.decode()
    for _ in range(12):
        Tally(every=0).note(connection.pk, Cause.ADDRESS, "203.0.113.7")
    Tally(every=0).note(None, Cause.TOKEN, "198.51.100.2")
    page = " ".join(admin_client.get(_change(connection)).content.decode().split())
    assert "Refused: the sender is not on the allow-list.</strong> If it is your UCM" in page
    assert "<td>12</td> <td>203.0.113.7</td>" in page
    assert "<td>1</td> <td>198.51.100.2</td>" in page


# --- Who may post -----------------------------------------------------------------------------------


def test_a_push_login_is_stored_as_a_hash_and_shown_nowhere(
    admin_client: Client, connection: Connection
) -> None:
    admin_client.post(_change(connection), _typed(push_user="ucm", new_push_password="push secret"))
    connection.refresh_from_db()
    kept = connection.push_password_hash
    assert basic_auth.matches("Basic dWNtOnB1c2ggc2VjcmV0", user="ucm", password_hash=kept)
    page = admin_client.get(_change(connection)).content.decode()
    assert "push secret" not in page + kept
    assert kept not in page
    admin_client.post(_change(connection), _typed(push_user="ucm"))
    connection.refresh_from_db()
    assert connection.push_password_hash == kept
    assert connection.password == PASSWORD


def test_emptying_the_user_forgets_the_push_password(admin_client: Client, connection: Connection) -> None:
    connection.push_user, connection.push_password_hash = "ucm", basic_auth.hash_password("x")
    connection.save()
    admin_client.post(_change(connection), _typed(push_user=""))
    connection.refresh_from_db()
    assert (connection.push_user, connection.push_password_hash) == ("", "")


def test_the_page_says_that_a_cloud_ucm_may_send_no_login(
    admin_client: Client, connection: Connection
) -> None:
    assert "a CloudUCM was seen sending none" in admin_client.get(_change(connection)).content.decode()


def test_a_person_who_may_only_look_sees_no_secret(client: Client, connection: Connection) -> None:
    page = _worker(client, "view_connection").get(_change(connection))
    assert page.status_code == 200
    assert "Head office" in page.content.decode()
    assert PASSWORD not in page.content.decode()
    assert connection.token not in page.content.decode()
    assert "test-connection" not in page.content.decode()


def test_a_new_webhook_address_replaces_the_old(admin_client: Client, connection: Connection) -> None:
    admin_client.post(reverse(LIST), {"action": "renew_webhook_address", "_selected_action": [connection.pk]})
    renewed = Connection.objects.get()
    assert renewed.token != connection.token
    assert renewed.token_hash == token_digest(renewed.token)
    assert renewed.password == PASSWORD


def test_a_person_who_may_only_look_cannot_renew_it(client: Client, connection: Connection) -> None:
    _worker(client, "view_connection").post(
        reverse(LIST), {"action": "renew_webhook_address", "_selected_action": [connection.pk]}
    )
    assert Connection.objects.get().token == connection.token


# --- Test connection -------------------------------------------------------------------------------


def test_the_change_page_offers_the_test(admin_client: Client, connection: Connection) -> None:
    page = admin_client.get(_change(connection)).content.decode()
    assert f'<form method="post" action="{_test(connection)}" id="test-connection">' in page
    assert "test-connection" not in admin_client.get(reverse(ADD)).content.decode()


def test_the_test_shows_each_step(admin_client: Client, connection: Connection, ucm_of: UcmOf) -> None:
    ucm = ucm_of()
    page = admin_client.post(_test(_reaching(connection, ucm))).content.decode()
    assert page.count("Passed") == 9
    assert ucm.fingerprint in page
    assert "UCM6302" in page
    assert actions(ucm).count("login") == 1


def test_the_test_says_what_to_mend(admin_client: Client, connection: Connection, ucm_of: UcmOf) -> None:
    ucm = ucm_of()
    page = admin_client.post(_test(_reaching(connection, ucm, password="wrong"))).content.decode()
    assert "does not accept this user and password" in page
    assert "Not reached" in page
    assert actions(ucm).count("login") == 1


def test_the_test_cannot_be_started_by_a_link(
    admin_client: Client, connection: Connection, ucm_of: UcmOf
) -> None:
    ucm = ucm_of()
    assert admin_client.get(_test(_reaching(connection, ucm))).status_code == 405
    assert ucm.requests == []


def test_the_test_needs_the_token_of_the_page(
    admin_user: User, connection: Connection, ucm_of: UcmOf
) -> None:
    ucm, careful = ucm_of(), Client(enforce_csrf_checks=True)
    careful.force_login(admin_user)
    assert careful.post(_test(_reaching(connection, ucm))).status_code == 403
    assert ucm.requests == []


@pytest.mark.parametrize("codenames", [(), ("view_connection",)], ids=["nothing", "view"])
def test_the_test_needs_permission(
    client: Client, connection: Connection, ucm_of: UcmOf, codenames: tuple[str, ...]
) -> None:
    ucm = ucm_of()
    answer = _worker(client, *codenames).post(_test(_reaching(connection, ucm)))
    assert answer.status_code == 403
    assert ucm.requests == []


def test_a_stranger_is_sent_to_the_login(client: Client, connection: Connection) -> None:
    assert client.post(_test(connection)).status_code == 302


def test_a_connection_that_is_gone_is_not_found(admin_client: Client, connection: Connection) -> None:
    url = _test(connection)
    connection.delete()
    assert admin_client.post(url).status_code == 404


def test_no_page_needs_inline_script_or_style(admin_client: Client, connection: Connection) -> None:
    for page in (admin_client.get(_change(connection)), admin_client.post(_test(connection))):
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


# --- Without an API --------------------------------------------------------------------------------


def test_a_connection_needs_no_address_and_then_has_no_test(admin_client: Client) -> None:
    admin_client.post(reverse(ADD), _typed(base_url="", username="", watch_folder="branch/"))
    made = Connection.objects.get()
    assert (made.has_api, made.watch_folder) == (False, "branch")
    assert 'id="test-connection"' not in admin_client.get(_change(made)).content.decode()


def test_an_address_needs_a_user(admin_client: Client) -> None:
    page = admin_client.post(reverse(ADD), _typed(username="")).content.decode()
    assert "The API needs a user" in page
    assert not Connection.objects.exists()


@pytest.mark.parametrize("folder", ["office", "office/north", "."])
def test_a_folder_that_another_connection_watches_is_refused(admin_client: Client, folder: str) -> None:
    Connection.objects.create(name="Office", watch_folder="office")
    page = admin_client.post(reverse(ADD), _typed(base_url="", username="", watch_folder=folder))
    made = Connection.objects.filter(name="Head office").first()
    assert made is None or made.watch_folder == ""
    if folder != ".":
        assert "watches office" in page.content.decode()
