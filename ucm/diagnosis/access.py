"""The steps API, Login and Permissions: which of the two APIs answers, and what it lets our user do.

Where no API answers, one more challenge is sent for HTTP's own signs: the old CDR API asks for Digest or
Basic, old firmware says 404, and something else sends a page.
"""

from collections.abc import Iterator
from typing import NamedTuple

import requests

from ucm.client import UcmClient
from ucm.diagnosis import faults
from ucm.diagnosis.faults import Fault
from ucm.diagnosis.findings import Failed
from ucm.diagnosis.network import with_neighbours
from ucm.diagnosis.probe import Probe
from ucm.old_api import OldApiClient
from ucm.protocol import errors
from ucm.protocol.recordings import SNIFF_BYTES, Kind, sniff
from ucm.transport import open_session, translate

NEEDED_FOR = {
    "getSystemGeneralStatus": "this test shows neither model nor firmware",
    "getSystemStatus": "the UCM's clock cannot be compared",
    "cdrapi": "no call is fetched that real-time output missed",
    "recapi": "no recording is downloaded",
    "listAccount": "extensions have numbers but no names",
    "listQueue": "queues have numbers but no names",
}
"""What happens without an action."""
HOPELESS = (errors.Unreachable, errors.CookieDead, errors.TooFrequent)
"""Whatever is asked after one of these fails in the same way, or makes it worse."""
UNSUPPORTED = -19


def api(probe: Probe) -> Iterator[str | Fault]:
    """Ask for each API in turn; if none answers, what the likelier one said is told."""
    failures: list[errors.NotAnApi] = []
    for client in probe.clients:
        probe.turn_to(client)
        try:
            yield from _old(probe) if probe.is_old else _new(probe)
        except errors.ConnectionBroken:
            raise errors.KeptOut from None
        except errors.NotAnApi as error:
            failures.append(error)
        else:
            return
    elsewhere = isinstance(failures[0], errors.OldApi | errors.ApiMissing)
    raise with_neighbours(failures[0], probe) if elsewhere else failures[0]


def _new(probe: Probe) -> Iterator[str]:
    client = probe.of(UcmClient)
    try:
        probe.challenge = client.challenge()
    except errors.NotAnApi as error:
        answer = _second_look(client)
        yield answer.in_words
        raise _named(answer, error) from None
    yield "POST /api was answered with a challenge: this is the new API."


def _old(probe: Probe) -> Iterator[str | Fault]:
    probe.challenge = probe.of(OldApiClient).knock()
    wanted = (
        f"a demand for {probe.challenge.capitalize()}" if probe.challenge else "call records, without a login"
    )
    yield f"GET /cdrapi was answered with {wanted}: this is the old API."
    yield faults.OLD_API
    yield faults.OLD_API.mend


class _Answer(NamedTuple):
    status: int
    asks_for: str
    kind: Kind

    @property
    def in_words(self) -> str:
        wants = f", asking for {self.asks_for.capitalize()} authentication" if self.asks_for else ""
        body = "no body" if self.kind is Kind.EMPTY else f"a body of kind “{self.kind}”"
        return f"POST /api was answered with HTTP {self.status}{wants}, and {body}."


def _second_look(client: UcmClient) -> _Answer:
    try:
        with (
            open_session(client.tls) as session,
            session.post(
                f"{client.base_url}/api",
                json={"request": {"action": "challenge", "user": client.username, "version": "1.0"}},
                timeout=client.timeout,
                stream=True,
                allow_redirects=False,
            ) as answer,
        ):
            scheme = answer.headers.get("WWW-Authenticate", "").partition(" ")[0].lower()
            return _Answer(answer.status_code, scheme, sniff(next(answer.iter_content(SNIFF_BYTES), b"")))
    except (requests.RequestException, OSError) as error:
        raise translate(error) from None


def _named(answer: _Answer, error: errors.NotAnApi) -> errors.UcmError:
    if isinstance(error, errors.OldApi) or answer.status == 404:
        return error
    if answer.kind is Kind.HTML or 300 <= answer.status < 400:
        return errors.WebPage()
    return error


def login(probe: Probe) -> Iterator[str]:
    if probe.is_old:
        probe.of(OldApiClient).login()
    else:
        probe.of(UcmClient).login(probe.challenge)
    yield "The UCM accepted user and password." if probe.challenge else "No login is asked for."


def permissions(probe: Probe) -> Iterator[str]:
    """One small question per action that AudiaPro uses; all refusals are told together."""
    if probe.is_old:
        yield "The old API has no permissions: whoever is let in may ask for call records and recordings."
    answers = {action: _answer(probe, action) for action in probe.asks}
    denied = [action for action, error in answers.items() if isinstance(error, errors.NotPermitted)]
    permitted = [action for action, error in answers.items() if error is None]
    yield f"Permitted: {', '.join(permitted) or 'nothing'}."
    for action, error in answers.items():
        if error is not None and action not in denied:
            yield f"{action} could not be judged: {_why(error)}"
    if denied:
        yield f"Without the others {', '.join(NEEDED_FOR[action] for action in denied)}."
        raise Failed(
            f"The API user may not use {', '.join(denied)} (answer -47).", fault=faults.NOT_PERMITTED
        )


def _answer(probe: Probe, action: str) -> errors.UcmError | None:
    """What the UCM had against the action. Raises what it has against every action."""
    try:
        probe.ask(action)
    except HOPELESS:
        raise
    except errors.UcmError as error:
        return error
    return None


def _why(error: errors.UcmError) -> str:
    unsupported = isinstance(error, errors.Refused) and error.code == UNSUPPORTED
    return "this firmware does not have it." if unsupported else error.why
