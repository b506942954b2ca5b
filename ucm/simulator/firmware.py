"""What Grandstream's documents leave open and systems do differently, each as a switch of the firmware.

The defaults are what most captures show. Every other way has a scenario of its own, so that a client can be
run against all of them; a scenario of scenarios.py is about what is wrong, one of these about what is open.
Read where it bites: records in edition.py and cdrapi.py, logins in sessions.py, pushes in outbox.py.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Edition(StrEnum):
    """Which fields a record has: those of a UCM62xx, of a UCM63xx of 2022, or of newer firmware."""

    UCM62XX = "62xx"
    UCM63XX = "63xx"
    NEWER = "newer"


class NaiveTimes(StrEnum):
    """What a time filter without an offset means: guides say UTC, clients that work send local time."""

    LOCAL = "local"
    UTC = "utc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    """edition: the fields of a record. names_groups: `cdr` holds the session, or nothing. monthly_accounts:
    AcctId restarts with each month. answer_of_busy: `answer` is filled for BUSY too. caps_answers: cdrapi
    gives 1000 groups at most. naive_times: see there. status_with_records: a good cdrapi answer has a
    `status`. challenges_anybody: an unknown user fails at the login (-37) instead of before (-47).
    idle_cookies: a cookie's life begins anew with each use. pushes_calls: one push for each call, in groups,
    instead of one for each leg. pushes_shifted: in pushes the recording's path stands in caller_name.
    keeps_cache: what waits to be pushed outlasts a restart.
    """

    edition: Edition = Edition.UCM63XX
    names_groups: bool = True
    monthly_accounts: bool = False
    answer_of_busy: bool = False
    caps_answers: bool = True
    naive_times: NaiveTimes = NaiveTimes.LOCAL
    status_with_records: bool = False
    challenges_anybody: bool = False
    idle_cookies: bool = False
    pushes_calls: bool = False
    pushes_shifted: bool = False
    keeps_cache: bool = True


USUAL = Firmware()


class OpenQuestion(NamedTuple):
    """A scenario that answers one question the other way."""

    name: str
    summary: str
    firmware: Firmware


OPEN_QUESTIONS = (
    OpenQuestion(
        "fields-of-62xx",
        "Records have the 33 fields of a UCM62xx.",
        Firmware(edition=Edition.UCM62XX),
    ),
    OpenQuestion(
        "newer-fields",
        "Records have fields that came after 2022, and lack two older ones.",
        Firmware(edition=Edition.NEWER),
    ),
    OpenQuestion("nameless-groups", "`cdr` is empty, as on a UCM63xx of 2022.", Firmware(names_groups=False)),
    OpenQuestion(
        "monthly-account-ids", "AcctId starts at 1 again each month.", Firmware(monthly_accounts=True)
    ),
    OpenQuestion("answer-of-busy", "`answer` is filled for BUSY as well.", Firmware(answer_of_busy=True)),
    OpenQuestion(
        "uncapped", "cdrapi gives more than 1000 groups in one answer.", Firmware(caps_answers=False)
    ),
    OpenQuestion(
        "naive-times-are-utc",
        "A time filter without an offset is read as UTC.",
        Firmware(naive_times=NaiveTimes.UTC),
    ),
    OpenQuestion(
        "status-with-records",
        "A good cdrapi answer has a `status` beside its records.",
        Firmware(status_with_records=True),
    ),
    OpenQuestion(
        "challenge-for-anybody",
        "Any user gets a challenge; unknown ones fail at the login with -37.",
        Firmware(challenges_anybody=True),
    ),
    OpenQuestion("idle-cookies", "A cookie dies after ten minutes without use.", Firmware(idle_cookies=True)),
    OpenQuestion(
        "pushes-calls", "Real-time output sends a call's legs in one group.", Firmware(pushes_calls=True)
    ),
    OpenQuestion(
        "pushes-shifted",
        "In real-time output the recording's path stands in caller_name.",
        Firmware(pushes_shifted=True),
    ),
    OpenQuestion(
        "forgets-cache",
        "A restart loses what waited for real-time output.",
        Firmware(keeps_cache=False),
    ),
)
