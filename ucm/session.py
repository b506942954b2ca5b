"""ApiSession: logged in to one UCM, sending read-only actions and decoding its envelope.

The base of UcmClient. Source: Grandstream “IPPBX HTTPS API” (2024-11), pp. 3-10: one URL, always POST,
`{"request": {"action": …, "cookie": …}}` in, `{"response": …, "status": n}` out; the cookie travels
in the body and lives ten minutes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import requests

from ucm.http import NETWORK, HttpSession
from ucm.protocol import auth, errors
from ucm.protocol.recordings import Kind, sniff
from ucm.protocol.return_codes import refusal
from ucm.transport import translate

READ_ONLY = frozenset(
    {
        *("challenge", "login", "logout"),
        *("cdrapi", "recapi", "getRecordInfosByCall", "queueapi"),
        *("getSystemStatus", "getSystemGeneralStatus"),
        *("listAccount", "listUser", "listQueue", "listVoIPTrunk", "listAnalogTrunk", "listDigitalTrunk"),
        *("listInboundRoute", "listOutboundRoute", "listIVR", "listDepartment", "listExtensionGroup"),
    }
)
"""Every action that is ever sent. Actions that change a UCM are not among them, nor is `getSIPAccount`,
whose answer holds passwords in clear."""
FORBIDDEN_PARAMETERS = frozenset({"delete"})
"""`cdrapi` deletes call records when it sees this one."""

CHUNK = 64 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024

_Answer = TypeVar("_Answer")


class ApiSession(HttpSession):
    """One login on one UCM. A refused one is remembered: the same object never tries it again.

    `renews` off, a dead cookie is reported instead of replaced (the diagnosis logs in only once).
    """

    renews = True
    _cookie = ""
    _cookie_dies_at = 0.0
    _refused: errors.Refused | None = None

    # --- Logging in ---------------------------------------------------------------------------------

    def challenge(self) -> str:
        """A fresh challenge, good for one login."""
        self._stop_if_refused()
        answer = self._exchange({"action": "challenge", "user": self.username, "version": "1.0"})
        return _named(answer, "challenge")

    def login(self, challenge: str = "") -> None:
        """Get a cookie. Raises BadCredentials or Banned, and from then on the same without asking."""
        self._stop_if_refused()
        token = auth.token(challenge or self.challenge(), self._password)
        try:
            answer = self._exchange({"action": "login", "user": self.username, "token": token})
        except (errors.BadCredentials, errors.Banned) as refused:
            self._refused = refused
            raise
        self._cookie = _named(answer, "cookie")
        self._cookie_dies_at = self._clock() + auth.COOKIE_LIFE

    def logout(self) -> None:
        """Give the cookie back; without one, nothing is sent."""
        cookie, self._cookie = self._cookie, ""
        if cookie:
            self._exchange({"action": "logout", "cookie": cookie})

    def _stop_if_refused(self) -> None:
        if self._refused is not None:
            raise self._refused

    def _fresh_cookie(self) -> str:
        if not self._cookie or self._clock() >= self._cookie_dies_at:
            self.login()
        return self._cookie

    # --- Asking -------------------------------------------------------------------------------------

    def call(self, action: str, **parameters: Any) -> dict[str, Any]:
        """The `response` of a read-only action, or the whole answer where the UCM sends no envelope.

        Raises WriteRefused before anything is sent if the action is not in READ_ONLY or a parameter
        would change the UCM.
        """
        request = {"action": action, **parameters}
        return self._asked(lambda cookie: self._exchange({**request, "cookie": cookie}))

    def _asked(self, ask: Callable[[str], _Answer]) -> _Answer:
        """Ask with a cookie; should the UCM find it dead, log in once more and ask again."""
        try:
            return ask(self._fresh_cookie())
        except errors.CookieDead:
            if not self.renews:
                raise
            self._cookie = ""
        return ask(self._fresh_cookie())

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        response = self._post(request)
        with response:
            body = read_all(response)
        return decode(body, action=request["action"])

    def _post(self, request: dict[str, Any]) -> requests.Response:
        """The open answer to one request; the caller closes it. Only HTTP itself has been checked."""
        _refuse_writes(request)
        session = self._opened()
        try:
            response = session.post(
                f"{self.base_url}/api",
                json={"request": request},
                timeout=self.timeout,
                stream=True,
                allow_redirects=False,
            )
        except NETWORK as error:
            # `from None`: the original holds the request, and with it the cookie.
            raise translate(error) from None
        if not response.ok or response.is_redirect:
            with response:
                raise _http_error(response)
        return response


def read(response: requests.Response) -> Iterator[bytes]:
    """The body in chunks; network failures on the way raise UcmError."""
    try:
        yield from response.iter_content(CHUNK)
    except NETWORK as error:
        raise translate(error) from None


def decode(body: bytes, *, action: str) -> dict[str, Any]:
    """The `response` in an envelope, or all of an answer without one (`cdrapi` sends none on success).

    Raises the error of a negative status, and NotAnApi when the body is no JSON object.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise _not_json(body) from None
    if not isinstance(answer, dict):
        raise errors.NotAnApi("The answer is JSON, but not of the form the UCM's API has.")
    response = answer.get("response")
    if status := _status(answer):
        raise refusal(status, action=action, response=response if isinstance(response, Mapping) else None)
    return response if isinstance(response, dict) else answer


def _status(answer: dict[str, Any]) -> int:
    try:
        return int(answer.get("status", 0))
    except (TypeError, ValueError):
        raise errors.NotAnApi("The answer has a status that is no number.") from None


def _named(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise errors.NotAnApi(f"The UCM's answer lacks the {name}.")
    return value


def _refuse_writes(request: dict[str, Any]) -> None:
    if request["action"] not in READ_ONLY or not FORBIDDEN_PARAMETERS.isdisjoint(request):
        raise errors.WriteRefused


def read_all(response: requests.Response) -> bytes:
    """The body of an answer that is no recording. Raises NotAnApi rather than fill the memory."""
    body = bytearray()
    for chunk in read(response):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise errors.NotAnApi(
                "The answer is far larger than any a UCM gives; it was not read to the end."
            )
    return bytes(body)


def _not_json(body: bytes) -> errors.NotAnApi:
    kind = sniff(body)
    if kind is Kind.HTML:
        return errors.WebPage()
    return errors.NotAnApi(f"The answer is not the API's JSON (it is {kind}).")


def _http_error(response: requests.Response) -> errors.UcmError:
    scheme = response.headers.get("WWW-Authenticate", "").partition(" ")[0].lower()
    if response.status_code == 401 and scheme in ("digest", "basic"):
        return errors.OldApi()
    if response.status_code == 403:
        return errors.KeptOut()
    if response.status_code == 404:
        return errors.ApiMissing()
    return errors.NotAnApi(
        f"The web server at this address answers with HTTP {response.status_code}.",
        retryable=response.status_code >= 500,
    )
