"""What the System page shows: whether calls come in and are worked on fast enough, and what is in the way."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone

from analytics.llm.stage import WRITE
from audiapro import readiness
from audiapro.models import FailedSignIns
from calls.models import Recording, SelfTest, Step, Transcript
from calls.recogniser import model_name
from calls.self_test import Proof, latest
from calls.stage import always, stages
from ucm.models import Connection

WEEK = timedelta(days=7)
BEHIND = timedelta(minutes=30)  # that a step of a new call has waited
LAST = 50  # transcripts from which the speed is known
WORKERS = (
    "See whether the workers run (Procfile: worker, transcriber). If they do, this machine is too slow for "
    "what comes in: choose a smaller WHISPER_MODEL, or give it more cores."
)
WRITER = (
    "See whether the process “writer” of the Procfile runs. If it does, the language model is too slow for "
    "what comes in: lower its calls a day in the admin, or take a smaller one."
)
STAGE_NAMES = {
    "fetch_recording": "Fetching recordings",
    "transcribe": "Transcribing",
    "analyse": "Analysing",
    "write": "Writing summaries",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, why, what to do, and where (an address, or "")."""

    title: str
    mend: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A stage: new calls that wait or are worked on, that failed in a week, since when the first is due.
    `bell` is the Celery queue on which its worker is told."""

    name: str
    bell: str
    waiting: int
    working: int
    failed: int
    oldest: datetime | None

    @property
    def is_behind(self) -> bool:
        return self.oldest is not None and timezone.now() - self.oldest > BEHIND


@dataclass(frozen=True, slots=True)
class Speed:
    """`rtf`: seconds of work per second of audio, median of the last transcripts; None before any.
    `hours_a_day` came in on average during the last week."""

    model: str
    rtf: float | None
    hours_a_day: float

    @property
    def possible(self) -> float | None:
        """Hours of audio a day when one call is heard at a time; several at a time are more."""
        return 24 / self.rtf if self.rtf else None


@dataclass(frozen=True, slots=True)
class Link:
    """A phone system, and when it last told of a call, was asked for calls, and gave a recording."""

    connection: Connection
    polled_at: datetime | None
    recorded_at: datetime | None

    @property
    def moments(self) -> tuple[datetime | None, ...]:
        return self.connection.last_event_at, self.polled_at, self.recorded_at


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes."""

    free: int
    recordings: int


@dataclass(frozen=True, slots=True)
class System:
    findings: Sequence[readiness.Finding]
    queues: Sequence[Queue]
    speed: Speed
    links: Sequence[Link]
    disk: Disk
    meaning: readiness.Finding
    locked_out: int

    @property
    def problems(self) -> list[Problem]:
        found = [Problem(finding.problem, finding.mend) for finding in self.findings if not finding.is_ready]
        found += [_locked_out(link.connection) for link in self.links if link.connection.login_refused]
        found += [_closed_doors(self.locked_out)] if self.locked_out else []
        found += [_behind(queue) for queue in self.queues if queue.is_behind]
        return found + [_failed(queue) for queue in self.queues if queue.failed]


def look() -> System:
    return System(readiness.findings(), queues(), speed(), links(), disk(), readiness.meaning(), locked_out())


def queues() -> list[Queue]:
    waits = Q(state=Step.State.WAITING)
    due = waits & Q(due_at__lte=timezone.now())
    recent = Q(state=Step.State.FAILED, finished_at__gte=timezone.now() - WEEK)
    counted = {
        row.pop("stage"): row
        for row in Step.objects.of_new_calls()
        .filter(Q(state__in=Step.OPEN) | recent)
        .values("stage")
        .annotate(
            waiting=Count("pk", filter=waits),
            working=Count("pk", filter=Q(state=Step.State.CLAIMED)),
            failed=Count("pk", filter=recent),
            oldest=Min("due_at", filter=due),
        )
    }
    nothing = {"waiting": 0, "working": 0, "failed": 0, "oldest": None}
    # A stage that not every call passes is shown where calls have come to it.
    return [
        Queue(STAGE_NAMES.get(stage.name, stage.name), stage.queue, **counted.get(stage.name, nothing))
        for stage in stages()
        if stage.wanted is always or stage.name in counted
    ]


def speed() -> Speed:
    heard = (
        Transcript.objects.filter(duration__gt=0, call__steps__stage="transcribe")
        .order_by("-id")
        .values_list("duration", "call__steps__started_at", "call__steps__finished_at")[:LAST]
    )
    ratios = [
        (finished - started).total_seconds() / duration
        for duration, started, finished in heard
        if started and finished
    ]
    came = Recording.objects.filter(stored_at__gte=timezone.now() - WEEK).aggregate(all=Sum("duration"))[
        "all"
    ]
    return Speed(
        model=model_name(),
        rtf=median(ratios) if ratios else None,
        hours_a_day=(came or 0) / 3600 / WEEK.days,
    )


def links() -> list[Link]:
    asked = Connection.objects.annotate(
        polled_at=Max("polls__finished_at", filter=Q(polls__state="done")),
    ).order_by("name")
    return [Link(connection, connection.polled_at, _last_recording(connection)) for connection in asked]


def _last_recording(connection: Connection) -> datetime | None:
    stored = Recording.objects.filter(call__connection=connection, stored_at__isnull=False)
    return stored.order_by("-id").values_list("stored_at", flat=True).first()


def disk() -> Disk:
    folder = next(
        path for path in (settings.RECORDINGS_DIR, *settings.RECORDINGS_DIR.parents) if path.exists()
    )
    kept = Recording.objects.aggregate(all=Sum("size"))["all"] or 0
    return Disk(free=shutil.disk_usage(folder).free, recordings=kept)


@dataclass(frozen=True, slots=True)
class Tested:
    """The last self-test; `proof` is there when the clip was heard."""

    test: SelfTest
    proof: Proof | None


def tested() -> Tested | None:
    test = latest()
    return Tested(test, Proof(**test.result) if test.result else None) if test else None


def locked_out() -> int:
    """How many user names or addresses are locked out at the sign-in now."""
    return FailedSignIns.objects.locked().count()


def _closed_doors(locked: int) -> Problem:
    return Problem(
        "Signing in is closed for a while to "
        + ("a user name or address" if locked == 1 else f"{locked} user names or addresses")
        + " after too many wrong passwords.",
        "A colleague may have forgotten a password: choose the line and let them try again. Tries from "
        "addresses you do not know, or with names that are nobody's, are somebody guessing.",
        reverse("admin:audiapro_failedsignins_changelist") + "?locked=1",
    )


def _locked_out(connection: Connection) -> Problem:
    link = reverse("admin:ucm_connection_change", args=[connection.pk])
    return Problem(f"{connection}: {connection.login_refused}", connection.login_mend, link)


def _behind(queue: Queue) -> Problem:
    return Problem(
        f"{queue.name}: calls have waited for more than {BEHIND.seconds // 60} minutes.",
        WRITER if queue.bell == WRITE.queue else WORKERS,
    )


def _failed(queue: Queue) -> Problem:
    return Problem(
        f"{queue.name}: {queue.failed} step{'s' if queue.failed > 1 else ''} failed in the last seven days.",
        "Each says why and what to do; when that is done, retry them.",
        reverse("admin:calls_step_changelist"),
    )
