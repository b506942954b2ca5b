"""What a poll costs, the task that runs it and the command."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls import tasks
from calls.models import Poll
from calls.sources.poll import poll
from tests.calls.sources.polling import a_ucm, soon
from ucm.models import Connection
from ucm.simulator.traffic.kinds import CallKind

pytestmark = pytest.mark.django_db


def test_comparing_known_calls_takes_a_fixed_number_of_queries() -> None:
    with a_ucm() as (ucm, connection):
        counts = []
        for more in (2, 30):
            for _ in range(more):
                ucm.place_call(CallKind.INTERNAL_MISSED)
            poll(connection, now=soon())
            with CaptureQueriesContext(database) as queries:
                assert poll(connection, now=soon()).calls_recovered == 0
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_task_polls_every_enabled_connection_whatever_happens_to_one(connection: Connection) -> None:
    Connection.objects.create(
        name="Switched off", base_url="https://127.0.0.1:9", username="cdrapi", enabled=False
    )
    Connection.objects.filter(pk=connection.pk).update(base_url="https://127.0.0.1:9")
    with a_ucm() as (_, good):
        tasks.reconcile()
    states = dict(Poll.objects.values_list("connection__name", "state"))
    assert states == {connection.name: Poll.State.FAILED, good.name: Poll.State.DONE}


def ucm_poll(*arguments: str) -> tuple[str, CommandError | None]:
    out = io.StringIO()
    try:
        call_command("ucm_poll", "--once", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def test_the_command_polls_from_a_time_on_and_says_what_came() -> None:
    with a_ucm() as (ucm, _):
        ucm.place_call(begins=(timezone.now() - timedelta(days=5)).timestamp())
        said, error = ucm_poll("--since", (timezone.now() - timedelta(days=6)).isoformat())
    assert error is None
    assert "of 1 calls, 1 calls recovered" in said


def test_the_command_fails_with_what_to_do(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(enabled=False)
    said, error = ucm_poll("--connection", connection.name)
    assert "Switch it on" in said
    assert error is not None
    assert error.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "yesterday"], "no time"),
        (["--since", "2026-13-01T00:00"], "no time"),
        (["--since", "2999-01-01T00:00"], "not come yet"),
        (["--connection", "Elsewhere"], "Known: “Head office”"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    connection: Connection, arguments: list[str], told: str
) -> None:
    _, error = ucm_poll(*arguments)
    assert told in str(error)
