"""`manage.py ucm_simulator`: a UCM to show AudiaPro with, or to test any UCM client against."""

import contextlib
import os
import signal
import threading
import zoneinfo
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ucm.simulator import audio
from ucm.simulator.app import App
from ucm.simulator.certificate import Certificate, kept_certificate, make_certificate
from ucm.simulator.combining import Contradiction, scenario_of
from ucm.simulator.demo import live_calls, place_busy_day, place_history
from ucm.simulator.feed import TcpOutput
from ucm.simulator.ledger import Ledger
from ucm.simulator.outbox import Form
from ucm.simulator.pbx import Pbx
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.scenarios import SCENARIOS
from ucm.simulator.server import serving
from ucm.simulator.sessions import COOKIE_LIFE, ApiUser
from ucm.simulator.state import State, Unusable
from ucm.simulator.switches import Scenario, Wire
from ucm.simulator.traffic.calls import Call


class Command(BaseCommand):
    help = "Run a simulated Grandstream UCM: the HTTPS API with calls and recordings, until interrupted."
    requires_system_checks: Sequence[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        _add_server_arguments(parser)
        _add_life_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            return self._list()
        if not (options["user"] and options["password"]):
            raise CommandError("Give --user and --password: the login that clients are to use.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self._run(self._pbx(options), options, stop)

    def _list(self) -> None:
        for scenario in SCENARIOS.values():
            self._say(f"{scenario.name:24} {scenario.summary}")

    def _pbx(self, options: dict[str, Any]) -> Pbx:
        return Pbx(
            ApiUser(options["user"], options["password"], options["cookie_life"]),
            scenario=_scenario(options["scenario"]),
            recordings=self._recordings(options["recordings"]),
            zone=_zone(options["time_zone"]),
            ledger=Ledger(options["ledger"]),
            state=_state(options["state"]),
        )

    def _recordings(self, folder: Path | None) -> Sequence[audio.Recording]:
        try:
            found = audio.recordings_in(folder) if folder else audio.shipped()
        except audio.NoRecordings as error:
            raise CommandError(str(error)) from error
        self._say(f"Recordings: {len(found)} from {folder or 'the simulator itself'}")
        return found

    def _run(self, pbx: Pbx, options: dict[str, Any], stop: threading.Event) -> None:
        certificate = _certificate(options)
        with contextlib.ExitStack() as stack:
            server = self._serve(stack, App(pbx), options, certificate)
            self._say(f"URL: {server}")
            self._say(f"SHA-256 fingerprint: {certificate.fingerprint}")
            output = self._output(stack, pbx, options)
            past = pbx.calls() or _past(pbx, options)
            self._say(f"Calls of the past: {len(past)}")
            if options["every"] > 0:
                live_calls(pbx, every=options["every"], calls=options["calls"], stop=stop)
            stop.wait()
            self._farewell(output)

    def _serve(
        self, stack: contextlib.ExitStack, app: App, options: dict[str, Any], certificate: Certificate
    ) -> str:
        try:
            server = serving(app, host=options["host"], port=options["port"], certificate=certificate)
            return stack.enter_context(server).url
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {options['host']} port {options['port']}: {error}. Choose another --port."
            ) from error

    def _output(
        self, stack: contextlib.ExitStack, pbx: Pbx, options: dict[str, Any]
    ) -> RealTimeOutput | TcpOutput | None:
        output: RealTimeOutput | TcpOutput
        cache = {"state": pbx.state, "firmware": pbx.scenario.firmware, "form": Form(options["format"])}
        if options["push"]:
            output = RealTimeOutput(options["push"], say=self._say, **cache)
        elif options["feed"]:
            output = TcpOutput(*options["feed"], say=self._say, **cache)
        else:
            return None
        pbx.listeners.append(stack.enter_context(output).offer)
        return output

    def _farewell(self, output: RealTimeOutput | TcpOutput | None) -> None:
        if output and output.undelivered:
            self._say(f"Stopped with {output.undelivered} records that the receiver has not taken.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _add_server_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen on. Default: %(default)s.")
    parser.add_argument("--port", type=int, default=8089, help="0 takes a free one. Default: %(default)s.")
    parser.add_argument("--user", help="API user that may log in.")
    # Command lines are visible to everybody on the machine; the environment is not.
    parser.add_argument(
        "--password",
        default=os.environ.get("UCM_SIMULATOR_PASSWORD"),
        help="Its password. Default: the environment's UCM_SIMULATOR_PASSWORD.",
    )
    parser.add_argument(
        "--cookie-life", type=float, default=COOKIE_LIFE, help="Seconds. Default: %(default)s."
    )
    parser.add_argument("--cert-dir", type=Path, help="Keep the certificate here, so its fingerprint stays.")
    parser.add_argument(
        "--scenario",
        choices=SCENARIOS,
        action="append",
        default=[],
        metavar="NAME",
        help="See --list. Give it several times for several at once. Default: good.",
    )
    parser.add_argument("--list", action="store_true", help="List the scenarios and stop.")


def _add_life_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="Audio to use instead of the shipped calls."
    )
    parser.add_argument("--time-zone", default="UTC", metavar="NAME", help="The UCM's zone. Default: UTC.")
    parser.add_argument(
        "--history",
        type=int,
        default=0,
        metavar="DAYS",
        help="Days of past calls, unless --state holds calls already. Default: 0.",
    )
    parser.add_argument(
        "--busy-day",
        type=date.fromisoformat,
        metavar="DATE",
        help="One day of a company instead of --history, such as 2026-03-03.",
    )
    parser.add_argument(
        "--legs", type=int, default=20_000, metavar="N", help="Records of --busy-day. Default: %(default)s."
    )
    parser.add_argument(
        "--every", type=float, default=0, metavar="SECONDS", help="A new call this often. Default: none."
    )
    parser.add_argument(
        "--calls", type=int, default=20, metavar="N", help="After N of them, one in ten minutes. Default: 20."
    )
    # A UCM has one Delivery Method, and the state one list of what was delivered.
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--push", metavar="URL", help="Post every CDR here, as CDR Real-Time Output does.")
    output.add_argument(
        "--feed",
        type=_address,
        metavar="HOST:PORT",
        help="Write every CDR to this address, as it does with Delivery Method TCP.",
    )
    parser.add_argument(
        "--format", choices=list(Form), default=Form.JSON, help="Of --push and --feed. Default: json."
    )
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="Append each call as a JSON line.")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="Keep calls and what --push or --feed has delivered here, and go on from it after a restart.",
    )


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ArgumentTypeError(f"“{text}” is no address. Use HOST:PORT, such as 127.0.0.1:13000.")
    return host.strip("[]"), int(port)


def _scenario(names: list[str]) -> Scenario:
    try:
        return scenario_of(names)
    except Contradiction as error:
        raise CommandError(f"{error} Leave one of {', '.join(names)} out.") from error


def _past(pbx: Pbx, options: dict[str, Any]) -> list[Call]:
    if day := options["busy_day"]:
        return place_busy_day(pbx, day, legs=options["legs"])
    return place_history(pbx, options["history"])


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"“{name}” is no time zone. Use a name such as Europe/Berlin.") from error


def _state(path: Path | None) -> State:
    try:
        return State(path)
    except Unusable as error:
        raise CommandError(str(error)) from error


def _certificate(options: dict[str, Any]) -> Certificate:
    if folder := options["cert_dir"]:
        return kept_certificate(folder, options["host"])
    # Old key exchanges sign with RSA only.
    return make_certificate(options["host"], rsa=_scenario(options["scenario"]).wire is Wire.WEAK_TLS)
