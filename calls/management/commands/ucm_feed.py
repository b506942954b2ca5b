"""`manage.py ucm_feed`: listen for a UCM's CDR Real-Time Output over TCP, until told to stop."""

import asyncio
import signal
import ssl
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.management import connections
from calls.sources.feed import PRIVATE, Listener, keeper, listening
from calls.sources.inbox import Inbox
from ucm.addresses import Network, read_network


class Command(BaseCommand):
    help = (
        "Listen for CDR Real-Time Output with Delivery Method TCP. One port belongs to one connection; "
        "run the command once for each UCM that speaks TCP."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--connection", required=True, metavar="NAME", help="Whose records these are.")
        parser.add_argument(
            "--host", default="0.0.0.0", help="Address to listen on. Default: %(default)s."  # noqa: S104 - a PBX is another machine
        )  # fmt: skip
        parser.add_argument(
            "--port", type=int, default=13000, help="0 takes a free one. Default: %(default)s."
        )
        parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="PEM chain: speak TLS.")
        parser.add_argument("--tls-key", type=Path, metavar="FILE", help="The certificate's key, PEM.")
        parser.add_argument(
            "--allow",
            nargs="+",
            type=_network,
            default=list(PRIVATE),
            metavar="CIDR",
            help="Addresses that may send records, such as 203.0.113.7 or 198.51.100.0/24. The protocol "
            "knows no password, so keep the list short. Default: this machine and private networks.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tls = _tls(options["tls_cert"], options["tls_key"])
        [connection] = connections.chosen(options["connection"])
        inbox = Inbox(keeper(connection))
        listener = Listener(inbox, max_record=settings.WEBHOOK_MAX_BYTES, allow=options["allow"])
        try:
            asyncio.run(self._listen(listener, host=options["host"], port=options["port"], tls=tls))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {options['host']} port {options['port']}: {error.strerror or error}. "
                "Choose another --host or --port."
            ) from error
        if left := inbox.waiting:
            raise CommandError(
                f"{left} received records could not be kept: the database did not take them before the end. "
                "Look at the database, then let the poll bring these calls in."
            )

    async def _listen(self, listener: Listener, *, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with listening(listener, host=host, port=port, tls=tls):
            self.stdout.write(f"Listening on {host} port {listener.port} ({'TLS' if tls else 'plain TCP'})")
            self.stdout.flush()
            await stop.wait()
        self.stdout.write(f"Stopped. Records kept: {listener.inbox.kept}")


def _network(text: str) -> Network:
    try:
        return read_network(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise CommandError("TLS needs both: give --tls-cert and --tls-key.")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:
        raise CommandError(
            f"The certificate {certificate} with the key {key} cannot be used: {error}. "
            "Both must be PEM files that this user may read, and belong together."
        ) from error
    return context
