"""What can go wrong between us and a UCM, as one tree. Raised by the protocol room and the client.

    UcmError
    ├── BadAddress               what was typed is no address
    ├── WriteRefused             our own lock: an action or parameter that changes the UCM
    ├── NotOurTurn               another of our processes is speaking to it (ucm/turn.py)
    ├── Closed                   switched off, locked out, password unreadable (ucm/connect.py)
    ├── Unreachable              the network: a retry can help
    │   ├── HostUnknown          DNS has no such name (no retry)
    │   ├── PortClosed           nothing listens, or a firewall says no
    │   ├── TimedOut             no answer in time
    │   │   └── PortSilent       not even to the opening of a connection
    │   ├── ConnectionBroken     reset, or the body ended early
    │   └── KeptOut              hung up on, or 403: a list of permitted IPs (no retry)
    ├── TlsFailure               the encrypted connection: a person must decide
    │   ├── PlainHttp            the port speaks HTTP without TLS
    │   ├── WeakTls              keys or protocol too old for today's OpenSSL
    │   ├── UntrustedCertificate self-signed, expired or from an unknown authority
    │   ├── HostnameMismatch     a certificate for another name
    │   └── WrongFingerprint     not the pinned certificate
    ├── NotAnApi                 an HTTP answer, but not from the action API
    │   ├── OldApi               401 with Digest or Basic: the old CDR API, where only the new was wanted
    │   ├── NoList               a list action's answer without a list (ucm/protocol/directory.py)
    │   └── ApiMissing           404
    │       └── WebPage          HTML, from whatever else lives there
    ├── Refused                  the API answered with a negative status, see return_codes.py
    │   ├── InvalidParameters    -1
    │   ├── CookieDead           -5 -6 -8: log in again, once
    │   ├── BadCredentials       -37: never tried again, the UCM would ban us
    │   │   └── NoSuchUser       -71
    │   ├── Banned               -68: stop trying
    │   │   └── LoginForbidden   -70
    │   ├── NotPermitted         -47
    │   │   └── ApiClosed        -47 to a challenge
    │   ├── TooFrequent          -45 -46 -57: wait, then again
    │   ├── Busy                 -7 -9 -51 …: later
    │   └── NoSuchItem           -15 -16
    ├── RecordingUnavailable
    │   ├── NoSuchRecording      not under any of the places it could be
    │   ├── NotReady             an empty file: the call has only just ended
    │   │   └── StillGrowing     shorter than announced, or not closed yet
    │   ├── NotAudio             a page or an error text where audio should be
    │   └── Encrypted            a copy from Grandstream's cloud (.venc) that only GDMS can open
    ├── SilenceUnproven          an empty list where call records must be
    └── UnreadableCdr            bytes in which no call record can be found

Every error carries `why` (a sentence), `advice` (what a person does next), `retryable` and `wait`
(seconds to wait before the retry, None for the caller's own back-off). None carries a password,
token, cookie, phone number or name.
"""

from ucm.protocol.menus import API_USERS, HTTP_SERVER, LOGIN_SETTINGS, OLD_API_USERS, RECORDINGS


class UcmError(Exception):
    """Root of the tree. Arguments replace the class's own words for one occasion."""

    why: str = "The phone system could not be used."
    advice: str = "Run “Test connection” on the connection's page; it names the step that fails."
    retryable: bool = False
    wait: float | None = None

    def __init__(
        self, why: str = "", *, advice: str = "", retryable: bool | None = None, wait: float | None = None
    ) -> None:
        self.why = why or self.why
        self.advice = advice or self.advice
        self.retryable = self.retryable if retryable is None else retryable
        self.wait = self.wait if wait is None else wait
        super().__init__(self.why)


class BadAddress(UcmError):
    why = "The API address cannot be read."
    advice = "Write it as https://HOST:8089 (CloudUCM: https://ID.c.myucm.cloud:8443), without a path."


class WriteRefused(UcmError):
    why = "AudiaPro only reads from a phone system; this action or parameter would change it."
    advice = "Do this in the UCM's own web interface."


# --- The network -----------------------------------------------------------------------------------


class Unreachable(UcmError):
    why = "The phone system cannot be reached over the network."
    advice = "Check that this machine has a route to the UCM and that no firewall is in between."
    retryable = True


class HostUnknown(Unreachable):
    why = "The host name of the API address is unknown to DNS."
    advice = "Check the host in the API address for a typing mistake, or use the UCM's IP address."
    retryable = False


class PortClosed(Unreachable):
    why = "The host is there, but it refuses connections on this port."
    advice = (
        f"Check the port: {HTTP_SERVER} shows it (8089 unless changed; CloudUCM uses 8443). If it is right, "
        "a firewall or the UCM's list of permitted IPs keeps this machine out."
    )


