"""Every row of the table of faults, produced and recognised: `manage.py ucm_diagnose NAME --json`."""

import io
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.ucm.canned import Reply, canned, certificate_named, login_then
from tests.ucm.conftest import PASSWORD, USER, actions
from ucm.diagnosis import network
from ucm.diagnosis.faults import FAULTS
from ucm.models import Connection
from ucm.simulator.audio import Recording
from ucm.simulator.certificate import Certificate
from ucm.simulator.server import RunningUcm

pytestmark = pytest.mark.django_db

UcmOf = Callable[..., RunningUcm]
TCP, TLS, API, LOGIN, PERMISSIONS = (
    "Port (TCP)",
    "Certificate (TLS)",
    "API",
    "Login",
    "Permissions",
)
BY_SCENARIO = [
    # scenario, step that fails, fault, a part of the mend
    ("plain-http", TLS, "plain-http", "HTTP Server to HTTPS"),
    ("weak-tls", TLS, "weak-tls", "tick “old TLS”"),
    ("hung-up", TLS, "kept-out", "permitted IPs"),
    ("forbidden", API, "kept-out", "permitted IPs"),
    ("web-page", API, "web-page", "proxy with a login page"),
    ("old-api-denied", API, "kept-out", "While that list is empty"),
    ("old-firmware", API, "no-api", "firmware is older"),
    ("invalid-parameters", API, "invalid-parameters", "/api/challenge"),
    ("api-closed", API, "api-closed", "press Apply Changes"),
    ("wrong-password-tab", LOGIN, "wrong-password", "HTTPS API Settings (New)"),
    ("banned", LOGIN, "banned", "Login Settings"),
    ("login-forbidden", LOGIN, "login-forbidden", "Login Settings"),
    ("no-such-user", LOGIN, "login-forbidden", "letter by letter"),
    ("not-permitted-recapi", PERMISSIONS, "action-not-permitted", "tick the permission"),
    ("nothing-permitted", PERMISSIONS, "action-not-permitted", "tick the permission"),
    ("dead-cookie", PERMISSIONS, "dead-cookie", "make one for AudiaPro alone"),
    ("busy", PERMISSIONS, "too-frequent", "waits"),
    ("too-frequent", PERMISSIONS, "too-frequent", "waits"),
    ("late-clock", "Clock", "clock", "NTP"),
    ("blind-filters", "Call records (cdrapi)", "no-call-records", "time zone"),
    ("html-recording", "Recordings (recapi)", "no-recording", "login page"),
    ("missing-recording", "Recordings (recapi)", "no-recording", "cleaner"),
    ("hanging", API, "hangs", "restart the UCM"),
    ("hanging-later", PERMISSIONS, "hangs", "restart the UCM"),
]
BY_HAND = {
    "unknown-host",
    "port-closed",
    "untrusted-certificate",
    "output-silent",
    "old-api",
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a UCM that hangs need not take as long as a person would wait; other ports are not ours."""
    monkeypatch.setattr("ucm.connect.PATIENCE", (2.0, 2.0))
    monkeypatch.setattr(network, "NEIGHBOURS", {})


def _diagnose(url: str, **fields: Any) -> list[dict[str, str]]:
    known = {"name": "Head office", "base_url": url, "username": USER, "password": PASSWORD}
    Connection.objects.create(**{**known, "tls": "accept", **fields})
    out = io.StringIO()
    with suppress(CommandError):
        call_command("ucm_diagnose", "Head office", "--json", stdout=out)
    assert PASSWORD not in out.getvalue()
    findings: list[dict[str, str]] = json.loads(out.getvalue())
    return findings


def _only_failure(findings: list[dict[str, str]]) -> dict[str, str]:
    failed = [finding for finding in findings if finding["outcome"] == "failed"]
    assert len(failed) == 1, failed
    assert failed[0]["cause"]
    return failed[0]


def test_every_row_of_the_table_is_produced_here() -> None:
    assert {fault for _, _, fault, _ in BY_SCENARIO} | BY_HAND == {fault.id for fault in FAULTS}


@pytest.mark.parametrize(
    ("scenario", "step", "fault", "mend"), BY_SCENARIO, ids=[scenario for scenario, *_ in BY_SCENARIO]
)
def test_a_fault_of_the_ucm_is_recognised_at_its_step(
    ucm_of: UcmOf, tone: Recording, scenario: str, step: str, fault: str, mend: str
) -> None:
    ucm = ucm_of(scenario)
    ucm.place_call(recording=tone)
    began = time.monotonic()
    failure = _only_failure(_diagnose(ucm.url))
    assert (failure["step"], failure["fault"]) == (step, fault)
    assert mend in failure["mend"]
    assert actions(ucm).count("login") <= 1
    assert time.monotonic() - began < 8


def test_an_unknown_name_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        """In place of DNS, which a test must not ask."""
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = _only_failure(_diagnose("https://nowhere.invalid:8089"))
    assert (failure["step"], failure["fault"]) == ("Name lookup (DNS)", "unknown-host")


def test_a_port_that_refuses_is_recognised_and_the_open_one_named(
    ucm_of: UcmOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    ucm = ucm_of()
    other = int(ucm.url.rpartition(":")[2])
    monkeypatch.setattr(network, "NEIGHBOURS", {other: f"{other} (the API)"})
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    failure = _only_failure(_diagnose(f"https://127.0.0.1:{port}"))
    assert (failure["step"], failure["fault"]) == (TCP, "port-closed")
    assert "refuses" in failure["cause"]
    assert f"This host answers on port {other} (the API)" in failure["mend"]


@contextmanager
def _full_port() -> Iterator[int]:
    """A port whose queue is full: the system drops whatever knocks, as a firewall does."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(server.getsockname())
        try:
            yield server.getsockname()[1]
        finally:
            for each in waiting:
                each.close()


def test_a_port_that_stays_silent_is_recognised() -> None:
    with _full_port() as port:
        failure = _only_failure(_diagnose(f"https://127.0.0.1:{port}"))
    assert (failure["step"], failure["fault"]) == (TCP, "port-closed")
    assert "neither yes nor no" in failure["cause"]


def test_a_listener_that_says_nothing_hangs_at_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        failure = _only_failure(_diagnose(f"https://127.0.0.1:{server.getsockname()[1]}"))
    assert (failure["step"], failure["fault"]) == (TLS, "hangs")


@pytest.mark.parametrize(
    ("trust", "cause"),
    [
        ({"tls": "verify"}, "self-signed certificate"),
        ({"tls": "pin", "fingerprint": "AB" * 32}, "another certificate than the one pinned"),
    ],
    ids=["self-signed", "another pin"],
)
def test_an_untrusted_certificate_is_recognised_and_shown(
    ucm_of: UcmOf, trust: dict[str, str], cause: str
) -> None:
    ucm = ucm_of()
    failure = _only_failure(_diagnose(ucm.url, **trust))
    assert (failure["step"], failure["fault"]) == (TLS, "untrusted-certificate")
    assert cause in failure["cause"].replace("self signed", "self-signed")
    for shown in (ucm.fingerprint, "It is self-signed by “UCM simulator” for 127.0.0.1", "It is valid until"):
        assert shown in failure["evidence"]


def test_a_certificate_for_another_name_is_recognised() -> None:
    other = certificate_named("pbx.example.com")
    with canned(login_then(lambda _: Reply()), certificate=other) as url:
        failure = _only_failure(_diagnose(url, tls="ca", ca_certificate=other.pem))
    assert "for pbx.example.com" in failure["evidence"]
    assert (failure["step"], failure["fault"]) == (TLS, "untrusted-certificate")
    assert "issued for another name" in failure["cause"]


def test_old_encryption_still_shows_whose_it_is(ucm_of: UcmOf) -> None:
    ucm = ucm_of("weak-tls")
    assert ucm.fingerprint in _only_failure(_diagnose(ucm.url))["evidence"]


def test_old_encryption_can_be_allowed(ucm_of: UcmOf) -> None:
    findings = _diagnose(ucm_of("weak-tls").url, legacy_tls=True)
    assert [finding for finding in findings if finding["outcome"] == "failed"] == []


@pytest.mark.parametrize(
    ("scenario", "evidence", "login"),
    [
        ("old-api", "a demand for Digest", "accepted user and password"),
        ("old-api-basic", "a demand for Basic", "accepted user and password"),
        ("old-api-open", "call records, without a login", "No login is asked for"),
    ],
)
def test_the_old_api_works_and_the_new_one_is_recommended(
    ucm_of: UcmOf, tone: Recording, scenario: str, evidence: str, login: str
) -> None:
    ucm = ucm_of(scenario)
    ucm.place_call(recording=tone)
    findings = {finding["step"]: finding for finding in _diagnose(ucm.url)}
    assert "failed" not in [finding["outcome"] for finding in findings.values()]
    assert findings[API]["fault"] == "old-api"
    assert evidence in findings[API]["evidence"]
    assert "prefer the new one" in findings[API]["evidence"]
    assert login in findings[LOGIN]["evidence"]
    assert "Permitted: cdrapi, recapi." in findings[PERMISSIONS]["evidence"]
    assert findings["Clock"]["outcome"] == "not reached"
    assert "8 kHz" in findings["Recordings (recapi)"]["evidence"]
    assert actions(ucm).count("login") == 0, "nothing but the right login was shown"
    assert Connection.objects.get().dialect_found == "old"


def test_the_old_api_is_a_failure_where_only_the_new_one_is_wanted(ucm_of: UcmOf) -> None:
    failure = _only_failure(_diagnose(ucm_of("old-api").url, dialect="new"))
    assert (failure["step"], failure["fault"]) == (API, "old-api")
    assert "asking for Digest authentication" in failure["evidence"]
    assert "Choose “Find out”" in failure["mend"]


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic"])
def test_a_wrong_password_of_the_old_api_is_shown_once(ucm_of: UcmOf, scenario: str) -> None:
    ucm = ucm_of(scenario)
    failure = _only_failure(_diagnose(ucm.url, password="wrong"))
    assert (failure["step"], failure["fault"]) == (LOGIN, "wrong-password")
    assert "HTTPS API Settings (Old)" in failure["mend"]
    assert actions(ucm).count("login") == 1
    assert Connection.objects.get().is_locked_out


def test_the_new_api_is_a_failure_where_only_the_old_one_is_wanted(ucm_of: UcmOf) -> None:
    ucm = ucm_of()
    failure = _only_failure(_diagnose(ucm.url, dialect="old"))
    assert (failure["step"], failure["fault"]) == (API, "no-api")
    assert "a port of its own, 8443" in failure["mend"]
    assert actions(ucm) == []


@pytest.mark.parametrize(
    "body", [b'{"response":{"x":1},"status":0}', b"", b"0123"], ids=["JSON", "none", "bytes"]
)
def test_whatever_is_no_audio_is_recognised(certificate: Certificate, body: bytes) -> None:
    row = {
        "AcctId": "1", "session": "1", "uniqueid": "1.1", "src": "1", "dst": "2",
        "start": f"{timezone.now():%Y-%m-%d %H:%M:%S}", "end": f"{timezone.now():%Y-%m-%d %H:%M:%S}",
        "duration": "1", "billsec": "1", "disposition": "ANSWERED", "recordfiles": "2026-01/auto-1-1-2.wav@",
    }  # fmt: skip
    replies = {"cdrapi": Reply(json.dumps({"cdr_root": [row]}).encode()), "recapi": Reply(body)}
    empty = Reply(b'{"response":{},"status":0}')
    with canned(login_then(lambda action: replies.get(action, empty)), certificate=certificate) as url:
        failure = _only_failure(_diagnose(url))
    assert (failure["step"], failure["fault"]) == ("Recordings (recapi)", "no-recording")


def test_an_empty_ucm_is_told_from_a_blind_one(ucm_of: UcmOf) -> None:
    findings = {finding["step"]: finding for finding in _diagnose(ucm_of().url)}
    empty = findings["Call records (cdrapi)"]
    assert (empty["outcome"], empty["fault"]) == ("not reached", "no-call-records")
    assert "Make a test call" in empty["mend"]


def test_a_pasted_challenge_path_is_recognised_and_does_no_harm(ucm_of: UcmOf) -> None:
    first, *rest = _diagnose(f"{ucm_of().url}/api/challenge")
    assert (first["outcome"], first["fault"]) == ("passed", "invalid-parameters")
    assert "failed" not in [finding["outcome"] for finding in rest]


def test_real_time_output_that_fell_silent_is_recognised(ucm_of: UcmOf, tone: Recording) -> None:
    ucm = ucm_of()
    ucm.place_call(recording=tone)
    failure = _only_failure(_diagnose(ucm.url, last_event_at=timezone.now() - timedelta(hours=3)))
    assert (failure["step"], failure["fault"]) == ("Real-time output", "output-silent")
    assert "webhook address" in failure["mend"]


def test_real_time_output_on_a_quiet_night_is_fine(ucm_of: UcmOf) -> None:
    findings = _diagnose(ucm_of().url, last_event_at=timezone.now() - timedelta(hours=3))
    assert findings[-1]["outcome"] == "passed"
