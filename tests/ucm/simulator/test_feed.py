"""Delivery Method TCP: every leg is written once, as long as somebody is there to read."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ucm.simulator.conftest import NOON
from tests.ucm.simulator.test_command import program
from tests.ucm.simulator.test_push import PATIENCE, QUICK, rows_of
from ucm.simulator.feed import TcpOutput
from ucm.simulator.pbx import Pbx
from ucm.simulator.sender import Backoff
from ucm.simulator.sessions import ApiUser
from ucm.simulator.state import State
from ucm.simulator.traffic.cdr import Row


class Ear:
    """Reads every connection to its end, as one stream each. Hangs up after `patience` bytes of one."""

    def __init__(self, server: socket.socket, patience: int | None) -> None:
        self.streams: list[bytes] = []
        self._server, self._patience = server, patience
        self._hung_up = 0
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    @property
    def rows(self) -> list[Any]:
        return [row for stream in self.streams for row in objects_in(stream)]

    def has_hung_up(self, times: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._hung_up >= times, PATIENCE)

    def has_heard(self, records: int) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: sum(stream.count(b'"AcctId"') for stream in self.streams) >= records, PATIENCE
            )

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                speaker, _ = self._server.accept()
                with speaker:
                    self._read(speaker)
                with self._changed:
                    self._hung_up += 1
                    self._changed.notify_all()

    def _read(self, speaker: socket.socket) -> None:
        self.streams.append(b"")
        while self._patience is None or len(self.streams[-1]) < self._patience:
            heard = speaker.recv(65_536)
            if not heard:
                return
            with self._changed:
                self.streams[-1] += heard
                self._changed.notify_all()

    def close(self) -> None:
        # Unlike close, this wakes the thread that waits in accept.
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._server.close()


@contextmanager
def listening(port: int = 0, *, patience: int | None = None) -> Iterator[Ear]:
    ear = Ear(socket.create_server(("127.0.0.1", port)), patience)
    try:
        yield ear
    finally:
        ear.close()


def objects_in(stream: bytes) -> list[Row]:
    decoder, text, at, found = json.JSONDecoder(), stream.decode(), 0, []
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def pbx_feeding(output: TcpOutput) -> Pbx:
    pbx = Pbx(ApiUser("cdrapi", "secret"), clock=lambda: NOON)
    pbx.listeners.append(output.offer)
    return pbx


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_legs_are_written_one_after_the_other_on_one_connection() -> None:
    with listening() as ear, TcpOutput("127.0.0.1", ear.port) as output:
        pbx = pbx_feeding(output)
        pbx.place_call("voicemail")
        pbx.place_call("ring-group")
        assert output.drain(PATIENCE)
        assert ear.has_heard(len(rows_of(pbx)))
    assert len(ear.streams) == 1
    assert ear.rows == rows_of(pbx)
    assert b"}{" in ear.streams[0]


def test_what_happens_while_nobody_listens_is_written_when_somebody_does() -> None:
    port, said = free_port(), list[str]()
    with TcpOutput("127.0.0.1", port, backoff=QUICK, say=said.append) as output:
        pbx = pbx_feeding(output)
        pbx.place_call("ring-group")
        assert not output.drain(0.1)
        with listening(port) as ear:
            assert ear.has_heard(len(rows_of(pbx)))
            assert output.drain(PATIENCE)
            output.__exit__()
    assert ear.rows == rows_of(pbx)
    assert "away" in said[0]
    assert said[1] == "Feed: the receiver takes records again."
    assert len(said) == 2


def test_a_receiver_that_hangs_up_between_two_records_is_called_again() -> None:
    with listening(patience=1) as ear, TcpOutput("127.0.0.1", ear.port, backoff=QUICK) as output:
        pbx = pbx_feeding(output)
        for calls in range(1, 4):
            pbx.place_call("inbound")
            assert output.drain(PATIENCE)
            # A record written before the receiver has hung up is lost, as on a UCM.
            assert ear.has_hung_up(calls)
    assert len(ear.streams) == 3
    assert ear.rows == rows_of(pbx)


def test_the_cache_holds_so_many_records_and_drops_the_oldest() -> None:
    port = free_port()
    with TcpOutput("127.0.0.1", port, backoff=QUICK, most=3) as output:
        pbx = pbx_feeding(output)
        for _ in range(5):
            pbx.place_call("inbound")
        assert (output.undelivered, output.outbox.dropped) == (3, 2)
        with listening(port) as ear:
            assert ear.has_heard(3)
            output.__exit__()
    assert ear.rows == rows_of(pbx)[-3:]


def test_a_restart_goes_on_with_what_was_left(tmp_path: Path) -> None:
    port, path = free_port(), tmp_path / "state.jsonl"
    pbx = Pbx(ApiUser("cdrapi", "secret"), clock=lambda: NOON, state=State(path))
    pbx.place_call("ring-group")
    with listening(port) as ear:
        for _ in range(2):
            with TcpOutput("127.0.0.1", port, state=State(path)) as output:
                assert output.drain(PATIENCE)
        assert ear.has_heard(len(rows_of(pbx)))
    assert ear.rows == rows_of(pbx)


def test_a_stop_does_not_wait_for_a_receiver_that_never_comes() -> None:
    with TcpOutput("127.0.0.1", free_port(), backoff=Backoff(first=60, most=60)) as output:
        pbx_feeding(output).place_call("inbound")
    assert output.undelivered == 1


def test_the_command_feeds_its_past(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with listening() as ear:
        arguments = ("--history", "2", "--feed", f"127.0.0.1:{ear.port}", "--ledger", str(ledger))
        with program(*arguments):
            lines = ledger.read_text().splitlines()
            accounts = [account for line in lines for account in json.loads(line)["account_ids"]]
            assert ear.has_heard(len(accounts))
    assert [row["AcctId"] for row in ear.rows] == accounts


@pytest.mark.parametrize("address", ["13000", "host:", ":13000", "host:http"])
def test_an_address_without_host_or_port_is_refused(address: str) -> None:
    with pytest.raises(CommandError, match="Use HOST:PORT"):
        call_command("ucm_simulator", "--user", "a", "--password", "b", "--feed", address)


def test_a_ucm_has_one_delivery_method() -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("ucm_simulator", "--push", "http://127.0.0.1/", "--feed", "127.0.0.1:1")
