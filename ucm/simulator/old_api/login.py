"""HTTP authentication as the old API asks for it: Digest (RFC 2617, MD5, qop=auth), Basic, or none.

Called by listener.py. Which firmware asks for which is unproven; whether failed logins ban an address here,
too. A nonce is good for `nonce_uses` requests, its counter must grow.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list

from ucm.simulator.envelope import Answer, html_answer
from ucm.simulator.sessions import ApiUser
from ucm.simulator.switches import OldLogin, Scenario

REALM = "CDR API"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A 401. `stale`: the password was right, only its nonce is used up."""

    answer: Answer
    stale: bool = False


class Gate:
    """Knows one user. Safe to use from several threads."""

    def __init__(self, user: ApiUser, scenario: Scenario) -> None:
        self._user, self._scenario = user, scenario
        self._nonces: dict[str, int] = {}
        self._lock = Lock()

    def refusal(self, environ: dict[str, Any]) -> Challenge | None:
        """What a request is answered with that does not show the login; None for one that does."""
        scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        match self._scenario.old_login:
            case OldLogin.DIGEST:
                with self._lock:
                    return self._digest(environ, credentials if scheme == "Digest" else "")
            case OldLogin.BASIC if not (scheme == "Basic" and self._is_basic(credentials)):
                return _challenge(f'Basic realm="{REALM}"')
            case _:
                return None

    def _is_basic(self, credentials: str) -> bool:
        right = f"{self._user.name}:{self._user.password}".encode()
        try:
            return self._scenario.login_status is None and hmac.compare_digest(
                base64.b64decode(credentials, validate=True), right
            )
        except binascii.Error:
            return False

    def _digest(self, environ: dict[str, Any], credentials: str) -> Challenge | None:
        said = parse_keqv_list([item for item in parse_http_list(credentials) if "=" in item])
        if not self._is_right(said, environ):
            return self._fresh_challenge(stale=False)
        count, nonce = int(said["nc"], 16), said["nonce"]
        limit = self._scenario.nonce_uses
        if count <= self._nonces.get(nonce, count) or (limit is not None and count > limit):
            return self._fresh_challenge(stale=True)
        self._nonces[nonce] = count
        return None

    def _is_right(self, said: dict[str, str], environ: dict[str, Any]) -> bool:
        """RFC 2617, 3.2.2.1, of the very URI that was asked for."""
        if self._scenario.login_status is not None:  # the password of another tab
            return False
        if said.get("username") != self._user.name or said.get("uri") != _uri(environ):
            return False
        if "nonce" not in said or not re.fullmatch(r"[0-9a-f]{8}", said.get("nc", "")):
            return False
        secret = _md5(f"{self._user.name}:{REALM}:{self._user.password}")
        what = _md5(f"{environ['REQUEST_METHOD']}:{said['uri']}")
        between = ":".join(said.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
        return hmac.compare_digest(said.get("response", ""), _md5(f"{secret}:{between}:{what}"))

    def _fresh_challenge(self, *, stale: bool) -> Challenge:
        nonce = secrets.token_hex(16)
        self._nonces[nonce] = 0
        used_up = ", stale=true" if stale else ""
        return _challenge(
            f'Digest realm="{REALM}", nonce="{nonce}", algorithm=MD5, qop="auth"{used_up}', stale=stale
        )


def _uri(environ: dict[str, Any]) -> str:
    """As the client wrote it: the server keeps the path decoded only, and it holds nothing to decode."""
    query = environ.get("QUERY_STRING", "")
    return f"{environ.get('PATH_INFO', '/')}{'?' if query else ''}{query}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _challenge(wanted: str, *, stale: bool = False) -> Challenge:
    page = html_answer("Unauthorized", "401 Unauthorized")
    return Challenge(replace(page, headers=(("WWW-Authenticate", wanted),)), stale)
