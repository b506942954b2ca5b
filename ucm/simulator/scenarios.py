"""What can be wrong with a PBX, by name: each scenario is one row of switches.

A switch bites where it is read: logins in sessions.py, permissions and busy answers in actions.py,
recordings in recapi.py, the wire in app.py.
"""

from dataclasses import dataclass
from enum import StrEnum


class MonthFolder(StrEnum):
    """Where `recapi` wants the month folder that CDRs put before a recording's name."""

    NOWHERE = "nowhere"
    IN_FILENAME = "in filename"
    IN_FILEDIR = "in filedir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A PBX that works, but for the switches that are set.

    cookie_actions: a cookie dies after so many actions. forbidden: actions the API user has no box
    ticked for. busy_answers: so many -45 before cdrapi and recapi work. delay: seconds before each answer.
    not_ready_tries, cut_tries: so many downloads of each file fail before one succeeds.
    """

    name: str
    summary: str
    refuse_logins: bool = False
    cookie_actions: int | None = None
    forbidden: frozenset[str] = frozenset()
    busy_answers: int = 0
    delay: float = 0.0
    month_folder: MonthFolder = MonthFolder.NOWHERE
    html_recording: bool = False
    missing_recording: bool = False
    not_ready_tries: int = 0
    cut_tries: int = 0


_ROWS = (
    Scenario(name="good", summary="Everything works."),
    Scenario(
        name="wrong-password-tab",
        summary="Every login fails with -37: the password belongs to the other API tab.",
        refuse_logins=True,
    ),
    Scenario(
        name="expired-cookie",
        summary="Each cookie dies after three actions; then -6 until the next login.",
        cookie_actions=3,
    ),
    Scenario(
        name="not-permitted-recapi",
        summary="The API user may not download recordings: recapi answers -47.",
        forbidden=frozenset({"recapi"}),
    ),
    Scenario(
        name="html-recording",
        summary="A web page comes where the audio should be, with HTTP 200.",
        html_recording=True,
    ),
    Scenario(
        name="not-ready",
        summary="The first two downloads of each recording find nothing yet.",
        not_ready_tries=2,
    ),
    Scenario(
        name="missing-recording",
        summary="CDRs name recordings that are gone.",
        missing_recording=True,
    ),
    Scenario(
        name="busy",
        summary="The first cdrapi and the first recapi answer -45, too frequent.",
        busy_answers=1,
    ),
    Scenario(name="slow", summary="Each answer takes two seconds.", delay=2.0),
    Scenario(
        name="cut",
        summary="The first two downloads of each recording break off in the middle.",
        cut_tries=2,
    ),
    Scenario(
        name="month-folder",
        summary="recapi wants the month folder kept in filename.",
        month_folder=MonthFolder.IN_FILENAME,
    ),
    Scenario(
        name="month-folder-in-filedir",
        summary="recapi wants the month folder in filedir, as monitor/2026-03.",
        month_folder=MonthFolder.IN_FILEDIR,
    ),
)
SCENARIOS = {row.name: row for row in _ROWS}
GOOD = SCENARIOS["good"]
