"""The simulated UCM on a socket: HTTPS, one thread a connection. Also in a test's own process: `running`."""

import logging
import select
import socket
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from ucm.simulator.app import App, Served
from ucm.simulator.audio import Recording, recordings_in, shipped
from ucm.simulator.certificate import Certificate, make_certificate
from ucm.simulator.combining import scenario_of
from ucm.simulator.ledger import Ledger
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import COOKIE_LIFE, ApiUser
from ucm.simulator.switches import Scenario, Wire
from ucm.simulator.tls import server_context
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.kinds import CallKind

log = logging.getLogger(__name__)

IDLE_SECONDS = 15.0


class _Handler(WSGIRequestHandler):
    # A client that says nothing must not hold its thread for ever.
    timeout = IDLE_SECONDS

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the request log is App.requests, and query strings may hold names."""


class HttpsServer(ThreadingMixIn, WSGIServer):
    """Serves one App. The TLS handshake happens in the connection's thread, not in the one that accepts."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, app: App, *, host: str, port: int, certificate: Certificate) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)
        self.set_app(app)
        self._wire = app.pbx.scenario.wire
        if self._wire is not Wire.PLAIN:
            self.socket = server_context(certificate, weak=self._wire is Wire.WEAK_TLS).wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    @property
    def url(self) -> str:
        host = f"[{self.server_name}]" if ":" in self.server_name else self.server_name
        return f"{'http' if self._wire is Wire.PLAIN else 'https'}://{host}:{self.server_port}"

    def server_bind(self) -> None:
        # HTTPServer's own would look the host's name up in DNS, which is not needed and may take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether to talk at all; refused, the connection is reset as soon as the client has spoken."""
        if self._wire is Wire.CUT:
            select.select([request], [], [], 1.0)
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or dislikes the certificate is everyday; anything else is our fault."""
        if not isinstance(sys.exc_info()[1], OSError):
            log.exception("the simulator failed to answer")


@contextmanager
def serving(app: App, *, host: str, port: int, certificate: Certificate) -> Iterator[HttpsServer]:
    """Serve in a thread until the block is left. Port 0 takes a free one; `url` of the server tells."""
    server = HttpsServer(app, host=host, port=port, certificate=certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True, slots=True)
class RunningUcm:
    """A UCM that answers at `url` with the certificate `cert_pem`."""

    url: str
    certificate: Certificate
    pbx: Pbx
    app: App

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint

    @property
    def cert_pem(self) -> str:
        return self.certificate.pem

    @property
    def ledger(self) -> Ledger:
        return self.pbx.ledger

    @property
    def requests(self) -> list[Served]:
        return self.app.requests

    def place_call(
        self,
        kind: CallKind | str = CallKind.INBOUND,
        *,
        recording: Recording | None = None,
        begins: float | None = None,
    ) -> Call:
        """See Pbx.place_call."""
        return self.pbx.place_call(kind, recording=recording, begins=begins)


@contextmanager
def running(
    *,
    user: str,
    password: str,
    scenario: str | Scenario = "good",
    recordings: Path | Sequence[Recording] | None = None,
    cookie_life: float = COOKIE_LIFE,
    port: int = 0,
    certificate: Certificate | None = None,
    **options: Any,
) -> Iterator[RunningUcm]:
    """A UCM on loopback for the length of the block.

    `scenario` is one, or the names of some with spaces between. `recordings` is a folder or recordings; None
    takes those that are shipped. `options` are those of Pbx: zone, clock, ledger, state, seed. A UCM is
    restarted by a second block with the same state file, and stays the same to clients with the same
    `port` and `certificate`.
    """
    pbx = Pbx(
        ApiUser(user, password, cookie_life),
        scenario=scenario_of(scenario.split()) if isinstance(scenario, str) else scenario,
        recordings=_recordings(recordings),
        **options,
    )
    app = App(pbx)
    certificate = certificate or make_certificate("127.0.0.1", rsa=pbx.scenario.wire is Wire.WEAK_TLS)
    with serving(app, host="127.0.0.1", port=port, certificate=certificate) as server:
        yield RunningUcm(server.url, certificate, pbx, app)


def _recordings(given: Path | Sequence[Recording] | None) -> Sequence[Recording]:
    if given is None:
        return shipped()
    return recordings_in(given) if isinstance(given, Path) else given
