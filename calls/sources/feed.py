"""The UCM's CDR Real-Time Output over raw TCP or TLS: a listener that belongs to one connection.

The UCM connects, writes records with nothing between them and waits for no answer, so what was read
from a socket is ours to keep. The protocol knows no password: who may speak is decided by address.
Started by `manage.py ucm_feed`.
"""

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

from django.db import close_old_connections, transaction

from calls.ingest import accept
from calls.models import Event
from calls.sources.inbox import Inbox, Keep
from ucm.addresses import Network, is_in
from ucm.models import Connection
from ucm.protocol.framing import Splitter

logger = logging.getLogger(__name__)

Accept = Callable[[Connection, Event.Source, bytes], object]

# This machine and the private ranges: a UCM in the house needs no configuration, a stranger gets nothing.
PRIVATE: Sequence[Network] = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
# Text without a visible end is taken as it is after this silence, seconds.
IDLE = 2.0
# A record that has begun is waited for longer: TCP sends a lost packet again after seconds, not at once.
UNFINISHED = 30.0
# A listener that stops first reads what has already reached this machine: until so many seconds are quiet.
LINGER = 0.2
# Seconds to keep what was received before the stop; supervisors kill after ten.
FINISH_WITHIN = 8.0
HANDSHAKE_WITHIN = 10.0
MOST_PEERS = 500


def keeper(connection: Connection, *, accept: Accept = accept) -> Keep:
    """Every record becomes an Event of this connection; a batch is one transaction."""

    def keep(records: Sequence[bytes]) -> None:
        close_old_connections()
        with transaction.atomic():
            for raw in records:
                accept(connection, Event.Source.FEED, raw)

    return keep


class Listener:
    """The peers of one port, and what they share: the inbox, the limits, who may speak."""

    def __init__(
        self,
        inbox: Inbox,
        *,
        max_record: int,
        allow: Sequence[Network] = PRIVATE,
        idle: float = IDLE,
        unfinished: float = UNFINISHED,
        most_peers: int = MOST_PEERS,
    ) -> None:
        self.inbox, self.max_record, self.allow = inbox, max_record, allow
        self.idle, self.unfinished, self.most_peers = idle, unfinished, most_peers
        self.peers: set[Peer] = set()
        self.port = 0
        self.heard = 0  # bytes
        inbox.on_room = self._resume

    def why_refused(self, address: str) -> str:
        """Why a peer may not speak; empty when it may."""
        if not address:
            return "it has gone again"
        if not is_in(address, self.allow):
            return "it is not on the allow-list (--allow)"
        if len(self.peers) >= self.most_peers:
            return f"{self.most_peers} are connected already"
        return ""

    def put(self, records: Sequence[bytes]) -> None:
        self.inbox.put(records)
        if self.inbox.is_full:
            for peer in self.peers:
                peer.transport.pause_reading()

    def _resume(self) -> None:
        for peer in self.peers:
            peer.transport.resume_reading()

    async def read_the_rest(self) -> None:
        """Read what has reached this machine, also what a full inbox has kept waiting, until it is quiet."""
        before = -1
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_WITHIN / 2):
                while self.heard != before:
                    before = self.heard
                    await self.inbox.wait_for_room()
                    await asyncio.sleep(LINGER)

    async def hang_up(self) -> None:
        for peer in list(self.peers):
            peer.hang_up()
        while self.peers:
            await asyncio.sleep(0)


class Peer(asyncio.Protocol):
    """One TCP connection: bytes in, records to the inbox, one line in the log at either end."""

    transport: asyncio.Transport

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._splitter = Splitter(listener.max_record)
        self._timer: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._bytes = self._records = 0
        self._name = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        # None when the peer has hung up already.
        address, port, *_ = self.transport.get_extra_info("peername") or ("", 0)
        if why := self._listener.why_refused(address):
            logger.warning("feed: %s port %d was refused: %s.", address, port, why)
            self.transport.abort()
            return
        self._name = f"{address} port {port}"
        self._listen()

    def _listen(self) -> None:
        self._listener.peers.add(self)
        # A UCM that lost its power says no goodbye.
        plain: socket.socket = self.transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._listener.inbox.is_full:
            self.transport.pause_reading()
        logger.info("feed: %s connected.", self._name)

    def data_received(self, data: bytes) -> None:
        if not self._name:
            return
        self._bytes += len(data)
        self._listener.heard += len(data)
        self._heard = asyncio.get_running_loop().time()
        self._put(self._splitter.feed(data))
        if self._splitter.pending and not self._timer:
            self._look_again_in(self._patience)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._name:
            return
        self._flush()
        self._listener.peers.discard(self)
        ending = f" ({type(exc).__name__})" if exc else ""
        logger.info("feed: %s gone%s: %d records, %d bytes.", self._name, ending, self._records, self._bytes)

    def hang_up(self) -> None:
        self._flush()
        self.transport.abort()

    @property
    def _patience(self) -> float:
        return self._listener.unfinished if self._splitter.is_inside_record else self._listener.idle

    def _look_again_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """The timer is set once and looks at the clock, rather than being set anew for each packet."""
        self._timer = None
        silence = asyncio.get_running_loop().time() - self._heard
        # A peer that we do not read from is not silent.
        if silence >= self._patience and self.transport.is_reading():
            self._flush()
        elif self._splitter.pending:
            self._look_again_in(max(self._patience - silence, 0.1 * self._listener.idle))

    def _flush(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if rest := self._splitter.flush():
            self._put([rest])

    def _put(self, records: Sequence[bytes]) -> None:
        self._records += len(records)
        self._listener.put(records)


@asynccontextmanager
async def listening(
    listener: Listener, *, host: str, port: int, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Listener]:
    """Listen for the length of the block, port 0 on a free one (`listener.port`).

    At the end what was received is kept; `listener.inbox.waiting` then counts what could not be. Raises
    OSError when the address cannot be listened on.
    """
    server = await asyncio.get_running_loop().create_server(
        lambda: Peer(listener),
        host,
        port,
        ssl=tls,
        ssl_handshake_timeout=HANDSHAKE_WITHIN if tls else None,
        backlog=256,
    )
    listener.port = server.sockets[0].getsockname()[1]
    listener.inbox.start()
    try:
        yield listener
    finally:
        # Still listening: the kernel has taken connections, and their records, that nobody has accepted yet.
        await listener.read_the_rest()
        server.close()
        await listener.hang_up()
        await listener.inbox.finish(within=FINISH_WITHIN)
