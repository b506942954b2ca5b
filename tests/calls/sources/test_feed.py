"""The listener, over real sockets: what a UCM has written is kept once, whatever TCP and the database do."""

import asyncio
import ipaddress
import json
import logging
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from calls.ingest import accept, ingest
from calls.models import Call, Event
from calls.sources import feed
from calls.sources.feed import Listener, keeper, listening
from calls.sources.inbox import Backoff, Inbox
from tests import loops
from tests.calls.sources.test_inbox import Shelf
from tests.calls.test_ingest import ANSWERED_LEG
from ucm.models import Connection
from ucm.simulator.certificate import make_certificate
from ucm.simulator.feed import TcpOutput
from ucm.simulator.pbx import Pbx
from ucm.simulator.sender import Backoff as SimulatorBackoff
from ucm.simulator.sessions import ApiUser
from ucm.simulator.traffic.kinds import CallKind

QUICK = Backoff(first=0.005, most=0.01)
LEG = json.dumps(ANSWERED_LEG).encode()
PATIENCE = 20.0

Scene = Callable[[Listener], Awaitable[None]]


def on_air(keep: Callable[[Sequence[bytes]], None], scene: Scene, **options: Any) -> int:
    """Let the scene play while a listener listens; how many records were left over at the end."""
    tls, full_bytes = options.pop("tls", None), options.pop("full_bytes", 1 << 20)

    async def run() -> int:
        inbox = Inbox(keep, full_bytes=full_bytes, backoff=QUICK)
        listener = Listener(inbox, **{"max_record": 1 << 20} | options)
        async with listening(listener, host="127.0.0.1", port=0, tls=tls):
            await scene(listener)
        return inbox.waiting

    return loops.run(run())


@asynccontextmanager
async def ucm(listener: Listener, **options: Any) -> AsyncIterator[asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, **options)
    try:
        yield writer
        if writer.can_write_eof():
            writer.write_eof()
            # The listener hangs up, too, when it has read everything up to our end.
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
    finally:
        writer.close()
        await writer.wait_closed()


