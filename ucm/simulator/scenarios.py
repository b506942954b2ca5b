"""What can be wrong with a PBX, by name: each scenario is one row of switches.

A switch bites where it is read: logins in sessions.py, permissions and busy answers in actions.py,
call records in cdrapi.py, recordings in recapi.py, what stands at the door in app.py, TLS in server.py.
"""

from dataclasses import dataclass
from enum import StrEnum

from ucm.simulator.firmware import OPEN_QUESTIONS, USUAL, Firmware
from ucm.simulator.status import Status


class MonthFolder(StrEnum):
    """Where `recapi` wants the month folder that CDRs put before a recording's name."""

    NOWHERE = "nowhere"
    IN_FILENAME = "in filename"
    IN_FILEDIR = "in filedir"


class Door(StrEnum):
    """What answers on the port instead of the API."""

    API = "api"
    OLD_API = "old api"
    NOT_FOUND = "not found"
    WEB_PAGE = "web page"
    FORBIDDEN = "forbidden"
    REFUSES_ALL = "refuses all"


class Wire(StrEnum):
    """What a connection meets before HTTP."""

    TLS = "tls"
    WEAK_TLS = "weak tls"
    PLAIN = "plain"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A PBX that works, but for the switches that are set.

    challenge_status, login_status: the code in place of a challenge or a cookie. cookie_actions: a cookie
    dies after so many actions. forbidden: actions the API user has no box ticked for. busy_answers: so many
    busy_status before cdrapi and recapi work. delay: seconds before each answer, `hangs_after` so many
    good ones. blind_filters: any time filter finds nothing. ignores_offset: cdrapi has one page.
    firmware: what is open rather than wrong. clock_skew: seconds its clock is ahead.
    not_ready_tries, cut_tries: so many downloads of each file fail before one succeeds.
    """

    name: str
    summary: str
    firmware: Firmware = USUAL
    wire: Wire = Wire.TLS
    door: Door = Door.API
    challenge_status: Status | None = None
    login_status: Status | None = None
    cookie_actions: int | None = None
    forbidden: frozenset[str] = frozenset()
    busy_answers: int = 0
    busy_status: Status = Status.TOO_FREQUENT
    delay: float = 0.0
    hangs_after: int | None = None
    blind_filters: bool = False
    ignores_offset: bool = False
    clock_skew: float = 0.0
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
        login_status=Status.WRONG_ACCOUNT_OR_PASSWORD,
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
    Scenario(
        name="plain-http",
        summary="The web server speaks HTTP without TLS, and so has no API.",
        wire=Wire.PLAIN,
        door=Door.WEB_PAGE,
    ),
    Scenario(
        name="weak-tls",
        summary="TLS as of a UCM62xx: a Diffie-Hellman group of 1024 bits.",
        wire=Wire.WEAK_TLS,
    ),
    Scenario(
        name="hung-up",
        summary="Connections are cut at once: our address is not on the list of permitted IPs.",
        wire=Wire.CUT,
    ),
    Scenario(
        name="forbidden",
        summary="HTTP 403 to everything: our address is not on the list of permitted IPs.",
        door=Door.FORBIDDEN,
    ),
    Scenario(name="web-page", summary="POST /api is answered with a page.", door=Door.WEB_PAGE),
    Scenario(
        name="old-api",
        summary="The listener of the old API: HTTP 401, asking for Digest.",
        door=Door.OLD_API,
    ),
    Scenario(
        name="old-firmware",
        summary="Firmware without the new API: HTTP 404.",
        door=Door.NOT_FOUND,
    ),
    Scenario(
        name="invalid-parameters",
        summary="Every request is answered with -1, as if it had no envelope.",
        door=Door.REFUSES_ALL,
    ),
    Scenario(
        name="api-closed",
        summary="The challenge is answered with -47: the API is not enabled, or not for our address.",
        challenge_status=Status.NO_PERMISSION,
    ),
    Scenario(
        name="banned",
        summary="Every login fails with -68, with five minutes left.",
        login_status=Status.LOGIN_RESTRICTION,
    ),
    Scenario(
        name="login-forbidden",
        summary="Every login fails with -70.",
        login_status=Status.LOGIN_FORBIDDEN,
    ),
    Scenario(
        name="no-such-user",
        summary="Every login fails with -71.",
        login_status=Status.NO_SUCH_USER,
    ),
    Scenario(
        name="nothing-permitted",
        summary="The login works, and the API user has no box ticked at all.",
        forbidden=frozenset(
            {
                *("cdrapi", "recapi", "getRecordInfosByCall", "getSystemStatus", "getSystemGeneralStatus"),
                *("listAccount", "listQueue", "listVoIPTrunk"),
            }
        ),
    ),
    Scenario(
        name="dead-cookie",
        summary="The login works, and its cookie is dead at once.",
        cookie_actions=0,
    ),
    Scenario(
        name="too-frequent",
        summary="Every cdrapi and recapi is answered with -57.",
        busy_answers=1_000_000,
        busy_status=Status.FAR_TOO_FREQUENT,
    ),
    Scenario(
        name="blind-filters",
        summary="cdrapi finds nothing as soon as a time is asked for, and does not say why.",
        blind_filters=True,
    ),
    Scenario(
        name="ignores-offset",
        summary="cdrapi gives its first page for every offset.",
        ignores_offset=True,
    ),
    Scenario(name="hanging", summary="Connections are made, and no answer ever comes.", hangs_after=0),
    Scenario(
        name="hanging-later",
        summary="After four answers no further one ever comes.",
        hangs_after=4,
    ),
    Scenario(name="late-clock", summary="The clock is ten minutes slow.", clock_skew=-600.0),
)
_OPEN = (Scenario(name=each.name, summary=each.summary, firmware=each.firmware) for each in OPEN_QUESTIONS)
SCENARIOS = {row.name: row for row in (*_ROWS, *_OPEN)}
GOOD = SCENARIOS["good"]
