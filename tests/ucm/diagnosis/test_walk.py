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
from ucm.diagnosis.probe import ASKS
from ucm.protocol.errors import BadAddress
from ucm.simulator.audio import Recording
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


def test_a_working_ucm_passes_every_step(ucm_of: UcmOf, client_of: ClientOf, tone: Recording) -> None:
    ucm = ucm_of()
    ucm.place_call(recording=tone)
    findings = diagnose(client_of(ucm), pushed_at=datetime.now(UTC))
    assert [(finding.step, finding.outcome) for finding in findings] == [(name, PASSED) for name in NAMES]
    evidence = " ".join(finding.evidence for finding in findings)
    assert ucm.fingerprint in evidence
    assert "UCM6302" in evidence
    assert "monitor" in evidence
    assert "PCM, 16 bit, 8 kHz, one channel; both people are in one channel" in evidence
    assert actions(ucm).count("login") == 1
    assert actions(ucm)[-1] == "logout"


def test_a_ucm_without_calls_is_no_failure(ucm_of: UcmOf, client_of: ClientOf) -> None:
    findings = diagnose(client_of(ucm_of()))
    assert _failed(findings) == {}
    assert [finding.outcome for finding in findings[-3:]] == [NOT_REACHED] * 3


def test_calls_without_a_recording_are_no_failure(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    ucm.place_call("inbound-missed")
    findings = diagnose(client_of(ucm))
    assert _failed(findings) == {}
    assert "No call of the last seven days has a recording" in findings[-2].cause
    assert "Auto Record" in findings[-2].mend


def test_what_was_pasted_is_told_and_put_right(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    finding, *rest = diagnose(client_of(ucm), typed=f"{ucm.url}/api/challenge")
    assert (finding.outcome, finding.fault) == (PASSED, "invalid-parameters")
    assert "a GET there is answered with “Invalid parameters!”" in finding.evidence
    assert rest[4].outcome is PASSED


def test_a_wrong_password_is_tried_exactly_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    finding = _stopped_at(diagnose(client_of(ucm, password="wrong")), "Login")
    assert actions(ucm) == ["challenge", "login"]
    assert "HTTPS API Settings (New)" in finding.mend


def test_a_cookie_that_dies_is_not_replaced(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of("expired-cookie")
    diagnose(client_of(ucm))
    assert actions(ucm).count("login") == 1


def test_a_missing_permission_is_one_failure_and_named(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of("not-permitted-recapi")
    ucm.place_call()
    findings = diagnose(client_of(ucm))
    assert list(_failed(findings)) == ["Permissions"]
    missing = _failed(findings)["Permissions"]
    assert missing.cause == "The API user may not use recapi (answer -47)."
    assert "Without the others no recording is downloaded." in missing.evidence
    assert "cdrapi" in missing.evidence
    assert "tick the permission" in missing.mend
    assert findings[-2].cause == "Not tried, because the API user may not use recapi."


def test_every_missing_permission_is_named_at_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of("nothing-permitted")
    missing = _failed(diagnose(client_of(ucm)))
    assert list(missing) == ["Permissions"]
    assert all(action in missing["Permissions"].cause for action in ASKS)
    assert len(actions(ucm)) == len(ASKS) + 3, "each once, between challenge, login and logout"


def test_an_action_that_the_firmware_lacks_is_no_missing_permission(client_against: ClientAgainst) -> None:
    unsupported = Reply(b'{"response":{},"status":-19}')
    findings = diagnose(client_against(_with_clock("?", listQueue=unsupported)))
    assert _failed(findings) == {}
    assert "listQueue could not be judged: this firmware does not have it." in findings[6].evidence


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
        (Reply(b"<html></html>"), "proxy with a login page"),
        (Reply(b"", 302, {"Location": "/login"}), "proxy with a login page"),
        (Reply(b"", 403), "permitted IPs"),
        (Reply(b"", 404), "update it"),
    ],
    ids=["-1", "-47", "old API", "web page", "redirect", "403", "404"],
)
def test_what_is_wrong_with_the_api_is_named(client_against: ClientAgainst, reply: Reply, mend: str) -> None:
    assert mend in _stopped_at(diagnose(client_against(lambda _: reply)), "API").mend


def _with_clock(text: str, **others: Reply) -> Answers:
    replies = {
        "getSystemStatus": ok(**{"system-time": text}),
        "getSystemGeneralStatus": ok(**{"product-model": "UCM6202  V1.5A", "prog-version": "1.0.20.13"}),
        "cdrapi": Reply(b'{"cdr_root":[]}'),
        "recapi": Reply(b"monitor\r\nqueue\r\n"),
        "listAccount": ok(account=[]),
        "listQueue": ok(queue=[]),
        **others,
    }
    return login_then(replies.__getitem__)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("2019-11-22 17:50:26 UTC+00:00", "behind this machine's"),
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC+02:00",
            "UTC+02:00, but the connection's time zone is UTC",
        ),
    ],
    ids=["late", "elsewhere"],
)
def test_a_clock_that_is_off_is_a_finding(client_against: ClientAgainst, text: str, cause: str) -> None:
    findings = diagnose(client_against(_with_clock(text)))
    failed = _failed(findings)
    assert list(failed) == ["Clock"]
    assert cause in failed["Clock"].cause
    assert "UCM6202 V1.5A, firmware 1.0.20.13" in findings[7].evidence


def test_a_clock_that_cannot_be_read_is_no_failure(client_against: ClientAgainst) -> None:
    findings = diagnose(client_against(_with_clock("?")))
    assert _failed(findings) == {}
    assert findings[8].outcome is NOT_REACHED


def test_the_zone_of_the_connection_is_compared(ucm_of: UcmOf, client_of: ClientOf) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert _failed(diagnose(client_of(ucm_of(zone=kathmandu), zone=kathmandu))) == {}
    assert list(_failed(diagnose(client_of(ucm_of(zone=kathmandu))))) == ["Clock"]


def test_no_finding_shows_the_password(ucm_of: UcmOf, client_of: ClientOf) -> None:
    for scenario in ("good", "wrong-password-tab", "not-permitted-recapi"):
        assert PASSWORD not in repr(diagnose(client_of(ucm_of(scenario))))


def test_an_unreadable_address_is_the_first_finding() -> None:
    finding = _stopped_at(not_started(BadAddress()), "Address")
    assert finding.mend == BadAddress.advice
