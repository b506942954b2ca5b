"""A session with a UCM: our turn, a client, and what a refused login means for everybody."""

from collections.abc import Callable

import pytest

from tests.ucm.conftest import PASSWORD, USER, actions
from ucm.connect import Closed, examine, session
from ucm.models import Connection
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
