"""The table of the fault matrix: what a fault of the UCM does to each way in, in each dialect.

A row says which error's words the admin reads; those words are the error's own, so page, log and this
table cannot drift apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from calls.fetching import GONE, NOT_YET
from ucm.models import Connection
from ucm.old_api.refusals import WRONG_PASSWORD
from ucm.protocol import errors
from ucm.simulator.firmware import OPEN_QUESTIONS
from ucm.simulator.scenarios import SCENARIOS
from ucm.simulator.switches import Door, Scenario


class Way(StrEnum):
    """A way in that asks the UCM; those that the UCM speaks to by itself are in pushes.py."""

    POLL = "reconciling poll"
    DOWNLOAD = "download of a recording"


class Dialect(StrEnum):
    NEW = "new API"
    OLD = "old API"

    @property
    def as_set(self) -> Connection.Dialect:
        """As an admin sets it on a connection."""
        return Connection.Dialect.OLD if self is Dialect.OLD else Connection.Dialect.NEW


class Happens(StrEnum):
    """What becomes of the calls, without and with a person."""

    PASSES = "goes through, and nobody notices"
    RETRIES = "fails at first, is tried again by itself, and goes through"
    WAITS = "waits, and goes on by itself once the cause is mended"
    STOPS = "waits, is given up after a while, and goes on when a person presses Retry"


@dataclass(frozen=True, slots=True)
class Effect:
    """`reads`: the error whose words the admin finds, None where there is nothing to read.

    `words` and `advice`: how what he reads begins, where it says more than the error in general.
    """

    happens: Happens
    reads: type[errors.UcmError] | None = None
    words: str = ""
    advice: str = ""

    @property
    def why(self) -> str:
        return self.words or (self.reads.why if self.reads else "")

    @property
    def mend(self) -> str:
        return self.advice or (self.reads.advice if self.reads else "")


@dataclass(frozen=True, slots=True)
class Row:
    scenario: Scenario
    way: Way
    dialect: Dialect
    effect: Effect

    def __str__(self) -> str:
        return f"{self.scenario.name}, {self.way}, {self.dialect}"


PASSES = Effect(Happens.PASSES)


def retries(error: type[errors.UcmError], words: str = "") -> Effect:
    return Effect(Happens.RETRIES, error, words)


def waits(error: type[errors.UcmError], words: str = "") -> Effect:
    return Effect(Happens.WAITS, error, words)


def stops(error: type[errors.UcmError], words: str = "") -> Effect:
    return Effect(Happens.STOPS, error, words)


def both(effect: Effect) -> dict[Way, Effect]:
    return dict.fromkeys(Way, effect)


def download(effect: Effect) -> dict[Way, Effect]:
    """A fault of recordings: call records come as ever."""
    return {Way.POLL: PASSES, Way.DOWNLOAD: effect}


NEW: dict[str, dict[Way, Effect]] = {
    "good": both(PASSES),
    # --- The way there
    "plain-http": both(waits(errors.PlainHttp)),
    "weak-tls": both(waits(errors.WeakTls)),
    "hung-up": both(waits(errors.ConnectionBroken)),
    "forbidden": both(waits(errors.KeptOut)),
    "web-page": both(waits(errors.WebPage)),
    "old-api": both(waits(errors.OldApi)),
    "old-firmware": both(waits(errors.ApiMissing)),
    "hanging": both(waits(errors.TimedOut)),
    "hanging-later": {Way.POLL: waits(errors.TimedOut), Way.DOWNLOAD: PASSES},
    "slow": both(PASSES),
    # --- Logging in
    "invalid-parameters": both(waits(errors.InvalidParameters)),
    "api-closed": both(waits(errors.ApiClosed)),
    "wrong-password-tab": both(waits(errors.BadCredentials)),
    "banned": both(waits(errors.Banned)),
    "login-forbidden": both(waits(errors.LoginForbidden)),
    "no-such-user": both(waits(errors.NoSuchUser)),
    "expired-cookie": both(PASSES),
    "dead-cookie": both(waits(errors.CookieDead)),
    # --- Asking
    "nothing-permitted": both(waits(errors.NotPermitted)),
    "not-permitted-recapi": download(waits(errors.NotPermitted)),
    "busy": both(retries(errors.TooFrequent)),
    "too-frequent": both(waits(errors.TooFrequent)),
    "ignores-offset": both(PASSES),
    "blind-filters": {
        Way.POLL: waits(errors.SilenceUnproven, "The UCM gave no record of a call that ended"),
        Way.DOWNLOAD: PASSES,
    },
    "late-clock": both(PASSES),
    # --- Names of numbers: calls go on without them
    "no-names": both(PASSES),
    "renamed-extension": both(PASSES),
    "plain-lists": both(PASSES),
    # --- What Grandstream's documents leave open
    **{question.name: both(PASSES) for question in OPEN_QUESTIONS},
    # --- Recordings
    "not-ready": download(retries(errors.NoSuchRecording, NOT_YET)),
    "cut": download(retries(errors.ConnectionBroken)),
    "html-recording": download(stops(errors.NotAudio, "The UCM sent a web page where audio should be.")),
    "missing-recording": download(stops(errors.NoSuchRecording, GONE)),
    "growing": download(retries(errors.StillGrowing)),
    "growing-untold": download(retries(errors.StillGrowing)),
    "on-nas": download(retries(errors.NoSuchRecording, NOT_YET)),
    "in-gdms": download(retries(errors.NoSuchRecording, NOT_YET)),
    "in-gdms-coded": both(PASSES),
    "in-gdms-encrypted": download(stops(errors.Encrypted)),
    "gsff": both(PASSES),
    "gsff-4": both(PASSES),
    "tar": both(PASSES),
    "tgz": both(PASSES),
    "two-parts": both(PASSES),
    "late-names": download(
        Effect(Happens.RETRIES, None, "The phone system has named this call's recording only now.")
    ),
    "month-folder": both(PASSES),
    "month-folder-in-filedir": both(PASSES),
}


# The old API has neither challenge nor cookie, and one user without boxes to tick.
OLD: dict[str, dict[Way, Effect]] = {
    "old-api": both(PASSES),
    "old-api-repeating": both(PASSES),
    "old-api-basic": both(PASSES),
    "old-api-open": both(PASSES),
    "old-api-denied": both(waits(errors.KeptOut)),
    "wrong-password-tab": both(Effect(Happens.WAITS, errors.BadCredentials, *WRONG_PASSWORD)),
    **{
        name: NEW[name]
        for name in (
            *("plain-http", "weak-tls", "hung-up", "hanging", "slow"),
            *("blind-filters", "ignores-offset", "late-clock"),
            *("not-ready", "cut", "growing", "growing-untold", "html-recording", "missing-recording"),
            *("month-folder", "month-folder-in-filedir", "gsff", "gsff-4", "tar", "tgz", "two-parts"),
        )
    },
}


def rows() -> Iterator[Row]:
    for dialect, effects in ((Dialect.NEW, NEW), (Dialect.OLD, OLD)):
        for name, by_way in effects.items():
            for way, effect in by_way.items():
                yield Row(_spoken(_quick(SCENARIOS[name]), dialect), way, dialect, effect)


def without_fault(dialect: Dialect) -> Scenario:
    return _spoken(SCENARIOS["good"], dialect)


def _quick(scenario: Scenario) -> Scenario:
    """A slow UCM shows itself in milliseconds too."""
    return replace(scenario, delay=min(scenario.delay, 0.05))


def _spoken(scenario: Scenario, dialect: Dialect) -> Scenario:
    """The same fault of a UCM that speaks only the old API."""
    speaks_old = dialect is Dialect.OLD and scenario.door is Door.API
    return replace(scenario, door=Door.OLD_API) if speaks_old else scenario
