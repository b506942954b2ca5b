"""HTTPS to one UCM: how its certificate is trusted, and network failures in the terms of errors.py.

Used by ucm/client.py and ucm/diagnosis.py. A UCM comes with a self-signed certificate, and the
UCM62xx with key sizes that today's OpenSSL refuses, so four ways to trust and one to lower the bar.
"""

import hashlib
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http.client import IncompleteRead
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPSConnection

from ucm.protocol import errors

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4


class Trust(StrEnum):
    VERIFY = "verify"
    CA = "ca"
    PIN = "pin"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Tls:
    """How the certificate is judged; `legacy` allows old protocols and small keys on this connection.

    `ca_certificate` is PEM text (for Trust.CA); `fingerprint` the SHA-256 of the certificate in hex,
    colons and case ignored (for Trust.PIN).
    """

    trust: Trust = Trust.VERIFY
    ca_certificate: str = ""
    fingerprint: str = ""
    legacy: bool = False

    @classmethod
    def ca(cls, pem: str, *, legacy: bool = False) -> Self:
        return cls(Trust.CA, ca_certificate=pem, legacy=legacy)

    @classmethod
    def pin(cls, fingerprint: str, *, legacy: bool = False) -> Self:
        return cls(Trust.PIN, fingerprint=fingerprint, legacy=legacy)

    @classmethod
    def accept(cls, *, legacy: bool = False) -> Self:
        return cls(Trust.ACCEPT, legacy=legacy)

    @property
    def digest(self) -> str:
        """The pinned fingerprint as 64 hex digits. Raises WrongFingerprint if it is no SHA-256."""
        digits = re.sub(r"[^0-9a-f]", "", self.fingerprint.lower().removeprefix("sha256"))
        if len(digits) != 64:
            raise errors.WrongFingerprint(
                "The fingerprint on the connection is no SHA-256 fingerprint (64 hex digits).",
                advice="“Test connection” shows the fingerprint of the UCM; copy it from there.",
            )
        return digits

    def context(self) -> ssl.SSLContext:
        """A TLS context that trusts what this asks for; a pin is compared by the caller.

        Raises UntrustedCertificate when the CA certificate is no PEM.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.trust in (Trust.PIN, Trust.ACCEPT):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif self.trust is Trust.CA:
            self._load_ca(context)
        else:
            context.load_default_certs()
        if self.legacy:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.options |= _LEGACY_SERVER_CONNECT
        return context

    def _load_ca(self, context: ssl.SSLContext) -> None:
        try:
            context.load_verify_locations(cadata=self.ca_certificate.strip() + "\n")
        except (ssl.SSLError, ValueError):
            raise errors.UntrustedCertificate(
                "The CA certificate on the connection is no certificate in PEM form.",
                advice="Paste the whole file, with its lines BEGIN CERTIFICATE and END CERTIFICATE.",
            ) from None


def open_session(tls: Tls) -> requests.Session:
    """A session for one UCM. It ignores proxies and .netrc of the environment and keeps nothing alive."""
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"Connection": "close", "Accept-Encoding": "identity"})
    session.mount("https://", _TlsAdapter(tls))
    return session


class _AcceptedConnection(HTTPSConnection):
    """Whoever chose to accept any certificate was told so then; urllib3 need not warn at each request."""

    def connect(self) -> None:
        super().connect()
        self.is_verified = True


class _AcceptedPool(HTTPSConnectionPool):
    ConnectionCls = _AcceptedConnection


class _TlsAdapter(HTTPAdapter):
    """Judges the certificate as `tls` says, and by nothing else (requests would add its own CA bundle)."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls
        self._context = tls.context()
        self._digest = tls.digest if tls.trust is Trust.PIN else None
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        if self._tls.trust is Trust.ACCEPT:
            manager.pool_classes_by_scheme = {"https": _AcceptedPool}

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, _ = super().build_connection_pool_key_attributes(*args, **kwargs)
        verified = self._tls.trust in (Trust.VERIFY, Trust.CA)
        pool = {"ssl_context": self._context, "cert_reqs": "CERT_REQUIRED" if verified else "CERT_NONE"}
        return host, pool | ({"assert_fingerprint": self._digest} if self._digest else {})

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Settled by the pool's own context above."""


def peer_fingerprint(host: str, port: int, *, tls: Tls, timeout: float) -> str:
    """SHA-256 of the certificate presented, as AA:BB:…, after a handshake that trusts as `tls` says.

    Raises UcmError as a request would. `Tls.accept()` shows the certificate of any UCM.
    """
    try:
        with (
            socket.create_connection((host, port), timeout=timeout) as plain,
            tls.context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            digest = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").digest()
    except OSError as error:
        raise translate(error) from None
    if tls.trust is Trust.PIN and digest.hex() != tls.digest:
        raise errors.WrongFingerprint
    return digest.hex(":").upper()


# --- Failures, in our terms ------------------------------------------------------------------------

_WEAK = re.compile(
    r"DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK|UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER|"
    r"HANDSHAKE_FAILURE|PROTOCOL_VERSION|NO_PROTOCOLS|LEGACY_RENEGOTIATION|key too (small|weak)|md too weak",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG")
# OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH.
_OTHER_NAME = (62, 64)

_NETWORK: tuple[tuple[tuple[type[BaseException], ...], type[errors.UcmError]], ...] = (
    ((socket.gaierror, urllib3_errors.NameResolutionError), errors.HostUnknown),
    ((ConnectionRefusedError,), errors.PortClosed),
    (
        (TimeoutError, urllib3_errors.TimeoutError, requests.Timeout),
        errors.TimedOut,
    ),
    (
        (
            ConnectionError,
            IncompleteRead,
            urllib3_errors.ProtocolError,
            requests.exceptions.ChunkedEncodingError,
        ),
        errors.ConnectionBroken,
    ),
)


def translate(error: BaseException) -> errors.UcmError:
    """The error in our tree for whatever requests, urllib3, ssl or the socket raised."""
    chain = list(_chain(error))
    for cause in chain:
        if isinstance(cause, errors.UcmError):
            return cause
        if isinstance(cause, ssl.SSLError):
            return _tls_error(cause)
    if any("Fingerprints did not match" in str(cause) for cause in chain):
        return errors.WrongFingerprint()
    for kinds, ours in _NETWORK:
        if any(isinstance(cause, kinds) for cause in chain):
            return ours()
    return errors.Unreachable()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and everything wrapped in it: requests and urllib3 nest by argument and by `reason`."""
    seen: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, BaseException) and found not in seen:
            seen.append(found)
            waiting += [*found.args, getattr(found, "reason", None), found.__cause__, found.__context__]
    yield from seen


def _tls_error(error: ssl.SSLError) -> errors.UcmError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _unverified(error)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return errors.ConnectionBroken()
    reason = error.reason or "unknown reason"
    if _WEAK.search(reason):
        return errors.WeakTls()
    if _PLAIN.search(reason):
        return errors.PlainHttp()
    return errors.TlsFailure(f"No encrypted connection could be made: {reason}.")


def _unverified(error: ssl.SSLCertVerificationError) -> errors.TlsFailure:
    if error.verify_code in _OTHER_NAME:
        return errors.HostnameMismatch()
    if _WEAK.search(error.verify_message):
        return errors.WeakTls()
    return errors.UntrustedCertificate(f"The UCM's certificate is not trusted: {error.verify_message}.")
