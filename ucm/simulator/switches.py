"""Scenario: a PBX as a row of switches. The rows by name are in scenarios.py.

A switch bites where it is read: logins in sessions.py, permissions and busy answers in actions.py,
call records in cdrapi.py, recordings in recapi.py, lists in system.py and pbx.py, what stands at the door in
app.py, TLS in server.py, the old API in old_api/.
"""

from dataclasses import dataclass
from enum import StrEnum

from ucm.simulator.firmware import USUAL, Firmware
from ucm.simulator.status import Status


class MonthFolder(StrEnum):
    """Where `recapi` wants the month folder that CDRs put before a recording's name."""

    NOWHERE = "nowhere"
    IN_FILENAME = "in filename"
    IN_FILEDIR = "in filedir"


class Storage(StrEnum):
    """Where the recordings lie. The values of all but the first are those of `path_type`."""

    LOCAL = ""
    NETDISK = "netdisk"
    GDMS = "gdms"


class Container(StrEnum):
    """In what `recapi` hands a recording out. Venc: bytes that only Grandstream's cloud can open."""

    WAV = "wav"
    GSFF = "gsff"
    TAR = "tar"
    TGZ = "tgz"
    VENC = "venc"


class Door(StrEnum):
    """What answers on the port instead of the API."""

    API = "api"
    OLD_API = "old api"
    NOT_FOUND = "not found"
    WEB_PAGE = "web page"
    FORBIDDEN = "forbidden"
    REFUSES_ALL = "refuses all"


class OldLogin(StrEnum):
    """What the old API asks of a client. DENIED: its list of permitted IPs is empty, as it comes."""

    DIGEST = "digest"
    BASIC = "basic"
    OPEN = "open"
    DENIED = "denied"


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
    good ones. blind_filters: any time filter finds nothing. clock_skew: seconds its clock is ahead.
    ignores_offset: every page of cdrapi is the first. firmware: what is open rather than wrong. With the door
    of the old API: `old_login`; old_root: the name around its records; nonce_uses: a Digest nonce is stale
    after so many requests.
    not_ready_tries, cut_tries, growing_tries: so many downloads of each file fail before one succeeds; a
    growing file is half there, its header closed for that half if `growing_header`. described: whether rows
    have recordfiles_desc (None: some). gsff_header: its bytes. cloud_codes: whether rows have
    gdms_unique_code. parts: the files to which one recording is cut. late_names: rows name none.
    renames_after: so many listings of accounts, then the first extension and the first queue have other
    names. plain_lists: lists come whole and uncounted, with numbers as JSON numbers.
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
    old_login: OldLogin = OldLogin.DIGEST
    old_root: str = "cdr_root"
    nonce_uses: int | None = None
    growing_tries: int = 0
    growing_header: bool = False
    described: bool | None = None
    storage: Storage = Storage.LOCAL
    container: Container = Container.WAV
    gsff_header: int = 8
    cloud_codes: bool = False
    parts: int = 1
    late_names: bool = False
    renames_after: int | None = None
    plain_lists: bool = False
