"""“Test connection” in words: one walk from the typed address to the recordings, a finding per step.

Called by the admin and by `manage.py ucm_diagnose`. STEPS is the walk; a step yields what it saw and
raises UcmError where it fails, whose `why` and `advice` become cause and mend. It logs in at most once:
several wrong passwords would get this machine banned by the UCM.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from ucm.client import UcmClient
from ucm.protocol import errors
from ucm.protocol.menus import TIME_SETTINGS
from ucm.transport import Tls, Trust, peer_fingerprint, translate

CLOCK_TOLERANCE = 120.0
"""Seconds by which the UCM's clock may differ from ours."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Finding:
    """One step: what was seen (`evidence`), and if it failed why (`cause`) and what to do (`mend`)."""

    step: str
    outcome: Outcome
    evidence: str = ""
    cause: str = ""
    mend: str = ""


class Probe:
    """What the steps share: the client, and where it points."""

    def __init__(self, client: UcmClient) -> None:
        address = urlsplit(client.base_url)
        self.client = client
        self.host, self.port = address.hostname or "", address.port or 443
        self.patience = client.timeout[0]
        self.challenge = ""


class Step(NamedTuple):
    """`stops`: without this step the ones below cannot be tried."""

    name: str
    check: Callable[[Probe], Iterator[str]]
    stops: bool = True


def diagnose(client: UcmClient) -> list[Finding]:
    """One finding for each of STEPS, in order. Raises nothing; leaves the client logged out."""
    client.renews = False
    probe, findings, stopped_by = Probe(client), [], ""
    try:
        for step in STEPS:
            finding = _not_reached(step, stopped_by) if stopped_by else _take(step, probe)
            findings.append(finding)
            if finding.outcome is Outcome.FAILED and step.stops:
                stopped_by = step.name
    finally:
        with suppress(errors.UcmError):
            client.logout()
    return findings


def not_started(error: errors.UcmError) -> list[Finding]:
    """The findings when no client could be made, because the address or a certificate is unreadable."""
    first, *rest = STEPS
    failed = Finding(first.name, Outcome.FAILED, cause=error.why, mend=error.advice)
    return [failed, *(_not_reached(step, first.name) for step in rest)]


def _take(step: Step, probe: Probe) -> Finding:
    seen: list[str] = []
    try:
        seen.extend(step.check(probe))
    except errors.UcmError as error:
        return Finding(step.name, Outcome.FAILED, " ".join(seen), cause=error.why, mend=error.advice)
    return Finding(step.name, Outcome.PASSED, " ".join(seen))


def _not_reached(step: Step, stopped_by: str) -> Finding:
    return Finding(step.name, Outcome.NOT_REACHED, cause=f"Not tried, because “{stopped_by}” failed.")


# --- The steps -------------------------------------------------------------------------------------


def _address(probe: Probe) -> Iterator[str]:
    yield f"Requests go to {probe.client.base_url}/api."


def _name(probe: Probe) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(probe.host, probe.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise translate(error) from None
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    yield f"{probe.host} is {', '.join(addresses)}."


def _port(probe: Probe) -> Iterator[str]:
    try:
        socket.create_connection((probe.host, probe.port), timeout=probe.patience).close()
    except OSError as error:
        raise translate(error) from None
    yield f"Port {probe.port} accepts connections."


def _certificate(probe: Probe) -> Iterator[str]:
    tls = probe.client.tls
    anyhow = Tls.accept(legacy=tls.legacy)
    shown = peer_fingerprint(probe.host, probe.port, tls=anyhow, timeout=probe.patience)
    yield f"The SHA-256 fingerprint of the UCM's certificate is {shown}."
    if tls.trust is Trust.ACCEPT:
        yield "It is accepted unchecked; pin it to be safe from impostors."
        return
    peer_fingerprint(probe.host, probe.port, tls=tls, timeout=probe.patience)
    yield "It is the pinned one." if tls.trust is Trust.PIN else "It is signed by a trusted authority."


def _api(probe: Probe) -> Iterator[str]:
    probe.challenge = probe.client.challenge()
    yield "POST /api was answered with a challenge."


def _login(probe: Probe) -> Iterator[str]:
    probe.client.login(probe.challenge)
    yield "The UCM accepted user and password."


def _system(probe: Probe) -> Iterator[str]:
    system = probe.client.system()
    yield f"{system.model or 'Unknown model'}, firmware {system.firmware or 'unknown'}."
    if system.clock is None:
        yield "Its clock could not be read."
        return
    yield f"Its clock shows {system.clock:%Y-%m-%d %H:%M:%S %Z}."
    _compare_clocks(system.clock, probe.client)


def _compare_clocks(clock: datetime, client: UcmClient) -> None:
    now = datetime.now(UTC)
    if clock.utcoffset() != now.astimezone(client.zone).utcoffset():
        raise errors.UcmError(
            f"The UCM's clock is in another time zone than the connection says ({client.zone.key}).",
            advice=f"Set the connection's time zone to the one under {TIME_SETTINGS} on the UCM.",
        )
    drift = abs((clock - now).total_seconds())
    if drift > CLOCK_TOLERANCE:
        raise errors.UcmError(
            f"The UCM's clock differs from this machine's by {drift:.0f} seconds.",
            advice=f"Give both the same time server (NTP); on the UCM under {TIME_SETTINGS}.",
        )


def _call_records(probe: Probe) -> Iterator[str]:
    legs = probe.client.sample()
    if legs:
        yield f"A call record of {legs[0].start:%Y-%m-%d} was read."
    else:
        yield "The UCM permits it, but keeps no call record yet."


def _recordings(probe: Probe) -> Iterator[str]:
    folders = probe.client.recording_directories()
    yield f"Recording folders: {', '.join(folders) or 'none named'}."


STEPS: tuple[Step, ...] = (
    Step("Address", _address),
    Step("Name lookup (DNS)", _name),
    Step("Port (TCP)", _port),
    Step("Certificate (TLS)", _certificate),
    Step("API", _api),
    Step("Login", _login),
    Step("System", _system, stops=False),
    Step("Call records (cdrapi)", _call_records, stops=False),
    Step("Recordings (recapi)", _recordings, stops=False),
)
