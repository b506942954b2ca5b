"""Yesterday's missed calls, told to the admin where he looks: overview, connection page.

The poll brings them, so nothing is lost; but real-time output that keeps missing calls is worth mending.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone

from calls.models import Call, Event, Leg, Poll
from calls.reconcile import PUSHED, Gap, bounds, gaps
from calls.sources.compare import ended_between
from ucm.models import Connection
from ucm.protocol.menus import REAL_TIME_OUTPUT

WEEK = timedelta(days=7)
OFTEN = 2  # days of a week: once may be a restart, twice has a cause

SILENT = (
    "It brought no call at all that day: it is switched off, sends to another address, or cannot reach this "
    "machine."
)
OUTAGE = (
    "All of them ended from {start:%H:%M} to {end:%H:%M}, and in that time none came: the network, AudiaPro "
    "or the phone system's sender was away."
)
SCATTERED = (
    "They lie among calls that did come, so single records are lost on the way: a proxy or firewall in "
    "between, or answers that come too late for the phone system."
)
CHECK = (
    f"Press “Test connection”: its last step says when a record last came. On the UCM compare "
    f"{REAL_TIME_OUTPUT} with the webhook address of the connection's page."
)
LOOK_AT_THE_WAY = (
    "See whether this machine, the network or a proxy is restarted or overloaded at that time, then press "
    "“Test connection”."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`cause` (a guess) and `mend` are empty unless it happens again and again."""

    connection: Connection
    sentence: str
    cause: str = ""
    mend: str = ""


def notices(connections: Iterable[Connection], *, now: datetime) -> list[Notice]:
    """What real-time output missed yesterday, for each connection that uses it and missed any."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    using = [connection for connection in connections if _uses_it(connection, now)]
    found = zip(using, gaps(yesterday, now=now, connections=using), strict=True)
    return [
        _notice(connection, gap)
        for connection, gap in found
        if gap.recovered and _began_before(connection, bounds(yesterday)[0])
    ]


def _uses_it(connection: Connection, now: datetime) -> bool:
    """Without a record for a week it was given up, and calls are meant to come by the poll."""
    at = connection.last_event_at
    return connection.enabled and at is not None and now - at < WEEK


def _began_before(connection: Connection, moment: datetime) -> bool:
    """Whether the first record was pushed before: the day on which it is set up misses calls by nature."""
    pushed = Event.objects.filter(connection=connection, source__in=PUSHED).order_by("id")
    first = pushed.values_list("received_at", flat=True).first()
    return first is not None and first < moment


def _notice(connection: Connection, gap: Gap) -> Notice:
    if _days_of_the_week(connection, gap) < OFTEN:
        return Notice(connection, gap.what_was_missed)
    return Notice(connection, gap.what_was_missed, *_guess(connection, gap))


def _days_of_the_week(connection: Connection, gap: Gap) -> int:
    """On how many days of the week that ends with the gap's day the poll had to recover calls."""
    end = bounds(gap.day)[1]
    recovering = Poll.objects.done().filter(
        connection=connection, calls_recovered__gt=0, window_end__gt=end - WEEK, window_end__lte=end
    )
    ends = recovering.values_list("window_end", flat=True)
    return len({timezone.localdate(moment) for moment in ends})


def _guess(connection: Connection, gap: Gap) -> tuple[str, str]:
    """(cause, mend), from how the missed calls lie among those that came."""
    if not gap.pushed:
        return SILENT, CHECK
    pushed = Exists(Leg.objects.filter(call=OuterRef("pk"), event__source__in=PUSHED))
    calls = ended_between(connection, *bounds(gap.day))
    span = calls.exclude(pushed).aggregate(start=Min("ended_at"), end=Max("ended_at"))
    between: Call | None = calls.filter(pushed, ended_at__gt=span["start"], ended_at__lt=span["end"]).first()
    if between or gap.recovered < OFTEN:
        return SCATTERED, CHECK
    local = {name: timezone.localtime(moment) for name, moment in span.items()}
    return OUTAGE.format(**local), LOOK_AT_THE_WAY
