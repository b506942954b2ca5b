"""OldApiSession: GET requests to one UCM's old API, with whatever login it asks for.

The base of OldApiClient. Source: Grandstream's CDR and REC API guides (2013, 2014) and UCM user manuals: an
HTTPS listener of its own with its own users and its own list of permitted IPs. A UCM61xx without a user asks
for nothing, later firmware for Digest, and one client in the field was asked for Basic.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import quote, urlencode

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from ucm.http import NETWORK, HttpSession
from ucm.old_api.refusals import NO_USER, WRONG_PASSWORD, refusal
from ucm.protocol import errors
from ucm.session import FORBIDDEN_PARAMETERS
from ucm.transport import translate

_PATHS = frozenset({"cdrapi", "recapi"})
_SCHEME = re.compile(r"(?:^|,)\s*(digest|basic)\b", re.IGNORECASE)


class OldApiSession(HttpSession):
    """User and password are shown once: when they are refused, the same object never shows them again.

    A UCM may ban who tries too often. No session outlasts a request, so there is none to renew, and `logout`
    has nothing to do.
    """

    renews = False
    _refused: errors.UcmError | None = None

    @cached_property
    def _auth(self) -> AuthBase | None:
        """How the login is shown; Digest until a UCM asks for Basic."""
        return _Digest(self.username, self._password) if self.username else None

    def _get(self, path: str, parameters: Mapping[str, str]) -> requests.Response:
        """The open answer, its status 200; the caller closes it. Raises what HTTP says otherwise."""
        if self._refused is not None:
            raise self._refused
        _refuse_writes(path, parameters)
        response = self._send(path, parameters, auth=self._auth)
        if response.status_code == 401 and not _showed_login(response):
            response = self._log_in(response, path, parameters)
        if response.status_code != 200:
            with response:
                raise self._remembered(response)
        return response

    def _log_in(
        self, response: requests.Response, path: str, parameters: Mapping[str, str]
    ) -> requests.Response:
        """Ask again as Basic wants it; Digest has been answered on the way by requests."""
        if asked_for(response) != "basic" or self._auth is None:
            return response
        response.close()
        # As bytes: requests would encode text as Latin-1, which has not every letter.
        self._auth = HTTPBasicAuth(self.username.encode(), self._password.encode())
        return self._send(path, parameters, auth=self._auth)

    def _remembered(self, response: requests.Response) -> errors.UcmError:
        if response.status_code != 401 or not asked_for(response):
            return refusal(response)
        if self._auth is None:
            why, advice = NO_USER
            return errors.BadCredentials(why, advice=advice, code=401)
        if not _showed_login(response):
            return refusal(response)
        why, advice = WRONG_PASSWORD
        self._refused = errors.BadCredentials(why, advice=advice, code=401)
        return self._refused

    def _send(self, path: str, parameters: Mapping[str, str], *, auth: AuthBase | None) -> requests.Response:
        session = self._opened()
        # A space as %20 and `+` as %2B: a UCM takes a plain `+` for a space, and says nothing.
        query = urlencode(parameters, quote_via=quote, safe=":/")
        try:
            return session.get(
                f"{self.base_url}/{path}{'?' if query else ''}{query}",
                auth=auth,
                timeout=self.timeout,
                stream=True,
                allow_redirects=False,
            )
        except NETWORK as error:
            # `from None`: the original holds the request, and with it the login.
            raise translate(error) from None


class _Digest(HTTPDigestAuth):
    """RFC 2617 as requests does it; a challenge that cannot be answered is left unanswered."""

    def build_digest_header(self, method: str, url: str) -> str | None:
        try:
            header: str | None = super().build_digest_header(method, url)  # type: ignore[no-untyped-call]
        except KeyError:  # no realm, or no nonce
            return None
        return header


def asked_for(response: requests.Response) -> str:
    """The scheme of a 401: “digest” where there is a choice, else “basic”; empty for any other."""
    offered = {found.lower() for found in _SCHEME.findall(response.headers.get("WWW-Authenticate", ""))}
    return next((scheme for scheme in ("digest", "basic") if scheme in offered), "")


def _showed_login(response: requests.Response) -> bool:
    return "Authorization" in response.request.headers


def _refuse_writes(path: str, parameters: Mapping[str, str]) -> None:
    """`cdrapi` deletes call records when it sees `delete`."""
    if path not in _PATHS or not FORBIDDEN_PARAMETERS.isdisjoint(parameters):
        raise errors.WriteRefused
