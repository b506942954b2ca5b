"""TLS as the simulated UCM offers it: today's, or that of a UCM62xx. Called by server.py."""

import ssl
import tempfile

from ucm.simulator.certificate import Certificate

# The 1024-bit MODP group of RFC 2409 (6.2, “Second Oakley Group”), as PKCS #3 parameters.
SMALL_GROUP = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""
WEAK_CIPHERS = "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA:@SECLEVEL=0"


def server_context(certificate: Certificate, *, weak: bool) -> ssl.SSLContext:
    """`weak`: a Diffie-Hellman group of 1024 bits and nothing else, for which the certificate must be RSA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # OpenSSL reads certificates and groups from files only.
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(certificate.pem + certificate.key_pem + (SMALL_GROUP if weak else ""))
        file.flush()
        if weak:
            context.set_ciphers(WEAK_CIPHERS)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.load_dh_params(file.name)
        context.load_cert_chain(file.name)
    return context
