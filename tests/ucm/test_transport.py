"""Certificates trusted and refused over real TLS, and failures in our own terms."""

import socket
import ssl
import warnings
from collections.abc import Callable

import pytest
import requests
from urllib3.exceptions import ProtocolError

from tests.ucm.canned import Reply, canned, certificate_for, certificate_named, ok
from tests.ucm.conftest import PASSWORD, USER
from ucm.client import UcmClient
from ucm.protocol import errors
from ucm.simulator.server import RunningUcm
from ucm.transport import Tls, peer_fingerprint, translate

OTHER = "AB:" * 31 + "AB"


@pytest.fixture
def ucm(ucm_of: Callable[..., RunningUcm]) -> RunningUcm:
    return ucm_of()


def _trusting(ucm: RunningUcm) -> dict[str, Tls]:
    return {
        "pin": Tls.pin(ucm.fingerprint),
        "pin without colons": Tls.pin(ucm.fingerprint.replace(":", "").lower()),
        "ca": Tls.ca(ucm.cert_pem),
        "accept": Tls.accept(),
        "old TLS, pinned": Tls.pin(ucm.fingerprint, legacy=True),
        "old TLS, accepted": Tls.accept(legacy=True),
    }


@pytest.mark.parametrize(
    "way", ["pin", "pin without colons", "ca", "accept", "old TLS, pinned", "old TLS, accepted"]
)
def test_a_certificate_is_trusted_without_a_warning(ucm: RunningUcm, way: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with UcmClient(ucm.url, USER, PASSWORD, tls=_trusting(ucm)[way]) as client:
            client.login()


@pytest.mark.parametrize(
    ("tls", "failure"),
    [
        (Tls(), errors.UntrustedCertificate),
        (Tls(legacy=True), errors.UntrustedCertificate),
        (Tls.ca(certificate_for("127.0.0.1").pem), errors.UntrustedCertificate),
        (Tls.ca("not a certificate"), errors.UntrustedCertificate),
        (Tls.pin(OTHER), errors.WrongFingerprint),
        (Tls.pin("12:34"), errors.WrongFingerprint),
    ],
    ids=["verify", "verify, old TLS", "another CA", "no CA", "another pin", "no pin"],
)
def test_a_certificate_that_is_not_trusted_stops_before_the_password(
    ucm: RunningUcm, tls: Tls, failure: type[errors.UcmError]
) -> None:
    with UcmClient(ucm.url, USER, PASSWORD, tls=tls) as client, pytest.raises(failure) as caught:
        client.login()
    assert caught.value.advice
    assert ucm.requests == []


def test_a_certificate_for_another_name_is_told_apart() -> None:
    foreign = certificate_named("pbx.example.com")
    with (
        canned(lambda _: ok(challenge="1"), certificate=foreign) as url,
        UcmClient(url, USER, PASSWORD, tls=Tls.ca(foreign.pem)) as client,
        pytest.raises(errors.HostnameMismatch),
    ):
        client.login()


def test_a_plain_http_port_is_recognised() -> None:
    with (
        canned(lambda _: Reply()) as url,
        UcmClient(url, USER, PASSWORD, tls=Tls.accept()) as client,
        pytest.raises(errors.PlainHttp),
    ):
        client.login()


def test_a_closed_port_is_recognised() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with UcmClient(f"https://127.0.0.1:{port}", USER, PASSWORD) as client, pytest.raises(errors.PortClosed):
        client.login()


def test_a_server_that_says_nothing_is_given_up() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        UcmClient(
            f"https://127.0.0.1:{server.getsockname()[1]}", USER, PASSWORD, timeout=(0.2, 0.2)
        ) as client,
        pytest.raises(errors.TimedOut),
    ):
        client.login()


def test_the_fingerprint_to_pin_can_be_seen_before_it_is_trusted(ucm: RunningUcm) -> None:
    port = int(ucm.url.rpartition(":")[2])
    assert peer_fingerprint("127.0.0.1", port, tls=Tls.accept(), timeout=2) == ucm.fingerprint
    with pytest.raises(errors.WrongFingerprint):
        peer_fingerprint("127.0.0.1", port, tls=Tls.pin(OTHER), timeout=2)


def _ssl_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] handshake failed")
    error.reason = reason
    return error


def _unverified(code: int, message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("raised", "failure"),
    [
        (socket.gaierror(-2, "Name or service not known"), errors.HostUnknown),
        (ConnectionRefusedError(), errors.PortClosed),
        (TimeoutError(), errors.TimedOut),
        (requests.ReadTimeout(), errors.TimedOut),
        (ConnectionResetError(), errors.ConnectionBroken),
        (ProtocolError("Connection broken"), errors.ConnectionBroken),
        (requests.exceptions.ChunkedEncodingError(), errors.ConnectionBroken),
        (OSError(101, "Network is unreachable"), errors.Unreachable),
        (_ssl_error("DH_KEY_TOO_SMALL"), errors.WeakTls),
        (_ssl_error("UNSUPPORTED_PROTOCOL"), errors.WeakTls),
        (_ssl_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), errors.WeakTls),
        (_ssl_error("WRONG_VERSION_NUMBER"), errors.PlainHttp),
        (_ssl_error("SOMETHING_NEW"), errors.TlsFailure),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), errors.ConnectionBroken),
        (_unverified(62, "Hostname mismatch"), errors.HostnameMismatch),
        (_unverified(10, "certificate has expired"), errors.UntrustedCertificate),
        (_unverified(66, "EE certificate key too weak"), errors.WeakTls),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value)[:40],
)
def test_every_failure_of_the_network_has_our_own_name(
    raised: Exception, failure: type[errors.UcmError]
) -> None:
    assert type(translate(raised)) is failure
    assert type(translate(requests.ConnectionError(raised))) is failure
