"""Names onto calls: the one of the day, in one statement or at ingestion, and only what must change."""

import json
from typing import Any

import pytest
from django.db import connection as database
from django.db.models import F

from calls import ingest
from calls.directory import naming
from calls.models import Call, DirectoryEntry, Event
from tests.calls.directory.months import APRIL, MARCH, call_at, read
from tests.calls.test_ingest import ANSWERED_LEG
from ucm.models import Connection
from ucm.protocol.directory import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(connection: Connection) -> Connection:
    """1002 was Maria's until April, then Tom's; the queue 6500 was renamed with it."""
    for at, person, queue in ((MARCH, "Maria Lopez", "Front desk"), (APRIL, "Tom Berg", "Reception")):
        read(connection, at=at, n1002=person, n1003="Ida Roth")
        read(connection, at=at, kind=Kind.QUEUE, n6500=queue)
    return connection


def names(call: Call) -> tuple[str, str, str]:
    call.refresh_from_db()
    return call.agent_name, call.callee_name, call.queue_name


def test_a_call_of_march_keeps_marchs_names(renamed: Connection) -> None:
    march, april = (call_at(at, renamed, callee_number="1003", queue="6500") for at in (MARCH, APRIL))
    assert naming.rename(Call.objects.all()) == 6
    assert names(march) == ("Maria Lopez", "Ida Roth", "Front desk")
    assert names(april) == ("Tom Berg", "Ida Roth", "Reception")


def test_somebody_may_call_a_queue_and_a_queue_is_no_agent(renamed: Connection) -> None:
    call = call_at(APRIL, renamed, callee_number="6500", agent_number="6500")
    naming.rename(Call.objects.all())
    assert names(call) == ("", "Reception", "")


def test_what_is_right_is_not_written(renamed: Connection) -> None:
    call_at(MARCH, renamed)
    assert naming.rename(Call.objects.all()) == 1
    assert naming.rename(Call.objects.all()) == 0


def test_only_calls_with_one_of_the_numbers_are_looked_at(renamed: Connection) -> None:
    call_at(MARCH, renamed)
    other = call_at(MARCH, renamed, agent_number="1003")
    assert naming.rename(Call.objects.all(), numbers={"1003"}) == 1
    assert names(other)[0] == "Ida Roth"


def test_a_name_that_is_no_longer_known_is_taken_away(renamed: Connection) -> None:
    call = call_at(MARCH, renamed, agent_name="Somebody")
    DirectoryEntry.objects.all().delete()
    naming.rename(Call.objects.all())
    assert names(call)[0] == ""


def test_many_calls_cost_as_many_statements_as_few(
    renamed: Connection, django_assert_max_num_queries: Any
) -> None:
    for _ in range(25):
        call_at(MARCH, renamed, queue="6500")
    with django_assert_max_num_queries(4):
        assert naming.rename(Call.objects.all()) == 50


def test_a_name_is_found_by_its_index_and_without_a_join(renamed: Connection) -> None:
    """Measured over 200,000 calls and 305 entries: 3.5 s; with a join and the connection's index, 109 s."""
    named = Call.objects.annotate(right=naming.name_of("agent_number")).values("right")
    assert "ucm_connection" not in str(named.query)
    if database.vendor == "sqlite":
        assert "name_of_number (connection_id=? AND number=? AND kind=?)" in named.explain()


def test_slices_leave_no_call_out(renamed: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "SLICE", 3)
    for _ in range(8):
        call_at(MARCH, renamed)
    assert naming.rename(renamed.calls.all()) == 8
    assert not renamed.calls.exclude(agent_name="Maria Lopez").exists()


def test_a_call_that_comes_in_has_its_names_at_once_and_the_same_as_by_statement(
    connection: Connection,
) -> None:
    read(connection, at=MARCH, n1001="Megan Hart")
    leg = ANSWERED_LEG | {"action_type": "QUEUE[6500]"}
    read(connection, at=MARCH, kind=Kind.QUEUE, n6500="Front desk")
    [call] = ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(leg).encode()))
    call.refresh_from_db()
    assert (call.agent_number, call.agent_name) == ("1001", "Megan Hart")
    assert (call.queue, call.queue_name) == ("6500", "Front desk")
    assert naming.rename(Call.objects.all()) == 0
    assert not Call.objects.filter(customer_name=F("agent_name")).exists()
