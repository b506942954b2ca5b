"""Signing in: tries are counted, and too many wrong passwords close the door for a while.

Both doors, /login/ and /admin/login/, use these forms. A try is counted before the password is looked at,
so that a hundred requests at once are no way around the limit, and taken back when the password was right.
Names that are nobody's are counted and refused like any other: an answer never tells who exists.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audiapro.models import FailedSignIns
from calls.sources.door import sender
from ucm.addresses import neighbourhood

Scope = FailedSignIns.Scope
View = Callable[..., HttpResponseBase]

REMEMBERED = timedelta(days=1)  # for the admin to look at, after it has stopped counting

REASONS = {
    Scope.PAIR: "There were {limit} failed tries to sign in with this user name from here.",
    Scope.ADDRESS: "There were {limit} failed tries to sign in from your network address.",
    Scope.ACCOUNT: "There were {limit} failed tries to sign in with this user name, from several places.",
}
PURPOSE = "So that nobody can guess passwords, no more tries are taken for a while, right or wrong."


class Locked(Exception):
    """No more tries of this scope until then (aware)."""

    def __init__(self, scope: FailedSignIns.Scope, until: datetime) -> None:
        super().__init__(scope.label)
        self.scope, self.until = scope, until

    @property
    def wait(self) -> int:
        """Seconds, at least one."""
        return max(1, math.ceil((self.until - timezone.now()).total_seconds()))

    @property
    def message(self) -> str:
        """What happened, why, and when to try again, for the person who is locked out."""
        minutes = math.ceil(self.wait / 60)
        when = (
            f"in {minutes} minute{'s' if minutes > 1 else ''}, at {timezone.localtime(self.until):%H:%M %Z}"
        )
        return (
            f"{REASONS[self.scope].format(limit=self.scope.limit)} {PURPOSE} Try again {when}, or ask an "
            "administrator to let you in earlier."
        )


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in; `address` is "" when it cannot be known."""

    username: str
    address: str

    def take(self) -> None:
        """Count it, or raise Locked and count nothing."""
        FailedSignIns.objects.forget(ended_before=timezone.now() - REMEMBERED)
        with transaction.atomic():
            for scope in Scope:
                _take(scope, self._keys[scope], self._facts(scope))

    def give_back(self) -> None:
        """It was right: it counts no more, and neither do the tries of this user from this address."""
        FailedSignIns.objects.filter(scope=Scope.PAIR, key=self._keys[Scope.PAIR]).delete()
        for scope in (Scope.ADDRESS, Scope.ACCOUNT):
            rows = FailedSignIns.objects.filter(scope=scope, key=self._keys[scope], count__gt=0)
            rows.update(count=F("count") - 1)

    @property
    def _keys(self) -> dict[FailedSignIns.Scope, str]:
        return {
            Scope.PAIR: _hashed(f"{self.address} {self.username}"),
            Scope.ADDRESS: self.address,
            Scope.ACCOUNT: _hashed(self.username),
        }

    def _facts(self, scope: FailedSignIns.Scope) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        if scope != Scope.ACCOUNT:
            facts["address"] = self.address
        if scope != Scope.ADDRESS:
            facts["user"] = get_user_model().objects.filter(username=self.username).first()
        return facts


def _hashed(text: str) -> str:
    return salted_hmac("audiapro.sign_in", text, algorithm="sha256").hexdigest()


def _take(scope: FailedSignIns.Scope, key: str, facts: dict[str, Any]) -> None:
    """Conditional updates, so that of two requests at once only one gets the last try."""
    now = timezone.now()
    ends_at = now + timedelta(seconds=settings.SIGN_IN_PAUSE)
    fresh = {**facts, "ends_at": ends_at, "last_at": now}
    FailedSignIns.objects.get_or_create(scope=scope, key=key, defaults=fresh)
    rows = FailedSignIns.objects.filter(scope=scope, key=key)
    rows.filter(ends_at__lte=now).update(count=0, ends_at=ends_at)
    if rows.filter(count__lt=scope.limit).update(count=F("count") + 1, last_at=now):
        return
    if (until := rows.values_list("ends_at", flat=True).first()) is None:
        return _take(scope, key, facts)  # a right password, or an admin, has just forgotten it
    raise Locked(scope, until)


class CountedTries:
    """What makes an AuthenticationForm count; `locked` is set when it took no try."""

    locked: Locked | None = None
    request: HttpRequest
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()  # type: ignore[misc]
        attempt = Try(username, neighbourhood(sender(self.request)))
        try:
            attempt.take()
        except Locked as locked:
            self.locked = locked
            raise ValidationError(locked.message, code="locked") from None
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        attempt.give_back()
        return cleaned


class SignInForm(CountedTries, AuthenticationForm):
    """Of /login/."""


class AdminSignInForm(CountedTries, AdminAuthenticationForm):
    """Of /admin/login/."""


def refusing(view: View) -> View:
    """A door that answers 429 with Retry-After while it is closed to somebody."""

    @functools.wraps(view)
    def door(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if locked := getattr(form, "locked", None):
            response.status_code = 429
            response.headers["Retry-After"] = str(locked.wait)
        return response

    return door
