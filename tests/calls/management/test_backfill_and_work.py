"""`ucm_backfill` and `work`: history and polls without a broker."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from calls.management.commands import work
from calls.models import Backfill, Call, Poll
from tests.calls.sources.backfilling import a_call_a_day, today, wanted
from tests.calls.sources.polling import a_ucm
from ucm.models import Connection

pytestmark = pytest.mark.django_db


def ucm_backfill(*arguments: str) -> str:
    out = io.StringIO()
    call_command("ucm_backfill", *arguments, "--pause=0", stdout=out)
    return out.getvalue()


def days(first: int, last: int) -> list[str]:
    return [f"--from={today() - timedelta(days=first)}", f"--to={today() - timedelta(days=last)}"]


def test_the_command_stays_until_all_days_are_done_and_says_what_came() -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        said = ucm_backfill(connection.name, *days(3, 1), "--records-only")
    assert "3 of 3 days: 3 calls found, 3 of them new, 0 recordings waiting." in said
    assert not Backfill.objects.get().recordings


def test_the_command_leaves_it_to_the_workers_if_asked(connection: Connection) -> None:
    said = ucm_backfill(connection.name, *days(3, 1), "--queue")
    assert "waits for the workers" in said
    assert Backfill.objects.get().recordings


def test_the_command_ends_when_somebody_cancels(connection: Connection, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "calls.management.commands.ucm_backfill.carry", lambda backfill: Backfill.objects.get().cancel()
    )
    with pytest.raises(CommandError, match="cancelled"):
        ucm_backfill(connection.name, *days(3, 1))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Elsewhere", "--from=2026-01-01", "--to=2026-01-02"], "Known: “Head office”"),
        (["Head office", "--from=2026-01-03", "--to=2026-01-02"], "before 2026-01-03"),
        (["Head office", "--from=yesterday", "--to=2026-01-02"], "is no day"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    connection: Connection, arguments: list[str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        ucm_backfill(*arguments)
    assert not Backfill.objects.exists()


def test_work_polls_backfills_and_reads_without_a_broker() -> None:
    with a_ucm() as (ucm, connection):
        past = a_call_a_day(ucm, 9)
        wanted(connection, days=9)
        call_command("work", "--once")
    assert Call.objects.count() == len(past)
    assert Poll.objects.get().state == Poll.State.DONE
    assert Backfill.objects.get().state == Backfill.State.DONE


def test_work_polls_again_only_when_it_is_time(settings: Any) -> None:
    with a_ucm():
        assert (work._poll(), work._poll()) == (1, 0)
        Poll.objects.update(started_at=timezone.now() - timedelta(seconds=settings.POLL_INTERVAL + 1))
        assert work._poll() == 1


def test_work_ends_though_the_phone_system_is_away() -> None:
    with a_ucm() as (_, connection):
        wanted(connection)
    call_command("work", "--once")
    assert Backfill.objects.get().why
    assert Poll.objects.get().state == Poll.State.FAILED
