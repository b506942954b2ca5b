"""Sockets, certificates, the ledger."""

import hashlib
import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.ucm.simulator.wire import Wire
from ucm.simulator.certificate import kept_certificate, make_certificate
from ucm.simulator.ledger import Ledger


def test_the_fingerprint_is_that_of_the_certificate_on_the_wire(wire: Wire) -> None:
    parts = urlsplit(wire.ucm.url)
    context = ssl.create_default_context(cadata=wire.ucm.cert_pem)
    with (
        socket.create_connection((parts.hostname, parts.port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as tls,
    ):
        der = tls.getpeercert(binary_form=True)
    assert der
    assert wire.ucm.fingerprint.replace(":", "").lower() == hashlib.sha256(der).hexdigest()


def test_a_client_that_trusts_authorities_only_refuses_the_certificate(wire: Wire) -> None:
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError, match="self-signed"):
            session.get(wire.ucm.url, timeout=10)
    assert wire.status("getSystemStatus") == 0


def test_a_client_that_says_nothing_holds_nobody_up(wire: Wire) -> None:
    parts = urlsplit(wire.ucm.url)
    with socket.create_connection((parts.hostname, parts.port)):
        assert wire.status("getSystemStatus") == 0


def test_a_kept_certificate_stays_the_same_and_its_key_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    first, second = kept_certificate(folder, "127.0.0.1"), kept_certificate(folder, "127.0.0.1")
    assert first == second != make_certificate("127.0.0.1")
    assert (folder / "ucm.key").stat().st_mode & 0o077 == 0


def test_the_ledger_on_disk_has_every_call_with_its_legs_and_recording(
    wire_to: Callable[..., Wire], tmp_path: Path
) -> None:
    path = tmp_path / "ledger.jsonl"
    wire = wire_to(ledger=Ledger(path))
    plain = wire.ucm.place_call("ring-group")
    taped = wire.ucm.place_call(recording=wire.ucm.pbx.recordings[0])
    assert taped.recording
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines == wire.ucm.ledger.calls
    assert [(line["session"], line["legs"], line["recordings"]) for line in lines] == [
        (plain.session, 6, []),
        (taped.session, 1, [taped.recording.name]),
    ]