class TimedOut(Unreachable):
    why = "The phone system did not answer in time."
    advice = (
        "Usually a firewall that drops packets, or a wrong port. If the UCM answered before and hangs on "
        "every request, its HTTPS service has stalled: restart the UCM."
    )


class PortSilent(TimedOut):
    why = "Nothing answers on this port: neither yes nor no."
    advice = (
        f"Check the port: {HTTP_SERVER} shows it (8089 unless changed; CloudUCM uses 8443). If it is right, "
        "the UCM is off, on another network, or a firewall in between drops our packets: open the port for "
        "this machine."
    )


class ConnectionBroken(Unreachable):
    why = "The connection broke off before the answer was complete."
    advice = (
        f"It is tried again. If it happens every time, see whether {HTTP_SERVER} has a list of permitted "
        "IPs that lacks this machine."
    )


class KeptOut(Unreachable):
    why = "The UCM keeps this machine out: it hangs up at once, or answers HTTP 403."
    advice = (
        f"Others reach it? Then {HTTP_SERVER} has a list of permitted IPs that lacks this machine, or this "
        f"machine is on the list of banned IPs under {LOGIN_SETTINGS}: add it to the first, take it off the "
        f"second. If this is the old API: under {OLD_API_USERS} add this machine to Permitted IP(s), save "
        "and press Apply Changes. While that list is empty it lets nobody in."
    )
    retryable = False


# --- TLS -------------------------------------------------------------------------------------------


class TlsFailure(UcmError):
    why = "No encrypted connection to the phone system could be made."
    advice = "Run “Test connection”; it shows the certificate the UCM presents."


class PlainHttp(TlsFailure):
    why = "The port answers, but with plain HTTP; the UCM offers its API only over HTTPS."
    advice = f"Set {HTTP_SERVER} to HTTPS on the UCM, or correct the port of the API address."


class WeakTls(TlsFailure):
    why = "The UCM offers only old encryption (small keys or an old TLS version) that is refused by default."
    advice = "Update the UCM's firmware, or tick “old TLS” on the connection to allow it for this UCM alone."


class UntrustedCertificate(TlsFailure):
    why = "The UCM's certificate is not signed by an authority known here."
    advice = (
        "A UCM's own certificate is self-signed. Pin it by its SHA-256 fingerprint, upload the CA "
        "certificate that signed it, or install a publicly trusted certificate on the UCM."
    )


class HostnameMismatch(TlsFailure):
    why = "The UCM's certificate was issued for another name than the one in the API address."
    advice = "Use the name in the certificate as API address, or pin the certificate by its fingerprint."


class WrongFingerprint(TlsFailure):
    why = "The UCM presents another certificate than the one pinned on the connection."
    advice = (
        "If the UCM's certificate was renewed on purpose, pin the new fingerprint. If not, somebody may be "
        "between you and the UCM: ask your network administrator before you pin it."
    )


# --- An answer that is not the API's ---------------------------------------------------------------


class NotAnApi(UcmError):
    why = "Something answers at this address, but it is not the UCM's API."
    advice = f"Check host and port; {HTTP_SERVER} on the UCM shows the port."


class OldApi(NotAnApi):
    why = "This port belongs to the old CDR API (it asks for Digest or Basic authentication)."
    advice = (
        "Choose “Find out” as the connection's API: calls and recordings come over the old one too. Better, "
        "where the firmware has it: the new API, on the port of the UCM's web interface, usually 8089, with "
        f"a user from {API_USERS}."
    )


class ApiMissing(NotAnApi):
    why = "The address leads to a web server without the UCM's API (HTTP 404)."
    advice = (
        "Check host and port. If they are right, the firmware is older than the action API "
        "(UCM62xx before 1.0.20): update it."
    )


class WebPage(ApiMissing):
    why = "A web page answers where the API should be."
    advice = (
        "Check host and port: another device, another port of the UCM, or a proxy with a login page of its "
        f"own answers there. {HTTP_SERVER} on the UCM shows the right port."
    )


# --- A negative status -----------------------------------------------------------------------------


class Refused(UcmError):
    """`code` is the UCM's status, `action` what we asked for."""

    why = "The UCM refused the request."

    def __init__(
        self,
        why: str = "",
        *,
        advice: str = "",
        retryable: bool | None = None,
        wait: float | None = None,
        code: int = 0,
        action: str = "",
    ) -> None:
        self.code = code
        self.action = action
        super().__init__(why, advice=advice, retryable=retryable, wait=wait)


