"""A day in the life of a UCM and of its receiver, told in chapters; the clock goes on when a call ends.

Between two chapters the UCM restarts: same address, same certificate, same call records, but every login is
gone, and with some firmware what waited to be pushed.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from django.test import Client

from calls.ingest import ingest_one
from calls.models import Event, Poll
from calls.sources.poll import poll
from tests.journeys import receivers
from ucm.models import Connection
from ucm.simulator.certificate import make_certificate
from ucm.simulator.combining import scenario_of
from ucm.simulator.feed import TcpOutput
from ucm.simulator.ledger import Ledger
from ucm.simulator.outbox import Form, Message, Outbox
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.sender import Backoff
from ucm.simulator.server import RunningUcm, running
from ucm.simulator.state import State
from ucm.simulator.traffic.calls import Call as PlacedCall

USER, PASSWORD = "cdrapi", "s3cret!"
QUICK = Backoff(first=0.02, most=0.1)
PATIENCE = 120.0
TRIES = 3


class Way(StrEnum):
    """How records leave the UCM. HTTP and TCP are sockets; MIXED_UP posts to the view in this process, in any
    order and some records twice."""

    HTTP = "http"
    TCP = "tcp"
    MIXED_UP = "mixed up"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Up to a wall-clock time. `scenario` are names of the simulator's; `down_until`: when our receiver comes
    back, None for a receiver that is there all the time, "" for one that does not come back."""

    until: str
    way: Way
    scenario: str = "good"
    form: Form = Form.JSON
    down_until: str | None = None


class Clock:
    """Unix time, which is that of the test."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


@dataclass
class Day:
    """`calls` in the order in which they end. `told` is what the UCM said of our receiver, `polls` how each
    poll went, `logins` how often we logged in during each chapter."""

    calls: Sequence[PlacedCall]
    zone: ZoneInfo
    folder: Path
    clock: Clock
    told: list[str] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    logins: list[int] = field(default_factory=list)
    late: int = 0

    def __post_init__(self) -> None:
        self.certificate = make_certificate("127.0.0.1")
        self.api_port, self.push_port = receivers.free_port(), receivers.free_port()
        self.connection = Connection.objects.create(
            name="Company", base_url=f"https://127.0.0.1:{self.api_port}", username=USER, password=PASSWORD,
            tls=Connection.Tls.PIN, fingerprint=self.certificate.fingerprint, time_zone=self.zone.key,
        )  # fmt: skip
        self._to_come = list(reversed(self.calls))
        self._rng = random.Random(1)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def live_through(self, chapter: Chapter) -> None:
        with self.ucm(chapter.scenario) as ucm:
            self._push(ucm, chapter)
            self._read_events()
            self.reconcile()
            self.logins.append([served.action for served in ucm.requests].count("login"))
        # The UCM restarts: nobody is there to answer.
        self.polls.append(poll(self.connection, now=self.clock.moment))

    def reconcile(self) -> Poll:
        """Poll as the beat would, until it is done."""
        for _ in range(TRIES):
            self.polls.append(poll(self.connection, now=self.clock.moment))
            if self.polls[-1].state == Poll.State.DONE:
                break
        assert self.polls[-1].state == Poll.State.DONE, self.polls[-1].why
        return self.polls[-1]

    @contextmanager
    def ucm(self, scenario: str = "good") -> Iterator[RunningUcm]:
        with running(
            user=USER,
            password=PASSWORD,
            scenario=scenario,
            recordings=(),
            port=self.api_port,
            certificate=self.certificate,
            zone=self.zone,
            clock=self.clock,
            ledger=Ledger(self.ledger),
            state=State(self.folder / "state.jsonl"),
        ) as ucm:
            yield ucm

    # --- Real-time output ---------------------------------------------------------------------------

    def _push(self, ucm: RunningUcm, chapter: Chapter) -> None:
        cache = {
            "state": ucm.pbx.state, "firmware": scenario_of(chapter.scenario.split()).firmware,
            "form": chapter.form,
        }  # fmt: skip
        if chapter.way is Way.MIXED_UP:
            return self._mix_up(ucm, chapter, Outbox(**cache))
        with self._output(chapter.way, cache) as output, ExitStack() as receiver:
            self.late += output.undelivered
            ucm.pbx.listeners.append(output.offer)
            if chapter.down_until is not None:
                self._let_happen(ucm, until=chapter.down_until or chapter.until)
            if chapter.down_until != "":
                receiver.enter_context(self._receiver(chapter.way))
                self._let_happen(ucm, until=chapter.until)
                assert output.drain(PATIENCE)

    def _output(self, way: Way, cache: dict[str, object]) -> RealTimeOutput | TcpOutput:
        if way is Way.TCP:
            return TcpOutput("127.0.0.1", self.push_port, backoff=QUICK, say=self.told.append, **cache)
        url = f"http://127.0.0.1:{self.push_port}{self.connection.webhook_path}"
        return RealTimeOutput(url, backoff=QUICK, say=self.told.append, **cache)

    def _receiver(self, way: Way) -> "ExitStack":
        stack = ExitStack()
        stack.enter_context(
            receivers.feed(self.push_port, self.connection)
            if way is Way.TCP
            else receivers.webhook(self.push_port, forgets_every=10)
        )
        return stack

    def _mix_up(self, ucm: RunningUcm, chapter: Chapter, outbox: Outbox) -> None:
        ucm.pbx.listeners.append(outbox.offer)
        self._let_happen(ucm, until=chapter.until)
        messages = list(_emptied(outbox))
        messages += self._rng.sample(messages, len(messages) // 20)
        self._rng.shuffle(messages)
        site = Client()
        for message in messages:
            answer = site.post(
                self.connection.webhook_path, message.body, content_type=chapter.form.content_type
            )
            assert answer.status_code == 200

    # --- Time ---------------------------------------------------------------------------------------

    def _let_happen(self, ucm: RunningUcm, *, until: str) -> None:
        """Every call that ends before this time of the day, at its time."""
        end = self._instant(until)
        while self._to_come and self._to_come[-1].ends < end:
            call = self._to_come.pop()
            self.clock.now = call.ends
            ucm.pbx.take(call)
        self.clock.now = end

    def _instant(self, wall_clock: str) -> float:
        hours, minutes = map(int, wall_clock.split(":"))
        midnight = datetime.fromtimestamp(self.calls[0].begins, self.zone).replace(hour=0, minute=0, second=0)
        # A time after 24:00 is one of the next day.
        day = midnight.date().toordinal() + hours // 24
        moment = datetime.combine(
            type(midnight.date()).fromordinal(day), time(hours % 24, minutes), self.zone
        )
        return moment.timestamp()

    def _read_events(self) -> None:
        """As several workers do: in no order that anybody could rely on."""
        waiting = list(Event.objects.filter(state=Event.State.RECEIVED).values_list("pk", flat=True))
        self._rng.shuffle(waiting)
        for pk in waiting:
            ingest_one(pk)


def _emptied(outbox: Outbox) -> Iterator[Message]:
    while len(outbox) and (message := outbox.head()):
        yield message
        outbox.note_sent(message)
