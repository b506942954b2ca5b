"""FAULTS: what can be wrong between us and a UCM, one row each, recognised by the error it raises.

`manage.py ucm_diagnose --table` prints it for docs/connect-your-ucm.md. Words are those of the errors, so
that table, admin and log speak alike. Sources: Grandstream “IPPBX HTTPS API” (2024-11) and field notes.
"""

from dataclasses import dataclass

from ucm.protocol import errors
from ucm.protocol.errors import UcmError
from ucm.protocol.menus import API_USERS, REAL_TIME_OUTPUT, TIME_SETTINGS


@dataclass(frozen=True, slots=True)
class Fault:
    """`id` is what a Finding names; `sees` is what the step shows. `raised_as`: the errors that mean it."""

    id: str
    name: str
    sees: str
    cause: str
    mend: str
    raised_as: tuple[type[UcmError], ...] = ()


def _row(
    fault_id: str, name: str, sees: str, *kinds: type[UcmError], cause: str = "", mend: str = ""
) -> Fault:
    """A row in the words of the first of `kinds`, where it has none of its own."""
    return Fault(fault_id, name, sees, cause or kinds[0].why, mend or kinds[0].advice, kinds)


INVALID_PARAMETERS = _row(
    "invalid-parameters",
    "“Invalid parameters!”",
    "The challenge is answered with -1, or the address was typed with a path such as /api/challenge.",
    errors.InvalidParameters,
)
OLD_API = _row(
    "old-api",
    "The old API",
    "POST /api is answered with HTTP 401; GET /cdrapi asks for Digest or Basic, or gives call records "
    "without a login.",
    errors.OldApi,
    cause="This port belongs to the old CDR API. AudiaPro speaks it, unless the connection is set to the new "
    "one: call records and recordings come, names, model and clock do not.",
    mend="Nothing needs to be done while the connection's API is “Find out” or the old one. Where the "
    "firmware has it, prefer the new one: the port of the UCM's web interface, usually 8089, and a user from "
    f"{API_USERS}.",
)
NOT_PERMITTED = _row(
    "action-not-permitted",
    "A permission is missing",
    "The login works, then one action or several are answered with -47.",
    errors.NotPermitted,
    mend=f"Under {API_USERS} edit the user, tick the permission for each action named, save and press Apply "
    "Changes.",
)
NO_RECORDS = Fault(
    "no-call-records",
    "No call records",
    "“cdrapi” answers with an empty list, though it is permitted.",
    cause="The UCM has no call record yet, or it found a filter unreadable: it then says nothing and sends "
    "nothing.",
    mend="Make a test call and look for it under CDR in the UCM's web interface. If it is there and this "
    "test still finds none, compare the UCM's time zone with the connection's.",
)
HANGS = _row(
    "hangs",
    "Everything hangs",
    "A connection is made, but an answer does not come, or comes too slowly.",
    errors.TimedOut,
    cause="The UCM's HTTPS service has stalled: a known fault of its firmware. A slow line looks alike.",
    mend="Open the UCM's web interface. If it hangs too, restart the UCM. If it does not, look at the line "
    "between here and there.",
)
CLOCK = Fault(
    "clock",
    "The clock differs",
    "The UCM's clock is minutes away from this machine's, or in another time zone than the connection.",
    cause="No time server on one of the two, or the connection's time zone is not the UCM's.",
    mend=f"Give both the same time server (NTP), the UCM under {TIME_SETTINGS}. Set the connection's time "
    "zone to the one shown there.",
)
OUTPUT_SILENT = Fault(
    "output-silent",
    "Real-time output is silent",
    "Calls are found by asking the UCM, and were not announced by it.",
    cause="CDR Real-Time Output is off, points to another address, or is kept from this machine.",
    mend=f"On the UCM open {REAL_TIME_OUTPUT}: tick Enable, enter the webhook address shown on the "
    "connection's page, choose HTTP/HTTPS and JSON, save and press Apply Changes. The UCM must be able to "
    "reach that address.",
)

