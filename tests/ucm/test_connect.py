"""A session with a UCM: our turn, a client, and what a refused login means for everybody."""

from collections.abc import Callable

import pytest

from tests.ucm.conftest import PASSWORD, USER, actions
from ucm.connect import Closed, examine, session
from ucm.models import Connection
from ucm.protocol.apis import Dialect
from ucm.protocol.errors import ApiMissing, NotAnApi, UcmError
from ucm.simulator.server import RunningUcm
from ucm.turn import NotOurTurn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ucm(ucm_of: Callable[..., RunningUcm]) -> RunningUcm:
    return ucm_of()


@pytest.fixture
def connection(ucm: RunningUcm) -> Connection:
    return Connection.objects.create(
        name="Head office", base_url=ucm.url, username=USER, password=PASSWORD,
        tls=Connection.Tls.PIN, fingerprint=ucm.fingerprint,
    )  # fmt: skip


def test_a_session_is_a_turn_and_ends_logged_out(ucm: RunningUcm, connection: Connection) -> None:
    with session(connection, patience=0) as client:
        assert client.sample() == []
        with pytest.raises(NotOurTurn), session(connection, patience=0):
            pass
    assert actions(ucm) == ["challenge", "login", "cdrapi", "logout"]


def test_a_login_refused_while_we_waited_for_our_turn_is_not_tried_again(
    ucm: RunningUcm, connection: Connection
) -> None:
    another_workers = Connection.objects.get()
    another_workers.note_refused_login("Refused.")
    assert not connection.is_locked_out  # what we loaded before we waited
    with pytest.raises(Closed, match="No further login"), session(connection, patience=0) as client:
        client.sample()
    assert actions(ucm) == []


def test_a_login_refused_in_the_block_is_noted_for_everybody(ucm: RunningUcm, connection: Connection) -> None:
    connection.password = "wrong"
    connection.save()
    with pytest.raises(Closed, match="No further login"), session(connection, patience=0) as client:
        client.sample()
    assert Connection.objects.get().is_locked_out


def test_a_switched_off_connection_is_closed(ucm: RunningUcm, connection: Connection) -> None:
    Connection.objects.update(enabled=False)
    with pytest.raises(Closed, match="switched off"), session(connection, patience=0):
        pass
    assert actions(ucm) == []


def test_a_password_under_a_lost_key_is_closed_with_what_to_do(
    connection: Connection, settings: object
) -> None:
    settings.CREDENTIALS_KEYS = ["another key"]  # type: ignore[attr-defined]
    with pytest.raises(Closed) as closed, session(Connection.objects.get(), patience=0):
        pass
    assert "CREDENTIALS_KEYS" in closed.value.advice


@pytest.mark.parametrize(
    ("scenario", "password", "again"),
    [("good", "wrong", False), ("banned", PASSWORD, True)],
)
def test_a_login_refused_in_a_test_of_the_connection_is_noted_for_the_workers(
    ucm_of: Callable[..., RunningUcm], scenario: str, password: str, again: bool
) -> None:
    ucm = ucm_of(scenario)
    connection = Connection.objects.create(
        name="Head office", base_url=ucm.url, username=USER, password=password,
        tls=Connection.Tls.PIN, fingerprint=ucm.fingerprint,
    )  # fmt: skip
    examine(connection)
    noted = Connection.objects.get()
    assert noted.is_locked_out
    assert bool(noted.login_again_at) is again


# --- Which of the two APIs --------------------------------------------------------------------------


def _connect(ucm: RunningUcm, **fields: str) -> Connection:
    known = {"name": "Head office", "base_url": ucm.url, "username": USER, "password": PASSWORD}
    return Connection.objects.create(**{**known, "tls": "pin", "fingerprint": ucm.fingerprint, **fields})


@pytest.mark.parametrize(
    ("scenario", "found"),
    [("good", "new"), ("old-api", "old"), ("old-api-basic", "old"), ("old-api-open", "old")],
)
def test_the_api_is_found_out_once_and_remembered(
    ucm_of: Callable[..., RunningUcm], scenario: str, found: str
) -> None:
    ucm = ucm_of(scenario)
    connection = _connect(ucm)
    with session(connection, patience=0) as client:
        assert client.sample() == []
    assert Connection.objects.get().dialect_found == found
    first, asked = len(ucm.requests), actions(ucm)
    assert asked.count("login") == (found == "new")
    with session(connection, patience=0) as client:
        assert client.sample() == []
    again = [served.path for served in ucm.requests[first:]]
    assert set(again) == {"/api"} if found == "new" else {"/cdrapi"}


def test_at_the_old_apis_port_the_old_one_is_asked_first(
    ucm_of: Callable[..., RunningUcm], monkeypatch: pytest.MonkeyPatch
) -> None:
    ucm = ucm_of("old-api")
    port = int(ucm.url.rpartition(":")[2])
    monkeypatch.setattr("ucm.protocol.apis.OLD_API_PORTS", {port})
    with session(_connect(ucm), patience=0) as client:
        client.sample()
    assert {served.path for served in ucm.requests} == {"/cdrapi"}


@pytest.mark.parametrize(("scenario", "dialect"), [("good", "old"), ("old-api", "new")])
def test_an_api_that_was_chosen_is_the_only_one(
    ucm_of: Callable[..., RunningUcm], scenario: str, dialect: str
) -> None:
    ucm = ucm_of(scenario)
    with (
        pytest.raises(NotAnApi),
        session(_connect(ucm, dialect=dialect), patience=0) as client,
    ):
        client.sample()
    assert {served.path for served in ucm.requests} <= {"/api"}
    assert "login" not in actions(ucm)


@pytest.mark.parametrize("scenario", ["good", "old-api", "old-api-basic"])
def test_however_often_we_come_a_wrong_password_is_shown_once(
    ucm_of: Callable[..., RunningUcm], scenario: str
) -> None:
    ucm = ucm_of(scenario)
    connection = _connect(ucm, password="wrong")
    for _ in range(7):
        with pytest.raises(Closed), session(connection, patience=0) as client:
            client.sample()
    assert actions(ucm).count("login") == 1


@pytest.mark.parametrize("scenario", ["banned", "api-closed", "login-forbidden", "wrong-password-tab"])
def test_a_refusal_of_the_new_api_is_no_reason_to_try_the_old(
    ucm_of: Callable[..., RunningUcm], scenario: str
) -> None:
    ucm = ucm_of(scenario)
    with pytest.raises(UcmError), session(_connect(ucm), patience=0) as client:
        client.sample()
    assert {served.path for served in ucm.requests} == {"/api"}


def test_a_ucm_that_was_updated_is_found_out_anew(ucm_of: Callable[..., RunningUcm]) -> None:
    ucm = ucm_of("good")
    connection = _connect(ucm, dialect_found="old")
    with pytest.raises(NotAnApi), session(connection, patience=0) as client:
        client.sample()
    with session(connection, patience=0) as client:
        assert client.sample() == []
    assert Connection.objects.get().dialect_found == "new"


def test_where_neither_answers_nothing_is_remembered(ucm_of: Callable[..., RunningUcm]) -> None:
    ucm = ucm_of("old-firmware")
    with pytest.raises(ApiMissing), session(_connect(ucm), patience=0) as client:
        client.sample()
    assert Connection.objects.get().dialect_found == ""


def test_what_was_found_at_an_old_address_does_not_count_for_a_new_one(connection: Connection) -> None:
    before = Connection.objects.get()
    Connection.objects.update(base_url="https://elsewhere.example.com:8089")
    before.note_dialect(Dialect.OLD)
    assert Connection.objects.get().dialect_found == ""
