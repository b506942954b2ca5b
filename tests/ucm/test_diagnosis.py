"""“Test connection”: each thing that can be wrong is found at its step and explained."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.canned import Answers, Reply, canned, login_then, ok
from tests.ucm.conftest import PASSWORD, USER, actions
from ucm.client import UcmClient
from ucm.diagnosis import STEPS, Finding, Outcome, diagnose, not_started
from ucm.protocol.errors import BadAddress
from ucm.simulator.server import RunningUcm
from ucm.transport import Tls

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]
ClientAgainst = Callable[[Answers], UcmClient]

NAMES = [step.name for step in STEPS]
PASSED, FAILED, NOT_REACHED = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_REACHED


def _failed(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.step: finding for finding in findings if finding.outcome is FAILED}


def _stopped_at(findings: list[Finding], step: str) -> Finding:
    """The one failed finding: all before it passed, none after it was tried."""
    at = NAMES.index(step)
    outcomes = [finding.outcome for finding in findings]
    assert outcomes == [PASSED] * at + [FAILED] + [NOT_REACHED] * (len(NAMES) - at - 1)
    return findings[at]


def test_a_working_ucm_passes_every_step(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    ucm.place_call()
    findings = diagnose(client_of(ucm))
    assert [(finding.step, finding.outcome) for finding in findings] == [(name, PASSED) for name in NAMES]
    evidence = " ".join(finding.evidence for finding in findings)
    assert ucm.fingerprint in evidence
    assert "UCM6302" in evidence
    assert "monitor" in evidence
    assert actions(ucm).count("login") == 1
    assert actions(ucm)[-1] == "logout"


def test_a_ucm_without_calls_is_no_failure(ucm_of: UcmOf, client_of: ClientOf) -> None:
    assert _failed(diagnose(client_of(ucm_of()))) == {}


def test_a_wrong_password_is_tried_exactly_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    finding = _stopped_at(diagnose(client_of(ucm, password="wrong")), "Login")
    assert actions(ucm) == ["challenge", "login"]
    assert "HTTPS API Settings (New)" in finding.mend


def test_a_cookie_that_dies_is_not_replaced(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of("expired-cookie")
    diagnose(client_of(ucm))
    assert actions(ucm).count("login") == 1


def test_a_missing_permission_stops_only_its_own_step(ucm_of: UcmOf, client_of: ClientOf) -> None:
    failed = _failed(diagnose(client_of(ucm_of("not-permitted-recapi"))))
    assert list(failed) == ["Recordings (recapi)"]
    assert "tick the permission" in failed["Recordings (recapi)"].mend


def test_an_untrusted_certificate_shows_its_fingerprint(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    finding = _stopped_at(diagnose(client_of(ucm, tls=Tls())), "Certificate (TLS)")
    assert ucm.fingerprint in finding.evidence
    assert "Pin it" in finding.mend
    assert ucm.requests == []


def test_an_accepted_certificate_is_said_to_be_unchecked(ucm_of: UcmOf, client_of: ClientOf) -> None:
    findings = diagnose(client_of(ucm_of(), tls=Tls.accept()))
    assert "unchecked" in findings[3].evidence


def test_a_closed_port_is_found_before_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with UcmClient(f"https://127.0.0.1:{port}", USER, PASSWORD) as client:
        assert "8089" in _stopped_at(diagnose(client), "Port (TCP)").mend


def test_an_unknown_host_is_found_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        """In place of DNS, which a test must not ask."""
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with UcmClient("https://nowhere.invalid:8089", USER, PASSWORD) as client:
        assert "typing mistake" in _stopped_at(diagnose(client), "Name lookup (DNS)").mend


def test_a_plain_http_port_is_found_at_tls() -> None:
    with canned(lambda _: ok()) as url, UcmClient(url, USER, PASSWORD, tls=Tls.accept()) as client:
        assert "HTTP Server to HTTPS" in _stopped_at(diagnose(client), "Certificate (TLS)").mend


@pytest.mark.parametrize(
    ("reply", "mend"),
    [
        (Reply(b'{"response":{"error_msg":"Invalid parameters!"},"status":-1}'), "/api/challenge"),
        (Reply(b'{"response":{},"status":-47}'), "Apply Changes"),
        (Reply(b"", 401, {"WWW-Authenticate": "Digest nonce=1"}), "8089"),
        (Reply(b"<html></html>"), "update it"),
        (Reply(b"", 404), "update it"),
    ],
    ids=["-1", "-47", "old API", "web page", "404"],
)
def test_what_is_wrong_with_the_api_is_named(client_against: ClientAgainst, reply: Reply, mend: str) -> None:
    assert mend in _stopped_at(diagnose(client_against(lambda _: reply)), "API").mend


def _with_clock(text: str) -> Answers:
    general = {"product-model": "UCM6202  V1.5A", "prog-version": "1.0.20.13"}
    replies = {
        "getSystemStatus": ok(**{"system-time": text}),
        "getSystemGeneralStatus": ok(**general),
        "cdrapi": Reply(b'{"cdr_root":[]}'),
        "recapi": Reply(b"monitor\r\nqueue\r\n"),
    }
    return login_then(replies.__getitem__)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("2019-11-22 17:50:26 UTC+00:00", "differs from this machine's"),
        (f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC+02:00", "another time zone"),
    ],
    ids=["late", "elsewhere"],
)
def test_a_clock_that_is_off_is_a_finding(client_against: ClientAgainst, text: str, cause: str) -> None:
    failed = _failed(diagnose(client_against(_with_clock(text))))
    assert list(failed) == ["System"]
    assert cause in failed["System"].cause
    assert "UCM6202 V1.5A, firmware 1.0.20.13" in failed["System"].evidence


def test_a_clock_that_cannot_be_read_is_no_failure(client_against: ClientAgainst) -> None:
    assert _failed(diagnose(client_against(_with_clock("?")))) == {}


def test_the_zone_of_the_connection_is_compared(ucm_of: UcmOf, client_of: ClientOf) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert _failed(diagnose(client_of(ucm_of(zone=kathmandu), zone=kathmandu))) == {}
    assert list(_failed(diagnose(client_of(ucm_of(zone=kathmandu))))) == ["System"]


def test_no_finding_shows_the_password(ucm_of: UcmOf, client_of: ClientOf) -> None:
    for scenario in ("good", "wrong-password-tab", "not-permitted-recapi"):
        assert PASSWORD not in repr(diagnose(client_of(ucm_of(scenario))))


def test_an_unreadable_address_is_the_first_finding() -> None:
    finding = _stopped_at(not_started(BadAddress()), "Address")
    assert finding.mend == BadAddress.advice
