"""The step Certificate: what the UCM presents, and whether the connection's choice trusts it."""

import hashlib
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from ucm.diagnosis.probe import Probe
from ucm.protocol import errors
from ucm.transport import Tls, Trust, peer_fingerprint, translate


def certificate(probe: Probe) -> Iterator[str]:
    tls = probe.client.tls
    try:
        yield from _shown(probe, legacy=tls.legacy)
        yield from _judged(probe, tls)
    except errors.WeakTls:
        # What stands behind the old encryption is worth knowing before somebody allows it.
        if not tls.legacy:
            with suppress(errors.UcmError):
                yield from _shown(probe, legacy=True)
        raise
    except errors.ConnectionBroken:
        raise errors.KeptOut from None


def _shown(probe: Probe, *, legacy: bool) -> Iterator[str]:
    der = _presented(probe, Tls.accept(legacy=legacy))
    yield f"The certificate's SHA-256 fingerprint is {hashlib.sha256(der).digest().hex(':').upper()}."
    # A UCM's certificate may break rules that the parser insists on; the fingerprint does not need them.
    with suppress(ValueError):
        yield from _described(x509.load_der_x509_certificate(der))


def _presented(probe: Probe, tls: Tls) -> bytes:
    """The certificate in DER, whoever signed it."""
    try:
        with (
            socket.create_connection((probe.host, probe.port), timeout=probe.patience) as plain,
            tls.context().wrap_socket(plain, server_hostname=probe.host) as secured,
        ):
            return secured.getpeercert(binary_form=True) or b""
    except OSError as error:
        raise translate(error) from None


def _described(found: x509.Certificate) -> Iterator[str]:
    by = "It is self-signed by" if found.issuer == found.subject else "It was issued by"
    yield f"{by} “{_common_name(found.issuer)}” for {', '.join(_hosts(found)) or 'no host'}."
    ends = found.not_valid_after_utc
    yield f"It {'expired on' if ends < datetime.now(UTC) else 'is valid until'} {ends:%Y-%m-%d}."


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string() or "nobody"


def _hosts(found: x509.Certificate) -> list[str]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [str(each.value) for each in names]


def _judged(probe: Probe, tls: Tls) -> Iterator[str]:
    if tls.trust is Trust.ACCEPT:
        yield "It is accepted unchecked; pin it to be safe from impostors."
        return
    peer_fingerprint(probe.host, probe.port, tls=tls, timeout=probe.patience)
    yield "It is the pinned one." if tls.trust is Trust.PIN else "It is signed by a trusted authority."