async def until(so: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not so():
            await asyncio.sleep(0.005)


def test_records_cut_at_every_byte_arrive_whole() -> None:
    shelf = Shelf()

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in LEG + LEG:
                writer.write(bytes([byte]))
                await asyncio.sleep(0)

    assert on_air(shelf.keep, scene) == 0
    assert shelf.records == [LEG, LEG]


@pytest.mark.django_db(transaction=True)
def test_a_record_becomes_an_event_of_the_connection_and_a_call(connection: Connection) -> None:
    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(b"  \r\n" + LEG + b"\n")

    on_air(keeper(connection), scene)
    event = Event.objects.get()
    assert (event.source, event.connection, bytes(event.raw)) == (Event.Source.FEED, connection, LEG)
    assert len(ingest(event)) == 1
    connection.refresh_from_db()
    assert connection.last_event_at == event.received_at


@pytest.mark.django_db(transaction=True)
def test_garbage_is_kept_as_an_unreadable_event_beside_the_records(connection: Connection) -> None:
    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(b"POST / HTTP/1.1\r\n\r\n" + LEG + b"\xff\xfe")

    on_air(keeper(connection), scene)
    for event in Event.objects.all():
        ingest(event)
    kept = Event.objects.order_by("id").values_list("raw", "state")
    assert [(bytes(raw), state) for raw, state in kept] == [
        (b"POST / HTTP/1.1", Event.State.UNREADABLE),
        (LEG, Event.State.UNDERSTOOD),
        (b"\xff\xfe", Event.State.UNREADABLE),
    ]


def test_two_hundred_at_once_are_all_heard() -> None:
    shelf = Shelf()

    async def speak(listener: Listener, number: int) -> None:
        async with ucm(listener) as writer:
            for leg in range(5):
                writer.write(b'{"AcctId":"%d-%d"}' % (number, leg))
                await writer.drain()
            await until(lambda: len(listener.peers) == 200 or listener.inbox.kept)

    async def scene(listener: Listener) -> None:
        await asyncio.gather(*(speak(listener, number) for number in range(200)))

    assert on_air(shelf.keep, scene) == 0
    expected = Counter(b'{"AcctId":"%d-%d"}' % (number, leg) for number in range(200) for leg in range(5))
    assert Counter(shelf.records) == expected


def test_text_without_an_end_is_taken_after_a_silence_and_the_peer_goes_on() -> None:
    shelf = Shelf()

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(b"hello ")
            await until(lambda: shelf.records)
            writer.write(b"world" + LEG)
            await until(lambda: len(shelf.records) == 3)

    on_air(shelf.keep, scene, idle=0.02)
    assert shelf.records == [b"hello", b"world", LEG]


def test_a_record_that_pauses_in_its_middle_is_waited_for() -> None:
    shelf = Shelf()

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(LEG[:40])
            await asyncio.sleep(0.1)
            writer.write(LEG[40:])

    on_air(shelf.keep, scene, idle=0.01, unfinished=5)
    assert shelf.records == [LEG]


def test_a_record_that_never_goes_on_is_given_out_as_far_as_it_came() -> None:
    shelf = Shelf()

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(LEG[:40])
            await until(lambda: shelf.records)
            writer.write(LEG)

    on_air(shelf.keep, scene, unfinished=0.02)
    assert shelf.records == [LEG[:40], LEG]


def test_a_record_that_is_too_long_is_kept_in_pieces() -> None:
    shelf, long = Shelf(), b'{"a":"' + b"x" * 300_000 + b'"}'

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(long + LEG)

    on_air(shelf.keep, scene, max_record=65_536)
    *pieces, last = shelf.records
    assert b"".join(pieces) == long
    assert max(map(len, pieces)) == 65_536
    assert last == LEG


@pytest.mark.parametrize("options", [{"allow": [ipaddress.ip_network("192.0.2.0/24")]}, {"most_peers": 0}])
def test_a_peer_that_may_not_speak_is_hung_up_on_and_not_heard(
    options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf()

    async def scene(listener: Listener) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(LEG)
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
        writer.transport.abort()

    on_air(shelf.keep, scene, **options)
    assert shelf.records == []
    assert "was refused" in caplog.text


@pytest.mark.parametrize(
    ("address", "heard"),
    [("::ffff:10.1.2.3", True), ("fe80::1%eth0", True), ("203.0.113.7", False), ("2001:db8::1", False)],
)
def test_private_addresses_may_speak_by_default(address: str, heard: bool) -> None:
    assert (not Listener(Inbox(Shelf().keep), max_record=100).why_refused(address)) is heard


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment_loses_and_doubles_nothing(connection: Connection) -> None:
    refusals = iter(range(7))

    def away_at_first(connection: Connection, source: Event.Source, raw: bytes) -> None:
        accept(connection, source, raw)
        # After the row was written: the whole batch has to be undone.
        if next(refusals, None) is not None:
            raise OperationalError("the database is away")

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            for number in range(20):
                writer.write(b'{"AcctId":"%d"}' % number)
                await writer.drain()

    assert on_air(keeper(connection, accept=away_at_first), scene) == 0
    kept = [bytes(raw) for raw in Event.objects.order_by("id").values_list("raw", flat=True)]
    assert kept == [b'{"AcctId":"%d"}' % number for number in range(20)]


def test_a_listener_that_stops_first_reads_all_that_has_reached_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much that is, and however slow this machine: the UCM believes it delivered."""
    monkeypatch.setattr(feed, "LINGER", 0.001)
    shelf, delivered = Shelf(), 0

    async def scene(listener: Listener) -> None:
        nonlocal delivered
        with socket.create_connection(("127.0.0.1", listener.port)) as speaker:
            await until(lambda: listener.peers)
            # From here on without an await: nothing is read before the listener is told to stop.
            speaker.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    delivered += speaker.send(LEG)

    on_air(shelf.keep, scene)
    assert delivered > 1_000_000
    assert sum(map(len, shelf.records)) == delivered


def test_a_listener_that_cannot_keep_stops_reading_until_it_can() -> None:
    shelf = Shelf(refusals=1_000_000)
    record = b'{"a":"' + b"x" * 10_000 + b'"}'

    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            for _ in range(3000):
                writer.write(record)
            await until(lambda: listener.inbox.is_full)
            held = listener.inbox.waiting
            await asyncio.sleep(0.1)
            # What arrives is left to the sender: 30 MB wait there, not here.
            assert listener.inbox.waiting == held < 150
            shelf.refusals = 0
            await writer.drain()
            await until(lambda: len(shelf.records) == 3000)

    assert on_air(shelf.keep, scene, full_bytes=100_000) == 0
    assert shelf.records == [record] * 3000


def test_the_log_tells_who_came_and_how_much_but_not_what(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(listener: Listener) -> None:
        async with ucm(listener) as writer:
            writer.write(LEG + LEG)

    with caplog.at_level(logging.DEBUG, logger="calls"):
        on_air(Shelf().keep, scene)
    opened, closed = (record.getMessage() for record in caplog.records)
    assert "connected" in opened
    assert f"2 records, {2 * len(LEG)} bytes" in closed
    assert "5550142" not in caplog.text


def test_tls_is_spoken_when_a_certificate_is_given(tmp_path: Path) -> None:
    certificate, shelf = make_certificate("127.0.0.1"), Shelf()
    both = tmp_path / "both.pem"
    both.write_text(certificate.pem + certificate.key_pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)

    async def scene(listener: Listener) -> None:
        async with ucm(listener, ssl=ssl.create_default_context(cadata=certificate.pem)) as writer:
            writer.write(LEG)
            await until(lambda: shelf.records)

    assert on_air(shelf.keep, scene, tls=context) == 0
    assert shelf.records == [LEG]


def test_a_stop_keeps_what_had_been_sent_also_by_those_not_yet_accepted() -> None:
    shelf = Shelf()

    with ExitStack() as speakers:

        async def scene(listener: Listener) -> None:
            # Without an await: the event loop sees none of them before the stop.
            for number in range(3):
                speaker = speakers.enter_context(socket.create_connection(("127.0.0.1", listener.port)))
                speaker.sendall(b'{"AcctId":"%d"}{"Acct' % number)

        assert on_air(shelf.keep, scene) == 0
    expected = [b'{"AcctId":"%d"}' % number for number in range(3)] + [b'{"Acct'] * 3
    assert sorted(shelf.records) == sorted(expected)


@pytest.mark.django_db(transaction=True)
def test_a_simulated_ucm_that_speaks_tcp_gives_every_call_once(connection: Connection) -> None:
    pbx = Pbx(ApiUser("cdrapi", "secret"))

    def live(port: int) -> bool:
        quick = SimulatorBackoff(first=0.01, most=0.02)
        with TcpOutput("127.0.0.1", port, backoff=quick) as output:
            pbx.listeners.append(output.offer)
            for kind in [*CallKind] * 3:
                pbx.place_call(kind)
            return output.drain(PATIENCE)

    async def scene(listener: Listener) -> None:
        assert await asyncio.to_thread(live, listener.port)

    assert on_air(keeper(connection), scene) == 0
    for event in Event.objects.order_by("id"):
        ingest(event)
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()
    assert sorted(Call.objects.values_list("session", flat=True)) == sorted(
        call.session for call in pbx.calls()
    )
    assert Event.objects.count() == sum(len(call.rows) for call in pbx.calls())
