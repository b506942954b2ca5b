"""The words in which the tests of backfills ask for past calls."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from calls.models import Backfill, Call
from calls.models.backfill import DAY
from calls.sources.backfill import carry
from ucm.models import Connection
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.kinds import CallKind

S = Backfill.State


def today() -> date:
    return timezone.now().date()


def wanted(connection: Connection, *, days: int = 3, **fields: Any) -> Backfill:
    """The last so many days before today."""
    last = fields.pop("last_day", today() - DAY)
    first = last - (days - 1) * DAY
    return Backfill.objects.create(connection=connection, first_day=first, last_day=last, **fields)


def a_call_a_day(ucm: RunningUcm, days: int, kind: CallKind = CallKind.OUTBOUND_BUSY) -> list[Any]:
    """At noon of each of the last so many days before today."""
    noon = datetime.combine(today(), time(12), UTC)
    return [ucm.place_call(kind, begins=(noon - n * DAY).timestamp()) for n in range(1, days + 1)]


def finish(backfill: Backfill) -> Backfill:
    for _ in range(50):
        if backfill.state not in Backfill.OPEN:
            return backfill
        Backfill.objects.filter(pk=backfill.pk).update(due_at=timezone.now())
        carry(backfill)
    raise AssertionError("it never ends")


def sessions() -> set[str]:
    return set(Call.objects.values_list("session", flat=True))
