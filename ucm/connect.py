"""From a Connection row to a client: the one place where rows and the UCM's protocol meet.

Called by the admin, ucm_diagnose, and whatever in `calls` fetches CDRs or recordings.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from ucm.client import UcmClient
from ucm.diagnosis import Finding, Outcome, diagnose, not_started
from ucm.diagnosis.faults import OLD_API
from ucm.fields import UnreadableSecret
from ucm.models import Connection
from ucm.old_api import OldApiClient
from ucm.protocol.apis import Dialect, likelier_first
from ucm.protocol.auth import normalise_base_url
from ucm.protocol.errors import BadCredentials, Banned, NotAnApi, UcmError
from ucm.protocol.places import read_place
from ucm.reader import UcmReader
from ucm.transport import Tls, Trust
from ucm.turn import NotOurTurn, turn

Client: TypeAlias = UcmClient | OldApiClient

TIMEOUT = (10.0, 60.0)
"""(connect, read) seconds for a worker; a UCM under load takes its time."""
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
def session(connection: Connection, *, patience: float) -> Iterator[UcmReader]:
    """Our turn with this UCM and a client of the API it speaks, for the length of the block.

    Raises NotOurTurn after `patience` seconds and Closed before anything is sent. A login refused in the
    block is noted for every worker and comes out as Closed; after a block that ends well it is forgotten.
    """
    with turn(connection, patience=patience):
        # As it is now: while we waited, another may have been refused, or a person changed the login.
        current = Connection.objects.get(pk=connection.pk)
        _must_be_open(current)
        try:
            with ExitStack() as stack:
                client = _answering(current, stack)
                yield client
                current.note_recording_path(str(client.recording_path or ""))
        except UnreadableSecret as error:
            raise Closed("The stored API password cannot be decrypted.", advice=error.advice) from error
        except NotAnApi:
            # Perhaps the UCM was updated, or another listens here now: the next session finds out anew.
            current.note_dialect(None)
            raise
        except (BadCredentials, Banned) as error:
            # Before the turn ends: whoever is next must find it noted.
            current.note_refused_login(error.why, mend=error.advice, again_after=_ban(error))
            raise _locked_out(current) from error
        current.forget_refused_login()


def _answering(connection: Connection, stack: ExitStack) -> Client:
    """The client of the API that is known, or of the one that answers now; `stack` closes what it opens.

    Raises what the likelier API said if neither answers. Whatever else goes wrong ends the search: after a
    refused login above all, since a second try elsewhere would be a second failure.
    """
    if known := connection.speaks:
        return stack.enter_context(client_for(connection, known))
    failures = []
    for dialect in dialects_of(connection):
        client = stack.enter_context(client_for(connection, dialect))
        try:
            _arrive(client)
        except NotAnApi as error:
            if error.retryable:  # a server in trouble: that says nothing of what it is
                raise
            failures.append(error)
        else:
            connection.note_dialect(dialect)
            return client
    raise failures[0]


def _arrive(client: Client) -> None:
    """Raise NotAnApi where another API answers, or none. The new one is logged in to, once."""
    if isinstance(client, OldApiClient):
        client.knock()
    else:
        # With this very challenge: a UCM keeps one for each user.
        client.login(client.challenge())


def dialects_of(connection: Connection) -> tuple[Dialect, ...]:
    """The APIs to try, the likelier first; one that was chosen is the only one. Raises BadAddress."""
    if connection.dialect != Connection.Dialect.AUTOMATIC:
        return (Dialect(connection.dialect),)
    return likelier_first(normalise_base_url(connection.base_url).url)


def _must_be_open(connection: Connection) -> None:
    if not connection.has_api:
        raise Closed(NO_API.format(connection), advice=ADD_ADDRESS)
    if connection.is_locked_out:
        raise _locked_out(connection)
    if not connection.enabled:
        raise Closed(f"The connection “{connection}” is switched off.", advice="Switch it on in the admin.")


def _locked_out(connection: Connection) -> Closed:
    if again := connection.login_again_at:
        then = f"It is tried again {again.astimezone(connection.zone):%Y-%m-%d at %H:%M}."
    else:
        then = (
            f"Then save the connection “{connection}” in the admin: everything that waits goes on by itself."
        )
    return Closed(
        f"{connection.login_refused} No further login is tried, so that the UCM does not ban this machine.",
        advice=f"{connection.login_mend} {then}".lstrip(),
    )


def _ban(error: UcmError) -> float | None:
    """Seconds until a ban may have ended; None for a login that stays wrong until it is changed."""
    return (error.wait or BAN) if isinstance(error, Banned) else None


def client_for(
    connection: Connection, dialect: Dialect = Dialect.NEW, *, timeout: tuple[float, float] | None = None
) -> Client:
    """A client that is not logged in yet; `timeout` is (connect, read) in seconds, TIMEOUT if left out.

    Raises BadAddress when the stored address is none.
    """
    kind = OldApiClient if dialect is Dialect.OLD else UcmClient
    client = kind(
        connection.base_url,
        connection.username,
        connection.password,
        tls=tls_for(connection),
        timeout=timeout or TIMEOUT,
        zone=connection.zone,
    )
    client.recording_path = read_place(connection.recording_path)
    return client


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
        clients = [client_for(connection, each, timeout=PATIENCE) for each in dialects_of(connection)]
    except UnreadableSecret as error:
        return not_started(UcmError("The stored API password cannot be decrypted.", advice=error.advice))
    except UcmError as error:
        return not_started(error)
    try:
        with turn(connection, patience=sum(PATIENCE)), ExitStack() as stack:
            findings = diagnose(
                *map(stack.enter_context, clients),
                typed=connection.base_url,
                pushed_at=connection.last_event_at,
            )
    except NotOurTurn as error:
        return not_started(error)
    _remember(connection, findings)
    return findings


def _remember(connection: Connection, findings: list[Finding]) -> None:
    """What the test's one login has shown holds for the workers' next login too, and so does the API."""
    steps = {finding.step: finding for finding in findings}
    if (api := steps["API"]).outcome is Outcome.PASSED:
        connection.note_dialect(Dialect.OLD if api.fault == OLD_API.id else Dialect.NEW)
    login = steps["Login"]
    if login.outcome is Outcome.PASSED:
        connection.forget_refused_login()
    elif login.fault in LOGIN_REFUSED:
        connection.note_refused_login(login.cause, mend=login.mend, again_after=LOGIN_REFUSED[login.fault])
