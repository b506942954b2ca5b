"""The webhook's door: who may push a record, and how many in how short a time. Called by webhook.py.

The secret in the path is checked before. A connection may ask for more: a list of addresses, a user
and password. The limit is a token bucket kept as one number in the connection's row, so that it
holds for all web processes; the check that refuses writes nothing.
"""

import math
from collections.abc import Mapping

from django.conf import settings
from django.db.models import F, FloatField, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest

from ucm import addresses, basic_auth
from ucm.models import Connection
from ucm.refusals import MENDS, Cause

CLOCK_SLACK = 60.0  # seconds; a bucket that is full later than it can be was filled by another clock


class Refused(Exception):
    """A push that is turned away: with this HTTP status, for this cause; `mend` is for a person."""

    def __init__(self, cause: Cause, status: int, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(cause.label)
        self.cause, self.status, self.headers = cause, status, dict(headers or {})
        self.mend = MENDS[cause]


def sender(request: HttpRequest) -> str:
    """Where the request comes from, as far as TRUSTED_PROXIES lets us know; "" if unknown."""
    return addresses.sender(
        request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.TRUSTED_PROXIES,
    )


def check_sender(connection: Connection, *, address: str, authorization: str) -> None:
    """Raise Refused unless this sender may speak for the connection."""
    allowed = connection.allowed_networks
    if allowed and not addresses.is_in(address, allowed):
        raise Refused(Cause.ADDRESS, 403)
    if connection.push_user and not _is_login(connection, authorization):
        cause = Cause.WRONG_LOGIN if authorization else Cause.NO_LOGIN
        raise Refused(cause, 401, headers={"WWW-Authenticate": 'Basic realm="AudiaPro", charset="UTF-8"'})


def _is_login(connection: Connection, authorization: str) -> bool:
    return bool(authorization) and basic_auth.matches(
        authorization, user=connection.push_user, password_hash=connection.push_password_hash
    )


def take_token(connection: Connection, *, now: float) -> None:
    """Take one of the connection's tokens (`now` in Unix seconds) or raise Refused with Retry-After.

    `push_full_at` is when the bucket will be full again: a token taken moves it on by the time one needs
    to come back (the generic cell rate algorithm, ITU-T I.371). A conditional UPDATE, so of two web
    processes only one gets the last token.
    """
    each, size = 1 / settings.WEBHOOK_RATE, max(settings.WEBHOOK_BURST, 1)
    latest = now + (size - 1) * each
    if connection.push_full_at > now + size * each + CLOCK_SLACK:
        Connection.objects.filter(pk=connection.pk).update(push_full_at=now)
        connection.push_full_at = now
    if connection.push_full_at <= latest:
        full_at = Greatest(F("push_full_at"), Value(now, output_field=FloatField())) + each
        rows = Connection.objects.filter(pk=connection.pk, push_full_at__lte=latest)
        if rows.update(push_full_at=full_at):
            return
    wait = max(connection.push_full_at - latest, each)
    raise Refused(Cause.RATE, 429, headers={"Retry-After": str(math.ceil(wait))})
