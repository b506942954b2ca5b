"""From a Connection row to a client: the one place where rows and the UCM's protocol meet.

Called by the admin, ucm_diagnose, and whatever in `calls` fetches CDRs or recordings.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ucm.client import UcmClient
from ucm.diagnosis import Finding, Outcome, diagnose, not_started
from ucm.fields import UnreadableSecret
from ucm.models import Connection
from ucm.protocol.errors import BadCredentials, Banned, UcmError
from ucm.transport import Tls, Trust
from ucm.turn import NotOurTurn, turn

PATIENCE = (5.0, 15.0)
"""(connect, read) seconds for a test that somebody is waiting for."""
BAN = 900.0  # seconds; the UCM's own default is 5 minutes, and a try that comes too early renews it
LOGIN_REFUSED = {"wrong-password": None, "login-forbidden": BAN, "banned": BAN}
"""Faults of a login, and the seconds after which it may be tried again as it is (None: never)."""


NO_API = "The connection “{}” has no API address: its records and recordings are pushed or brought."
ADD_ADDRESS = "Nothing needs to be done, unless this phone system's API can be had: then enter its address."


class Closed(UcmError):
    """Nothing is asked of this UCM until a person mends its connection, or a ban ends."""


@contextmanager
def session(connection: Connection, *, patience: float) -> Iterator[UcmClient]:
    """Our turn with this UCM and a client for it, for the length of the block.

    Raises NotOurTurn after `patience` seconds and Closed before anything is sent. A login refused in the
    block is noted for every worker and comes out as Closed; after a block that ends well it is forgotten.
    """
    with turn(connection, patience=patience):
        # As it is now: while we waited, another may have been refused, or a person changed the login.
        current = Connection.objects.get(pk=connection.pk)
        _must_be_open(current)
        try:
            with client_for(current) as client:
                yield client
        except UnreadableSecret as error:
            raise Closed("The stored API password cannot be decrypted.", advice=error.advice) from error
        except (BadCredentials, Banned) as error:
            # Before the turn ends: whoever is next must find it noted.
            current.note_refused_login(error.why, again_after=_ban(error))
            raise _locked_out(current) from error
        current.forget_refused_login()


def _must_be_open(connection: Connection) -> None:
    if not connection.has_api:
        raise Closed(NO_API.format(connection), advice=ADD_ADDRESS)
    if connection.is_locked_out:
        raise _locked_out(connection)
    if not connection.enabled:
        raise Closed(f"The connection “{connection}” is switched off.", advice="Switch it on in the admin.")


def _locked_out(connection: Connection) -> Closed:
    return Closed(
        f"{connection.login_refused} No further login is tried, so that the UCM does not ban this machine.",
        advice=f"Correct user and password of the connection “{connection}” in the admin. Everything that "
        "waits then goes on by itself.",
    )


def _ban(error: UcmError) -> float | None:
    """Seconds until a ban may have ended; None for a login that stays wrong until it is changed."""
    return (error.wait or BAN) if isinstance(error, Banned) else None


def client_for(connection: Connection, *, timeout: tuple[float, float] = (10.0, 60.0)) -> UcmClient:
    """A client that is not logged in yet; `timeout` is (connect, read) in seconds.

    Raises BadAddress when the stored address is none.
    """
    return UcmClient(
        connection.base_url,
        connection.username,
        connection.password,
        tls=tls_for(connection),
        timeout=timeout,
        zone=connection.zone,
    )


def tls_for(connection: Connection) -> Tls:
    return Tls(
        Trust(connection.tls),
        ca_certificate=connection.ca_certificate,
        fingerprint=connection.fingerprint,
        legacy=connection.legacy_tls,
    )


def examine(connection: Connection) -> list[Finding]:
    """Diagnose a stored connection; see diagnosis.diagnose. Raises nothing."""
    if not connection.has_api:
        return not_started(Closed(NO_API.format(connection), advice=ADD_ADDRESS))
    try:
        client = client_for(connection, timeout=PATIENCE)
    except UnreadableSecret as error:
        return not_started(UcmError("The stored API password cannot be decrypted.", advice=error.advice))
    except UcmError as error:
        return not_started(error)
    try:
        with turn(connection, patience=sum(PATIENCE)), client:
            findings = diagnose(client, typed=connection.base_url, pushed_at=connection.last_event_at)
    except NotOurTurn as error:
        return not_started(error)
    _remember(connection, findings)
    return findings


def _remember(connection: Connection, findings: list[Finding]) -> None:
    """What the test's one login has shown holds for the workers' next login too."""
    login = next((finding for finding in findings if finding.step == "Login"), None)
    if login and login.outcome is Outcome.PASSED:
        connection.forget_refused_login()
    elif login and login.fault in LOGIN_REFUSED:
        connection.note_refused_login(login.cause, again_after=LOGIN_REFUSED[login.fault])
