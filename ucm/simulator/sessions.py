"""Challenges, cookies and the ban: who is logged in. Used by actions.py.

From the API document: a challenge of 16 digits, a token that is md5(challenge + password), cookies that
time out after ten minutes. From the user manual: five failed logins ban a source for five minutes.
Whether a cookie's life is absolute or idle is unproven; it is absolute unless the firmware says otherwise.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from ucm.simulator.status import Refused, Status
from ucm.simulator.switches import Scenario

Clock: TypeAlias = Callable[[], float]

COOKIE_LIFE = 600.0
TRIES, BAN_SECONDS = 5, 300.0


@dataclass(frozen=True, slots=True)
class ApiUser:
    """The one login that the PBX knows. `cookie_life` is in seconds."""

    name: str
    password: str
    cookie_life: float = COOKIE_LIFE


@dataclass(slots=True)
class _Cookie:
    dies_at: float
    actions_left: int | None


@dataclass(slots=True)
class _Failures:
    count: int = 0
    banned_until: float = 0.0


class Sessions:
    """The login desk. Safe to use from several threads."""

    def __init__(self, user: ApiUser, *, scenario: Scenario, clock: Clock) -> None:
        self._user, self._scenario, self._clock = user, scenario, clock
        self._challenges: dict[tuple[str, str], str] = {}
        self._cookies: dict[str, _Cookie] = {}
        self._failures: dict[str, _Failures] = {}
        self._lock = Lock()

    def challenge(self, user: str, source: str) -> str:
        """A fresh challenge for this user at this address; it replaces the one before."""
        with self._lock:
            self._refuse_the_banned(source)
            if self._scenario.challenge_status is not None:
                raise Refused(self._scenario.challenge_status)
            if user != self._user.name and not self._scenario.firmware.challenges_anybody:
                raise Refused(Status.NO_PERMISSION)
            fresh = f"{secrets.randbelow(10**10):016d}"
            self._challenges[user, source] = fresh
            return fresh

    def login(self, user: str, token: str, source: str) -> str:
        """A cookie for the right token. The challenge is spent either way."""
        with self._lock:
            self._refuse_the_banned(source)
            challenge = self._challenges.pop((user, source), None)
            if self._scenario.login_status is not None:
                raise self._failure(source, self._scenario.login_status)
            if challenge is None or user != self._user.name or not self._fits(token, challenge):
                raise self._failure(source, Status.WRONG_ACCOUNT_OR_PASSWORD)
            self._failures.pop(source, None)
            return self._new_cookie()

    def check(self, cookie: object) -> None:
        """Pass one action, or refuse it with -6."""
        with self._lock:
            held = self._cookies.get(cookie) if isinstance(cookie, str) else None
            if held is None or self._clock() >= held.dies_at or held.actions_left == 0:
                raise Refused(Status.COOKIE_ERROR)
            if held.actions_left is not None:
                held.actions_left -= 1
            if self._scenario.firmware.idle_cookies:
                held.dies_at = self._clock() + self._user.cookie_life

    def logout(self, cookie: str) -> None:
        with self._lock:
            self._cookies.pop(cookie, None)

    def _fits(self, token: str, challenge: str) -> bool:
        right = hashlib.md5(f"{challenge}{self._user.password}".encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(token.encode(), right.encode())

    def _new_cookie(self) -> str:
        now = self._clock()
        cookie = f"sid{secrets.randbelow(2**31)}-{int(now)}"
        self._cookies[cookie] = _Cookie(now + self._user.cookie_life, self._scenario.cookie_actions)
        return cookie

    def _refuse_the_banned(self, source: str) -> None:
        left = self._failures.get(source, _Failures()).banned_until - self._clock()
        if left > 0:
            raise Refused(Status.LOGIN_RESTRICTION, remain_time=round(left))

    def _failure(self, source: str, status: Status) -> Refused:
        if status is Status.LOGIN_RESTRICTION:
            return Refused(status, remain_time=round(BAN_SECONDS))
        failures = self._failures.setdefault(source, _Failures())
        failures.count += 1
        remaining = TRIES - failures.count
        if remaining <= 0:
            self._failures[source] = _Failures(banned_until=self._clock() + BAN_SECONDS)
        return Refused(status, remain_num=max(0, remaining))
