"""From what was typed to an open port: the steps Address, Name lookup and Port."""

import socket
from collections.abc import Iterator

from ucm.diagnosis import faults
from ucm.diagnosis.faults import Fault
from ucm.diagnosis.probe import Probe
from ucm.protocol import errors
from ucm.protocol.auth import normalise_base_url
from ucm.transport import translate

NEIGHBOURS = {
    8089: "8089 (the API of an appliance)",
    8443: "8443 (the API of CloudUCM; on an appliance the old API)",
    443: "443 (a web interface, or a proxy in front of one)",
}
"""Ports on which a UCM may be found instead."""
GLANCE = 1.0  # seconds to wait for each of them


def address(probe: Probe) -> Iterator[str | Fault]:
    """What was put right in the address as it was typed."""
    corrections = normalise_base_url(probe.typed).changes
    yield from corrections
    if any("Invalid parameters!" in correction for correction in corrections):
        yield faults.INVALID_PARAMETERS
    yield f"Requests go to {probe.client.base_url}."


def name(probe: Probe) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(probe.host, probe.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise translate(error) from None
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    yield f"{probe.host} is {', '.join(addresses)}."


def port(probe: Probe) -> Iterator[str]:
    try:
        socket.create_connection((probe.host, probe.port), timeout=probe.patience).close()
    except OSError as error:
        raise with_neighbours(_closed(translate(error)), probe) from None
    yield f"Port {probe.port} accepts connections."


def _closed(error: errors.UcmError) -> errors.UcmError:
    """What a failure means when it comes before a single byte was sent."""
    match error:
        case errors.TimedOut():
            return errors.PortSilent()
        case errors.ConnectionBroken():
            return errors.KeptOut()
        case _:
            return error


def with_neighbours(error: errors.UcmError, probe: Probe) -> errors.UcmError:
    """The error with word of the other ports, so that a wrong one is mended without a guess."""
    if answering := list(_neighbours(probe)):
        error.advice = f"This host answers on port {' and on '.join(answering)}: try that. {error.advice}"
    return error


def _neighbours(probe: Probe) -> Iterator[str]:
    for number, meaning in NEIGHBOURS.items():
        if number != probe.port and _answers(probe.host, number):
            yield meaning


def _answers(host: str, number: int) -> bool:
    try:
        socket.create_connection((host, number), timeout=GLANCE).close()
    except OSError:
        return False
    return True