class InvalidParameters(Refused):
    why = "The UCM answers “Invalid parameters!”: it did not find a request it understands."
    advice = (
        "That is what a UCM says to a GET, to a path such as /api/challenge, and to a body without the outer "
        "“request” object. The one right form is POST to https://HOST:PORT/api. Enter the API address "
        "without a path; AudiaPro adds the rest."
    )


class CookieDead(Refused):
    why = "The UCM no longer accepts our session (it ends after ten minutes)."
    advice = (
        "AudiaPro logs in again by itself. If this comes back at once, another program uses the same API "
        f"user: make one for AudiaPro alone under {API_USERS}."
    )
    retryable = True


class BadCredentials(Refused):
    why = "The UCM does not accept this user and password."
    advice = (
        f"Use a user made under {API_USERS}; a web administrator or a user of the old tab gets this same "
        "answer. Type the password again on the connection's page, then test once: several wrong tries "
        "get this machine banned."
    )


class NoSuchUser(BadCredentials):
    why = "The UCM knows no API user of this name."
    advice = f"Compare the user name letter by letter with the one under {API_USERS}; case matters."


class Banned(Refused):
    why = "The UCM has locked out this user or this machine after failed logins."
    advice = f"Wait until the ban ends, or lift it under {LOGIN_SETTINGS}. Then correct the password first."


class LoginForbidden(Banned):
    why = "The UCM forbids this user or this machine to log in."
    advice = (
        f"Under {API_USERS} see that the user is enabled and that its permitted IPs have this machine; "
        f"under {LOGIN_SETTINGS} that it is not banned. Save and press Apply Changes."
    )


class NotPermitted(Refused):
    why = "The UCM does not permit this to our API user."
    advice = (
        f"Under {API_USERS} edit the user, tick the permission for this action, save and press Apply Changes."
    )


class ApiClosed(NotPermitted):
    why = "The UCM's API is closed to us."
    advice = (
        "Three causes look alike: the API is not enabled, the API user was not saved and applied, or this "
        f"machine's IP is not on the user's list. Under {API_USERS} tick Enable, check the user and its "
        "permitted IPs, save and press Apply Changes."
    )


class TooFrequent(Refused):
    why = "The UCM finds our requests too frequent."
    advice = "AudiaPro waits and tries again; nothing needs to be done."
    retryable = True
    wait = 15.0


class Busy(Refused):
    why = "The UCM is busy or had an internal error."
    advice = "It is tried again later. If it stays, restart the UCM."
    retryable = True


class NoSuchItem(Refused):
    why = "The UCM has no such item."
    advice = "It may have been deleted on the UCM."


# --- Recordings and records ------------------------------------------------------------------------


class RecordingUnavailable(UcmError):
    why = "The recording cannot be had from the UCM."


class NoSuchRecording(RecordingUnavailable):
    why = "The UCM has no recording of this name in any of its recording folders."
    advice = (
        "Right after a call the file may still be on its way. Later: it was deleted by the UCM's cleaner, or "
        f"moved to a network drive or to Grandstream's cloud; look for it under {RECORDINGS}."
    )
    retryable = True
    wait = 30.0


class NotReady(RecordingUnavailable):
    why = "The recording is still empty on the UCM."
    advice = "It is tried again; the UCM closes the file some seconds after the call."
    retryable = True
    wait = 15.0


class StillGrowing(NotReady):
    why = "The UCM is still writing this recording."
    advice = "It is fetched again until it is complete; a half recording is never kept."


class Encrypted(RecordingUnavailable):
    why = "The UCM hands this recording out encrypted (.venc), as it lies in Grandstream's cloud."
    advice = (
        "Play or download it in GDMS. To have further recordings here, let the UCM keep them itself or on a "
        "network drive, and move them to the cloud only after some days."
    )


class NotAudio(RecordingUnavailable):
    why = "The UCM sent something other than audio under the recording's name."
    advice = (
        f"Open {API_USERS} and see that the API user may use “recapi”; a login page or proxy between here "
        "and the UCM has the same effect."
    )


class SilenceUnproven(UcmError):
    why = "The UCM gave no record of a call that ended in the time asked for, and must have one."
    advice = (
        "Set the connection's time zone to the one the UCM's clock shows, and run “Test connection”, which "
        "compares the clocks. Records deleted on the UCM have the same effect until the next call. The same "
        "time is asked for again by itself."
    )
    retryable = True


class UnreadableCdr(UcmError):
    why = "No call record can be found in what the UCM sent."
    advice = (
        "Set the format of the UCM's CDR Real-Time Output to JSON. The bytes are kept; replay them after an "
        "update that can read them."
    )
