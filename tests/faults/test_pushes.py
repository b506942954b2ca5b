"""Each row of the second table: what arrives becomes calls, or is kept with a reason; the poll helps out."""

import asyncio
import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from calls.ingest import ingest_one
from calls.models import Event
from calls.sources import upload, webhook
from calls.sources.feed import Listener, keeper, listening
from calls.sources.folder import look
from calls.sources.inbox import Inbox
from calls.sources.poll import SETTLE, poll
from tests.faults.matrix import Dialect, without_fault
from tests.faults.office import Office
from tests.faults.pushes import PUSHES, TURNED_AWAY, Bodies, Push, TurnedAway, Way, one_by_one
from tests.loops import run
from tests.ucm.conftest import tone
from ucm.basic_auth import hash_password
from ucm.models import Connection
from ucm.refusals import Cause, Refusal, Tally
from ucm.simulator.audio import Recording as Audio

__all__ = ["tone"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(tone: Audio, tmp_path: Path, settings: Any) -> Iterator[Office]:
    settings.RECORDINGS_DIR, settings.WATCH_DIR = tmp_path / "recordings", tmp_path / "watch"
    settings.MIN_FREE_BYTES = 1
    (tmp_path / "watch" / "office").mkdir(parents=True)
    with ExitStack() as stack:
        office = Office(stack, tone, without_fault(Dialect.NEW), Dialect.NEW)
        Connection.objects.update(watch_folder="office")
        office.connection.refresh_from_db()
        yield office


# --- The ways in -----------------------------------------------------------------------------------


def post(connection: Connection, bodies: Bodies) -> None:
    for body in bodies:
        answer = Client().post(connection.webhook_path, body, content_type="application/json")
        assert answer.status_code == 200


def feed(connection: Connection, bodies: Bodies) -> None:
    """Over a real socket, one record after the other with nothing between them."""

    async def write() -> None:
        listener = Listener(Inbox(keeper(connection)), max_record=1 << 20)
        async with listening(listener, host="127.0.0.1", port=0):
            _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
            writer.write(b"".join(bodies))
            writer.close()
            await writer.wait_closed()

    run(write())


def put(connection: Connection, bodies: Bodies) -> None:
    from django.conf import settings

    for number, body in enumerate(bodies):
        (settings.WATCH_DIR / "office" / f"export-{number}.json").write_bytes(body)
    for _ in range(2):
        look(connection)


def bring(connection: Connection, bodies: Bodies) -> None:
    upload.receive(connection, [SimpleUploadedFile(f"{n}.json", body) for n, body in enumerate(bodies)])


SEND: dict[Way, Callable[[Connection, Bodies], None]] = {
    Way.WEBHOOK: post,
    Way.FEED: feed,
    Way.FOLDER: put,
    Way.UPLOAD: bring,
}


def read_all() -> None:
    for pk in list(Event.objects.values_list("pk", flat=True)):
        ingest_one(pk)


def reconcile(office: Office) -> None:
    row = poll(office.connection, now=timezone.now() + SETTLE + timedelta(seconds=5))
    assert row.state == row.State.DONE


# --- The rows --------------------------------------------------------------------------------------

ROWS = [(push, way) for push in PUSHES for way in push.ways]


@pytest.mark.parametrize(("push", "way"), ROWS, ids=[f"{push}, {way}" for push, way in ROWS])
def test_what_arrives_is_read_or_kept_and_no_call_is_lost(office: Office, push: Push, way: Way) -> None:
    bodies = push.deed([row for call in office.calls for row in call.rows])
    SEND[way](office.connection, bodies)
    read_all()
    trouble = list(Event.objects.filter(state__in=Event.TROUBLE))
    assert bool(trouble) is bool(push.reads)
    assert {event.reason for event in trouble if not event.reason.startswith(push.reads)} == set()
    assert all(event.advice.startswith(push.mend) for event in trouble)
    if not push.reads and bodies:
        assert office.has_lost_nothing()
    reconcile(office)
    assert office.has_lost_nothing()


def wrong_address(connection: Connection) -> str:
    return connection.webhook_path.replace("/hooks/ucm/", "/hooks/ucm/old")


def turn_away(connection: Connection, cause: Cause, settings: Any) -> dict[str, str]:
    """Set the webhook up so that this cause holds; the headers that the UCM sends."""
    match cause:
        case Cause.ADDRESS:
            connection.allowed_addresses = "203.0.113.7"
        case Cause.NO_LOGIN | Cause.WRONG_LOGIN:
            connection.push_user, connection.push_password_hash = "ucm", hash_password("right")
        case Cause.RATE:
            settings.WEBHOOK_RATE, settings.WEBHOOK_BURST = 0.001, 1
        case Cause.SIZE:
            settings.WEBHOOK_MAX_BYTES = 10
    connection.save()
    login = base64.b64encode(b"ucm:wrong").decode()
    return {"Authorization": f"Basic {login}"} if cause is Cause.WRONG_LOGIN else {}


@pytest.mark.parametrize("row", TURNED_AWAY, ids=str)
def test_a_push_that_is_turned_away_is_counted_and_fetched(
    office: Office, row: TurnedAway, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TALLY", Tally(every=0))
    headers = turn_away(office.connection, row.cause, settings)
    path = wrong_address(office.connection) if row.cause is Cause.TOKEN else office.connection.webhook_path
    statuses = [answer_to(path, body, headers) for body in all_of(office)]
    assert any(status >= 400 for status in statuses)
    refusal = Refusal.objects.shown_to(office.connection).get()
    assert (refusal.cause, refusal.mend) == (row.cause, row.mend)
    reconcile(office)
    assert office.has_lost_nothing()


def all_of(office: Office) -> Sequence[bytes]:
    return one_by_one([row for call in office.calls for row in call.rows])


def answer_to(path: str, body: bytes, headers: dict[str, str]) -> int:
    return Client().post(path, body, content_type="application/json", headers=headers).status_code