FAULTS: tuple[Fault, ...] = (
    _row("unknown-host", "Unknown host", "The name cannot be looked up.", errors.HostUnknown),
    _row(
        "port-closed",
        "Closed or wrong port",
        "The port refuses, or nothing answers on it.",
        errors.PortSilent,
        errors.PortClosed,
        cause="Wrong port; a firewall; a UCM that is not reachable from here. CloudUCM uses 8443, not 8089.",
    ),
    _row("plain-http", "HTTP instead of HTTPS", "The port answers in plain HTTP.", errors.PlainHttp),
    _row("weak-tls", "Old encryption", "TLS fails: DH_KEY_TOO_SMALL, unsupported protocol.", errors.WeakTls),
    _row(
        "untrusted-certificate",
        "Untrusted certificate",
        "TLS fails: self-signed, expired, unknown authority, another host name, another certificate than the "
        "pinned one.",
        errors.UntrustedCertificate,
        errors.HostnameMismatch,
        errors.WrongFingerprint,
        cause="The UCM has the certificate it came with, or its certificate names another address.",
    ),
    _row(
        "kept-out",
        "Hung up on",
        "The connection opens and is cut at once, or is answered with HTTP 403; from elsewhere it works.",
        errors.KeptOut,
        cause="A list of permitted IPs without this machine (the old API's own one lets nobody in while it "
        "is empty), or a list of banned IPs with it.",
    ),
    _row("web-page", "A web page", "POST /api is answered with HTML.", errors.WebPage),
    OLD_API,
    _row(
        "no-api",
        "No API",
        "HTTP 404 to POST /api and to GET /cdrapi.",
        errors.ApiMissing,
        cause="The firmware is older than the new API, or the host is not the UCM.",
    ),
    INVALID_PARAMETERS,
    _row("api-closed", "The API is closed", "The challenge is answered with -47.", errors.ApiClosed),
    _row(
        "wrong-password",
        "Wrong user or password",
        "The login is answered with -37, or by the old API with HTTP 401.",
        errors.BadCredentials,
        cause="The password is wrong or that of the old tab, or the user is a web administrator.",
    ),
    _row("banned", "Banned", "The login is answered with -68.", errors.Banned),
    _row(
        "login-forbidden",
        "Login forbidden",
        "The login is answered with -70 (forbidden) or -71 (no such user).",
        errors.LoginForbidden,
        errors.NoSuchUser,
        cause="The UCM forbids this user or machine to log in, or has no API user of this name.",
    ),
    NOT_PERMITTED,
    _row("dead-cookie", "The session dies", "The login works, then -6 comes at once.", errors.CookieDead),
    _row(
        "too-frequent",
        "Too many requests",
        "Answers -45, -46 (15 seconds to wait) or -57 (60 seconds).",
        errors.TooFrequent,
        mend="AudiaPro waits and goes on by itself; test again in a minute. If it stays, look for another "
        "program that uses the same API user.",
    ),
    NO_RECORDS,
    _row(
        "no-recording",
        "No audio",
        "A recording's name is answered with JSON, a web page, nothing, “no such item”, or HTTP 404.",
        errors.NoSuchRecording,
        errors.NotAudio,
        errors.NotReady,
        cause="The recording was deleted by the UCM's cleaner, moved to a network drive or Grandstream's "
        "cloud, or is still being written; or a page stands in its place.",
    ),
    HANGS,
    CLOCK,
    OUTPUT_SILENT,
)
_BY_ERROR = {kind: fault for fault in FAULTS for kind in fault.raised_as}


def recognise(error: UcmError) -> Fault | None:
    """The row of an error, by its own kind or the nearest kind above; None if the table has none."""
    return next((_BY_ERROR[kind] for kind in type(error).__mro__ if kind in _BY_ERROR), None)


def as_markdown() -> str:
    """The table for people who look their trouble up."""
    rows = [
        f"| {number} | **{fault.name}** (`{fault.id}`) | {fault.sees} | {fault.cause} | {fault.mend} |"
        for number, fault in enumerate(FAULTS, 1)
    ]
    return "\n".join(["| # | fault | what you see | why | what to do |", "|---|---|---|---|---|", *rows])
