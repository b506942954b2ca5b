"""When names are read, what the admin reads when they cannot be, and what becomes of calls."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from calls.directory.refresh import DAILY, HOURLY, SOON, refresh, refresh_due
from calls.models import Call, Directory, DirectoryEntry
from calls.tasks import names as names_task
from tests.calls.directory.months import call_at
from tests.calls.sources.polling import a_ucm, asked, push
from ucm.models import Connection
from ucm.simulator.scenarios import GOOD
from ucm.simulator.server import RunningUcm
from ucm.turn import turn

pytestmark = pytest.mark.django_db


@contextmanager
def a_read_ucm(scenario: Any = "good", **options: Any) -> Iterator[tuple[RunningUcm, Connection]]:
    with a_ucm(scenario, **options) as (ucm, connection):
        refresh(connection, now=timezone.now())
        yield ucm, connection


def row() -> Directory:
    return Directory.objects.get()


def test_a_connection_is_read_at_first_sight_and_then_daily() -> None:
    now = timezone.now()
    with a_ucm() as (ucm, connection):
        [done] = refresh_due(now=now)
        assert (sum(done.read.values()), done.row.why) == (10, "")
        assert refresh_due(now=now + DAILY / 2) == []
        assert len(refresh_due(now=now + DAILY)) == 1
        assert asked(ucm).count("listAccount") == 2
        assert asked(ucm).count("login") == 2
    assert connection.names.get(number="1101").name == "Amelia Park"


def test_calls_that_came_before_the_names_get_them() -> None:
    with a_ucm() as (ucm, connection):
        push(connection, ucm.place_call("internal"), ucm.place_call("inbound"), ucm.place_call("queue"))
        assert set(Call.objects.values_list("agent_name", "queue_name")) == {("", "")}
        done = refresh(connection, now=timezone.now())
    people = {party.number: party.name for party in ucm.pbx.office.extensions}
    internal, inbound, queue = Call.objects.order_by("pk")
    assert internal.agent_name == people[internal.agent_number]
    assert internal.callee_name == people[internal.callee_number]
    assert inbound.agent_name == people[inbound.agent_number]
    assert (queue.queue_name, queue.callee_name) == ("Front desk", "Front desk")
    assert done.renamed == 7


def test_a_renamed_extension_leaves_the_calls_of_before_as_they_were() -> None:
    with a_read_ucm("renamed-extension") as (_, connection):
        then = timezone.now()
        calls = [call_at(then + timedelta(hours=n), connection, agent_number="1101") for n in (-1, 2)]
        done = refresh(connection, now=then + timedelta(hours=1))
    assert [Call.objects.get(pk=call.pk).agent_name for call in calls] == ["Amelia Park", "Dana Whitfield"]
    assert done.changed == 2  # the queue as well
    assert connection.names.current().get(number="6500").name == "Reception"


def test_a_refresh_that_died_half_way_is_made_good_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_read_ucm() as (ucm, connection):
        old = call_at(timezone.now() - timedelta(days=90), connection, agent_number="1109")
        ucm.pbx.office = replace(
            ucm.pbx.office,
            extensions=(*ucm.pbx.office.extensions, type(ucm.pbx.office.queues[0])("1109", "Ida")),
        )
        with monkeypatch.context() as broken:
            broken.setattr("calls.directory.naming.rename", lambda *_, **__: 1 / 0)
            assert "ZeroDivisionError" in refresh(connection, now=timezone.now()).row.why
        assert connection.names.filter(number="1109").exists()
        assert row().read_at is None
        refresh(connection, now=timezone.now())
    old.refresh_from_db()
    assert (old.agent_name, row().why) == ("Ida", "")


# --- An extension that nobody knew ---


def test_an_unknown_extension_is_asked_for_after_an_hour_and_not_again() -> None:
    with a_read_ucm() as (ucm, connection):
        read_at = row().read_at
        assert read_at
        call_at(read_at + timedelta(minutes=5), connection, agent_number="1109")
        assert refresh_due(now=read_at + HOURLY / 2) == []
        assert len(refresh_due(now=read_at + HOURLY)) == 1
        assert refresh_due(now=read_at + 3 * HOURLY) == []
        assert asked(ucm).count("listAccount") == 2


def test_known_extensions_and_calls_of_before_are_no_reason_to_ask() -> None:
    with a_read_ucm() as (_, connection):
        read_at = row().read_at
        assert read_at
        call_at(read_at + timedelta(minutes=5), connection, agent_number="1101")
        call_at(read_at + timedelta(minutes=5), connection, agent_number="")
        call_at(read_at - timedelta(minutes=5), connection, agent_number="1109")
        assert refresh_due(now=read_at + 2 * HOURLY) == []


# --- Trouble ---


def test_a_missing_permission_is_said_once_and_calls_go_on(caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    with a_ucm("no-names") as (ucm, connection), caplog.at_level(logging.WARNING):
        for tries in range(3):
            [done] = refresh_due(now=now + tries * HOURLY)
        push(connection, ucm.place_call("inbound"))
    assert "listAccount (answer -47), so extensions have numbers but no names." in done.row.why
    assert "tick listAccount and listQueue" in done.row.mend
    assert len(caplog.records) == 1
    assert Call.objects.get().agent_name == ""


def test_one_list_that_is_refused_does_not_keep_the_others_away() -> None:
    with a_read_ucm(replace(GOOD, forbidden=frozenset({"listQueue"}))) as (_, connection):
        assert connection.names.filter(kind="extension").exists()
    assert "queues have numbers" in row().why
    assert "extensions" not in row().why


def test_trunks_are_not_missed_because_a_cdr_names_them() -> None:
    with a_read_ucm(replace(GOOD, forbidden=frozenset({"listVoIPTrunk"}))):
        assert (row().why, row().mend) == ("", "")


def test_names_that_are_known_outlive_a_permission_that_is_taken_away() -> None:
    with a_read_ucm() as (ucm, connection):
        ucm.pbx.scenario = replace(GOOD, forbidden=frozenset({"listAccount", "listQueue", "listVoIPTrunk"}))
        read_at = row().read_at
        refresh(connection, now=timezone.now())
    assert connection.names.current().filter(kind="extension").exists()
    assert row().read_at == read_at


@pytest.mark.parametrize(("scenario", "soon"), [("old-firmware", HOURLY), ("wrong-password-tab", SOON)])
def test_a_ucm_that_cannot_be_asked_is_asked_later(scenario: str, soon: timedelta) -> None:
    now = timezone.now()
    with a_ucm(scenario) as (ucm, _):
        refresh_due(now=now)
        assert refresh_due(now=now + soon - timedelta(seconds=1)) == []
        refresh_due(now=now + soon)
        assert asked(ucm).count("login") == (1 if scenario == "wrong-password-tab" else 0)
    assert row().why
    assert row().mend


def test_a_connection_that_is_switched_off_is_not_asked() -> None:
    with a_ucm() as (ucm, _):
        Connection.objects.update(enabled=False)
        assert refresh_due(now=timezone.now()) == []
        assert asked(ucm) == []


def test_who_has_not_the_turn_comes_again_and_notes_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calls.directory.refresh.PATIENCE", 0.1)
    now = timezone.now()
    with a_ucm() as (ucm, connection), turn(connection, patience=1.0):
        refresh_due(now=now)
        assert asked(ucm) == []
    assert (row().why, row().due_at) == ("", now + SOON)


def test_two_that_begin_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_ucm() as (ucm, connection):
        Directory.objects.create(connection=connection)
        claim = Directory.objects.filter

        def late(**fields: Any) -> Any:
            if "due_at" in fields:
                claim(pk=fields["pk"]).update(due_at=timezone.now() + DAILY)  # the other one was quicker
            return claim(**fields)

        monkeypatch.setattr(Directory.objects, "filter", late)
        refresh(connection, now=timezone.now())
        assert asked(ucm) == []


# --- By hand, by beat, and in the log ---


def test_the_command_tells_counts_and_fails_when_names_are_missing() -> None:
    out = StringIO()
    with a_ucm() as (_, connection):
        call_command("ucm_names", connection.name, stdout=out)
        assert "8 extensions, 1 queue, 1 trunk; 10 new or changed" in out.getvalue()
        assert "Amelia" not in out.getvalue()
        with pytest.raises(CommandError, match="no connection “Elsewhere”"):
            call_command("ucm_names", "Elsewhere")
    with pytest.raises(CommandError, match="Names are missing: UCM of the test"):
        call_command("ucm_names", stdout=out)


def test_the_task_of_beat_reads_what_is_due(settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["names"]["task"] == names_task.name
    with a_ucm():
        names_task()
    assert DirectoryEntry.objects.count() == 10


def test_no_name_and_no_number_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), a_read_ucm("renamed-extension") as (_, connection):
        refresh(connection, now=timezone.now())
    said = [*DirectoryEntry.objects.exclude(kind="trunk").values_list("number", "name")]
    assert caplog.text
    assert not [word for entry in said for word in entry if word in caplog.text]
