"""What real-time output missed, in words; and the proof that every call of a ledger is here exactly once."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from django.utils import timezone

from calls import ingest
from calls.models import Call, Event, Leg, Poll
from calls.reconcile import WRONG, Gap, gaps, proof
from tests.calls.test_ingest import ANSWERED_LEG, NO_ANSWER_LEG
from tests.factories import make_call, make_leg
from ucm.models import Connection

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)
MORNING = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)


def bring(connection: Connection, *sources: Event.Source, at: datetime = MORNING) -> Call:
    """A call of which each of these sources brought a leg."""
    call = make_call(at, connection=connection)
    for source in sources:
        leg = make_leg(call)
        Event.objects.filter(pk=leg.event_id).update(source=source)
    return call


def compared(connection: Connection, start: datetime, end: datetime) -> None:
    Poll.objects.create(connection=connection, window_start=start, window_end=end, state=Poll.State.DONE)


def compare_whole_day(connection: Connection) -> None:
    midnight = datetime(2026, 5, 4, tzinfo=UTC)
    compared(connection, midnight - timedelta(hours=3), midnight + timedelta(hours=13))
    compared(connection, midnight + timedelta(hours=11), midnight + timedelta(hours=24))


def gap_of(connection: Connection, *, now: datetime = LATER) -> Gap:
    [gap] = gaps(DAY, now=now, connections=[connection])
    return gap


def test_what_the_webhook_missed_is_counted_and_said(connection: Connection) -> None:
    for source in (Event.Source.WEBHOOK, Event.Source.FEED, Event.Source.POLL):
        bring(connection, source)
    compare_whole_day(connection)
    gap = gap_of(connection)
    assert (gap.calls, gap.pushed, gap.recovered, gap.incomplete) == (3, 2, 1, 0)
    assert (
        gap.sentence == "Real-time output missed 1 of 3 calls on 2026-05-04; all were recovered by the poll."
    )


def test_what_a_backfill_brought_was_not_missed(connection: Connection) -> None:
    bring(connection, Event.Source.WEBHOOK)
    bring(connection, Event.Source.BACKFILL)
    compare_whole_day(connection)
    gap = gap_of(connection)
    assert (gap.calls, gap.pushed, gap.recovered, gap.backfilled) == (2, 1, 0, 1)
    assert gap.sentence == (
        "Real-time output missed none of 1 call on 2026-05-04. A backfill brought 1 call."
    )


def test_a_day_without_gaps_says_so(connection: Connection) -> None:
    bring(connection, Event.Source.WEBHOOK)
    compare_whole_day(connection)
    assert gap_of(connection).sentence == "Real-time output missed none of 1 call on 2026-05-04."


def test_a_lost_leg_makes_a_call_incomplete_not_missed(connection: Connection) -> None:
    bring(connection, Event.Source.WEBHOOK, Event.Source.POLL)
    compare_whole_day(connection)
    gap = gap_of(connection)
    assert (gap.pushed, gap.recovered, gap.incomplete) == (1, 0, 1)
    assert "Of 1 call it missed a part" in gap.sentence


def test_nothing_is_called_recovered_that_was_not_compared(connection: Connection) -> None:
    bring(connection, Event.Source.POLL)
    compared(connection, MORNING, MORNING + timedelta(hours=2))
    compared(connection, MORNING + timedelta(hours=3), MORNING + timedelta(hours=20))
    gap = gap_of(connection)
    assert gap.unchecked == timedelta(hours=9 + 1)
    assert "all were recovered" not in gap.sentence
    assert "10 h 00 min of the day are not compared" in gap.sentence


def test_a_poll_that_is_not_done_compares_nothing(connection: Connection) -> None:
    compare_whole_day(connection)
    Poll.objects.filter(window_start__lt=MORNING - timedelta(hours=9)).update(state=Poll.State.FAILED)
    assert gap_of(connection).unchecked == timedelta(hours=11)


def test_a_day_without_calls_and_the_newest_minutes_are_no_trouble(connection: Connection) -> None:
    now = MORNING + timedelta(hours=3)
    compared(connection, MORNING - timedelta(hours=12), now - timedelta(minutes=6))
    gap = gap_of(connection, now=now)
    assert (gap.calls, gap.unchecked) == (0, timedelta())
    assert gap.sentence == "No calls on 2026-05-04."


def test_a_day_ends_at_the_sites_midnight_and_calls_count_by_their_end(connection: Connection) -> None:
    with override_settings(TIME_ZONE="Europe/Berlin"):
        bring(connection, Event.Source.POLL, at=datetime(2026, 5, 3, 21, 59, tzinfo=UTC))
        bring(connection, Event.Source.POLL, at=datetime(2026, 5, 4, 21, 59, tzinfo=UTC))
        assert gap_of(connection).calls == 1


def test_another_systems_calls_and_polls_are_its_own(connection: Connection) -> None:
    other = Connection.objects.create(name="Branch", base_url="https://127.0.0.1:9", username="cdrapi")
    bring(other, Event.Source.POLL)
    compare_whole_day(other)
    assert gap_of(connection).calls == 0
    assert gap_of(connection).unchecked == timedelta(hours=24)


# --- The proof --------------------------------------------------------------------------------------

SESSION = ANSWERED_LEG["session"]
LEDGER = {
    "session": SESSION, "legs": 2, "account_ids": ["72", "73"], "recordings": [], "talk_seconds": 90
}  # fmt: skip


def store(connection: Connection, *legs: dict[str, str]) -> None:
    ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(list(legs)).encode()))


def prove(*entries: dict[str, Any]) -> Any:
    return proof(entries or [LEDGER], connections=Connection.objects.all())


def test_every_call_exactly_once_is_proven(connection: Connection) -> None:
    store(connection, ANSWERED_LEG, NO_ANSWER_LEG)
    verdict = prove()
    assert verdict.holds
    assert (verdict.calls, verdict.legs) == (1, 2)


@pytest.mark.parametrize(
    ("stored", "wrong"),
    [([], "missing"), ([ANSWERED_LEG], "incomplete"),
     ([ANSWERED_LEG, NO_ANSWER_LEG, ANSWERED_LEG | {"AcctId": "99"}], "doubled"),
     ([ANSWERED_LEG | {"billsec": "80"}, NO_ANSWER_LEG], "mistimed")],
)  # fmt: skip
def test_what_differs_is_named(connection: Connection, stored: Sequence[dict[str, str]], wrong: str) -> None:
    if stored:
        store(connection, *stored)
    verdict = prove()
    assert not verdict.holds
    found = {name: getattr(verdict, name) for name in WRONG}
    assert found == dict.fromkeys(WRONG, ()) | {wrong: (SESSION,)}


def test_a_ledger_that_knows_no_talk_time_proves_the_legs(connection: Connection) -> None:
    store(connection, ANSWERED_LEG | {"billsec": "80"}, NO_ANSWER_LEG)
    assert prove({name: value for name, value in LEDGER.items() if name != "talk_seconds"}).holds


def test_a_leg_stored_under_two_keys_is_doubled(connection: Connection) -> None:
    store(connection, ANSWERED_LEG, NO_ANSWER_LEG)
    leg = Leg.objects.first()
    assert leg is not None
    leg.pk, leg.key = None, "another key"
    leg.save()
    assert prove().doubled == (SESSION,)


def test_one_call_under_two_connections_is_doubled(connection: Connection) -> None:
    other = Connection.objects.create(name="Again", base_url="https://127.0.0.1:9", username="cdrapi")
    for system in (connection, other):
        store(system, ANSWERED_LEG, NO_ANSWER_LEG)
    assert prove().doubled == (SESSION,)
    assert proof([LEDGER], connections=[connection]).holds


def test_a_ledger_larger_than_a_query_is_compared_whole(connection: Connection) -> None:
    store(connection, ANSWERED_LEG, NO_ANSWER_LEG)
    others = [{"session": f"17778{n:05}-1", "account_ids": [str(n)]} for n in range(1200)]
    verdict = prove(*others, LEDGER)
    assert len(verdict.missing) == 1200
    assert verdict.calls == 1201


# --- The command ------------------------------------------------------------------------------------


def ucm_reconcile(*arguments: str) -> tuple[str, CommandError | None]:
    out = io.StringIO()
    try:
        call_command("ucm_reconcile", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def ledger_file(folder: Path, *lines: str) -> str:
    path = folder / "ledger.jsonl"
    path.write_text("\n".join(lines))
    return str(path)


def test_the_report_speaks_of_yesterday_and_today(connection: Connection) -> None:
    yesterday = timezone.localtime().replace(hour=12) - timedelta(days=1)
    bring(connection, Event.Source.POLL, at=yesterday)
    compared(connection, yesterday - timedelta(days=2), timezone.now())
    said, error = ucm_reconcile("--report")
    assert error is None
    assert (
        "Head office: Real-time output missed 1 of 1 call yesterday; all were recovered by the poll." in said
    )
    assert "No calls today." in said


def test_the_report_is_json_for_machines(connection: Connection) -> None:
    said, _ = ucm_reconcile("--report", "--json", "--days", "2")
    answer = json.loads(said)
    assert answer["ledger"] is None
    assert [day["connection"] for day in answer["days"]] == ["Head office"] * 3
    assert answer["days"][0]["unchecked"] == 24 * 3600


def test_a_difference_ends_with_1_and_names_sessions_only_when_asked(
    connection: Connection, tmp_path: Path
) -> None:
    path = ledger_file(tmp_path, json.dumps(LEDGER), json.dumps({"violation": "x", "parameters": []}))
    said, error = ucm_reconcile("--ledger", path)
    assert error is not None
    assert error.returncode == 1
    assert SESSION not in said + str(error)
    assert f"missing: {SESSION}" in ucm_reconcile("--ledger", path, "--verbose")[0]
    assert json.loads(ucm_reconcile("--ledger", path, "--json")[0])["ledger"]["missing"] == 1


def test_a_ledger_that_agrees_ends_with_0(connection: Connection, tmp_path: Path) -> None:
    store(connection, ANSWERED_LEG, NO_ANSWER_LEG)
    said, error = ucm_reconcile("--ledger", ledger_file(tmp_path, json.dumps(LEDGER)))
    assert error is None
    assert "1 call (2 legs) in the ledger: every one is here exactly once." in said


def test_a_file_that_is_no_ledger_is_refused(connection: Connection, tmp_path: Path) -> None:
    _, error = ucm_reconcile("--ledger", ledger_file(tmp_path, "hello"))
    assert "no ledger" in str(error)
    _, error = ucm_reconcile("--ledger", str(tmp_path / "nowhere"))
    assert "cannot be read" in str(error)
