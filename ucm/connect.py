"""From a Connection row to a client: the one place where rows and the UCM's protocol meet.

Called by the admin, ucm_diagnose, and whatever in `calls` fetches CDRs or recordings.
"""

from ucm.client import UcmClient
from ucm.diagnosis import Finding, Outcome, diagnose, not_started
from ucm.fields import UnreadableSecret
from ucm.models import Connection
from ucm.protocol.errors import UcmError
from ucm.transport import Tls, Trust
from ucm.turn import NotOurTurn, turn

PATIENCE = (5.0, 15.0)
"""(connect, read) seconds for a test that somebody is waiting for."""


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
    try:
        client = client_for(connection, timeout=PATIENCE)
    except UnreadableSecret as error:
        return not_started(UcmError("The stored API password cannot be decrypted.", advice=error.advice))
    except UcmError as error:
        return not_started(error)
    try:
        with turn(connection, patience=sum(PATIENCE)), client:
            findings = diagnose(client)
    except NotOurTurn as error:
        return not_started(error)
    if any(finding.step == "Login" and finding.outcome is Outcome.PASSED for finding in findings):
        connection.forget_refused_login()
    return findings
