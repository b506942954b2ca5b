"""A hundred thousand damaged bodies through the site's own WSGI app: no error, and none is lost.

MUTANTS and MUTANT_SEED choose how many and which. Four shards, so that `pytest -n 2` can share them.
"""

import io
import logging
import os
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction

from calls import ingest
from calls.models import Event
from tests.calls.sources.mutants import mutants
from ucm.models import Connection

MUTANTS = int(os.environ.get("MUTANTS", "100000"))
SEED = int(os.environ.get("MUTANT_SEED", "1"))
SHARDS, BATCH = 4, 100
STUMBLED = ingest.OUR_FAULT.partition("(")[0]

application = get_wsgi_application()


def post(path: str, body: bytes, content_type: str) -> int:
    """The status of a POST through the WSGI app; an exception that Django did not catch is raised."""
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    answer = application(environ, lambda status, headers: statuses.append(status))
    answer.close()
    return int(statuses[0].split()[0])


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A line in the log for each of them would take a tenth of the time."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def one_transaction() -> Iterator[None]:
    """Django closes a connection that is inside a transaction when a request ends; here all of them share
    one, as with its own test client."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def check(path: str, sent: Sequence[tuple[bytes, str]]) -> None:
    assert {post(path, body, content_type) for body, content_type in sent} == {200}
    bodies = [body for body, _ in sent if body.strip()]
    events = list(Event.objects.select_related("connection").order_by("id"))
    assert [bytes(event.raw) for event in events] == bodies
    for event in events:
        calls = ingest.ingest(event)
        read = event.state in (Event.State.UNDERSTOOD, Event.State.PARTLY)
        told = bool(event.reason) and STUMBLED not in event.reason
        assert event.state == Event.State.UNDERSTOOD or told, (event.reason, bytes(event.raw)[:3000])
        assert read or event.state == Event.State.UNREADABLE
        # Nothing that has a record's name in it is understood as an empty list.
        assert calls or event.state != Event.State.UNDERSTOOD or b"uniqueid" not in bytes(event.raw)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_damaged_body_is_an_error_and_none_is_lost(
    connection: Connection, shard: int, settings: pytest.FixtureRequest
) -> None:
    settings.WEBHOOK_RATE = 1e6  # type: ignore[attr-defined]
    path = connection.webhook_path
    damaged = mutants(seed=SEED * SHARDS + shard, count=MUTANTS // SHARDS)
    while sent := list(islice(damaged, BATCH)):
        with transaction.atomic():
            check(path, sent)
            transaction.set_rollback(True)
