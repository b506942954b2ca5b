"""What the pushes missed and whether it is here now: the day's report, and the proof against a ledger.

Asked by `manage.py ucm_reconcile`. The facts are in the rows: the events that brought a call's legs,
and the windows of the polls and backfills that are done.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from calls.models import Call, Event, Leg, Poll
from calls.models.backfill import covered
from calls.sources.compare import ended_between
from ucm.models import Connection

PUSHED = (Event.Source.WEBHOOK, Event.Source.FEED)
LAG = timedelta(minutes=15)  # the newest part of today is not compared yet, and that is no news

# --- The day's report -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """One connection's day: `calls` = `pushed` + `recovered` + `backfilled`.

    `recovered` came by poll or upload; `backfilled` by a backfill only, so nobody had waited for a push.
    Of `incomplete` ones a push brought some legs and a poll or backfill the rest. `unchecked` is the part
    of the day that nothing has compared: there more may be missing.
    """

    connection: str
    day: date
    calls: int
    pushed: int
    recovered: int
    incomplete: int
    unchecked: timedelta
    backfilled: int = 0

    @property
    def sentence(self) -> str:
        parts = [
            self.what_was_missed,
            self._what_was_incomplete(),
            self._what_was_backfilled(),
            self._what_is_unchecked(),
        ]
        return " ".join(part for part in parts if part)

    @property
    def what_was_missed(self) -> str:
        day = spoken(self.day)
        expected = self.calls - self.backfilled
        if not self.calls:
            return f"No calls {day}."
        if not self.recovered:
            return f"Real-time output missed none of {_calls(expected)} {day}."
        known = "those known so far" if self.unchecked else "all"
        missed = f"Real-time output missed {self.recovered} of {_calls(expected)} {day}"
        return f"{missed}; {known} were recovered by the poll."

    def _what_was_incomplete(self) -> str:
        if not self.incomplete:
            return ""
        return f"Of {_calls(self.incomplete)} it missed a part, which was recovered."

    def _what_was_backfilled(self) -> str:
        return f"A backfill brought {_calls(self.backfilled)}." if self.backfilled else ""

    def _what_is_unchecked(self) -> str:
        if not self.unchecked:
            return ""
        hours, minutes = divmod(round(self.unchecked.total_seconds() / 60), 60)
        return f"{hours} h {minutes:02} min of the day are not compared with the phone system yet."


def gaps(day: date, *, now: datetime, connections: Iterable[Connection]) -> list[Gap]:
    """What each connection's pushes missed of the calls that ended on `day`, in the site's time zone."""
    return [_gap(connection, day, now=now) for connection in connections]


def spoken(day: date) -> str:
    ago = (timezone.localdate() - day).days
    return {0: "today", 1: "yesterday"}.get(ago, f"on {day.isoformat()}")


def _calls(number: int) -> str:
    return f"{number} call{'' if number == 1 else 's'}"


def bounds(day: date) -> tuple[datetime, datetime]:
    """Midnight to midnight; 23 or 25 hours when the clocks change."""
    start, end = (datetime.combine(at, time()) for at in (day, day + timedelta(days=1)))
    return timezone.make_aware(start), timezone.make_aware(end)


def _gap(connection: Connection, day: date, *, now: datetime) -> Gap:
    start, end = bounds(day)
    legs = Leg.objects.filter(call=OuterRef("pk"))
    pushed = Q(Exists(legs.filter(event__source__in=PUSHED)))
    asked_for = Q(Exists(legs.exclude(event__source__in=PUSHED)))
    only_backfilled = ~Q(Exists(legs.exclude(event__source=Event.Source.BACKFILL)))
    counts = ended_between(connection, start, min(end, now)).aggregate(
        calls=Count("pk"),
        pushed=Count("pk", filter=pushed),
        incomplete=Count("pk", filter=pushed & asked_for),
        backfilled=Count("pk", filter=only_backfilled),
    )
    return Gap(
        connection.name,
        day,
        recovered=counts["calls"] - counts["pushed"] - counts["backfilled"],
        unchecked=_uncovered(connection, start, min(end, now - LAG)),
        **counts,
    )


def _uncovered(connection: Connection, start: datetime, end: datetime) -> timedelta:
    """How much of the time neither a done poll nor a backfill has compared."""
    polls = (
        Poll.objects.done()
        .filter(connection=connection, window_end__gt=start, window_start__lt=end)
        .values_list("window_start", "window_end")
    )
    missing, reached = timedelta(), start
    for begins, ends in sorted([*polls, *covered(connection, start, end)]):
        missing += max(begins - reached, timedelta())
        reached = max(reached, ends)
    return missing + max(end - reached, timedelta())


# --- The proof --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """Sessions of the ledger by what is wrong with them here; nothing is, when all are empty.

    `incomplete` lack a leg; `doubled` are here as several calls, or have a leg too many; of `mistimed` ones
    every leg is here, and yet people talked for another number of seconds.
    """

    calls: int
    legs: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]
    doubled: tuple[str, ...]
    mistimed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not (self.missing or self.incomplete or self.doubled or self.mistimed)

    @property
    def sentence(self) -> str:
        if self.holds:
            return f"{_calls(self.calls)} ({self.legs} legs) in the ledger: every one is here exactly once."
        return (
            f"Of {_calls(self.calls)} in the ledger {len(self.missing)} are missing, "
            f"{len(self.incomplete)} lack a leg, {len(self.doubled)} are here more than once and "
            f"{len(self.mistimed)} have another talk time."
        )


AT_ONCE = 500  # sessions to a query; a database takes only so many parameters


@dataclass(slots=True)
class _Expected:
    """A call of the ledger: how often each AcctId, and the talk time in seconds if it is known."""

    legs: Counter[str]
    talk: int | None


def proof(ledger: Iterable[Mapping[str, Any]], *, connections: Iterable[Connection]) -> Proof:
    """Compare the ledger's calls ({"session", "account_ids"} and perhaps "talk_seconds") with those here,
    leg by leg."""
    expected: dict[str, _Expected] = {}
    for entry in ledger:
        call = expected.setdefault(str(entry["session"]), _Expected(Counter(), entry.get("talk_seconds")))
        call.legs.update(str(number) for number in entry["account_ids"])
    sessions, owners = list(expected), list(connections)
    found = [
        verdict
        for at in range(0, len(sessions), AT_ONCE)
        for verdict in _verdicts(sessions[at : at + AT_ONCE], expected, owners)
    ]
    return Proof(
        len(expected),
        sum(call.legs.total() for call in expected.values()),
        *(tuple(session for session, wrong in found if wrong == word) for word in WRONG),
    )


WRONG = ("missing", "incomplete", "doubled", "mistimed")


def _verdicts(
    sessions: Sequence[str], expected: Mapping[str, _Expected], connections: Sequence[Connection]
) -> Iterator[tuple[str, str]]:
    calls = Call.objects.filter(connection__in=connections, session__in=sessions)
    talk = list(calls.values_list("session", "talk_seconds"))
    copies, seconds = Counter(session for session, _ in talk), dict(talk)
    here: dict[str, Counter[str]] = {}
    legs = Leg.objects.filter(call__in=calls).order_by()
    for session, number in legs.values_list("call__session", "raw__AcctId"):
        here.setdefault(session, Counter())[str(number)] += 1
    for session in sessions:
        wanted, legs_here = expected[session], here.get(session, Counter())
        if not copies[session]:
            yield session, "missing"
        elif copies[session] > 1 or legs_here - wanted.legs:
            yield session, "doubled"
        elif wanted.legs - legs_here:
            yield session, "incomplete"
        elif wanted.talk not in (None, seconds[session]):
            yield session, "mistimed"
