"""Servers on loopback that answer what no UCM should, for what the simulator never does."""

import datetime
import json
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ucm.simulator.certificate import Certificate, make_certificate


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer. `announced` False leaves Content-Length out, so that closing ends the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: bool = True


def ok(**response: Any) -> Reply:
    return Reply(json.dumps({"response": response, "status": 0}).encode())


Answers = Callable[[str], Reply]
"""From the action (of a GET: its path) to the reply; `login_then` answers the login."""


def login_then(other: Callable[[str], Reply]) -> Answers:
    known = {
        "challenge": ok(challenge="0000001652831717"),
        "login": ok(cookie="sid1-2"),
        "logout": ok(),
    }
    return lambda action: known.get(action) or other(action)


@contextmanager
def canned(answers: Answers, *, certificate: Certificate | None = None) -> Iterator[str]:
    """The URL of a server that gives these answers; plain HTTP without a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._give(answers(request["request"]["action"]))

        def do_GET(self) -> None:
            self._give(answers(self.path.partition("?")[0].removeprefix("/")))

        def _give(self, reply: Reply) -> None:
            self.send_response(reply.status)
            length = {"Content-Length": str(len(reply.body))} if reply.announced else {}
            for name, value in (reply.headers | length).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that dislikes us hangs up; the test sees that on its own side."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = _context(certificate).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as both:
        both.write(certificate.pem + certificate.key_pem)
        both.flush()
        context.load_cert_chain(both.name)
    return context


def certificate_for(host: str) -> Certificate:
    return make_certificate(host)


def certificate_named(host: str) -> Certificate:
    """As `make_certificate`, which always adds this machine's own names."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Certificate(made.public_bytes(serialization.Encoding.PEM).decode(), key_pem.decode())
