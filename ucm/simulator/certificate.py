"""The self-signed certificate of the simulated UCM: made once, kept in a folder when one is named."""

import datetime
import hashlib
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys
from cryptography.x509.oid import NameOID

VALID_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM texts of the certificate and of its key."""

    pem: str
    key_pem: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as pairs of hex digits: `AB:CD:…`."""
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.pem)).digest().hex(":").upper()


def make_certificate(host: str, *, rsa: bool = False) -> Certificate:
    """A certificate for `host` and this machine's own names, which is its own authority.

    With an elliptic key, which is made in no time; with an RSA key where old key exchanges need one.
    """
    key = rsa_keys.generate_private_key(65537, 2048) if rsa else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UCM simulator")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )


def kept_certificate(folder: Path, host: str) -> Certificate:
    """The certificate in `folder`; on first use it is made, so that its fingerprint stays the same."""
    pem, key = folder / "ucm.pem", folder / "ucm.key"
    if not (pem.is_file() and key.is_file()):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = make_certificate(host)
        key.touch(mode=0o600)
        key.write_text(fresh.key_pem)
        pem.write_text(fresh.pem)
    return Certificate(pem.read_text(), key.read_text())


def _names(host: str) -> list[x509.GeneralName]:
    return [_name(each) for each in dict.fromkeys((host, "localhost", "127.0.0.1", "::1"))]


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
