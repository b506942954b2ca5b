"""Django's common and login middleware, asking less where nobody need be known; the visitor's time zone."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import middleware
from django.http import HttpRequest, HttpResponse
from django.middleware import common
from django.utils import timezone

WEBHOOKS = "/hooks/"
COOKIE = "zone"


class CommonMiddleware(common.CommonMiddleware):
    """Django's own, but a webhook is answered under any host name.

    A UCM writes whatever address its admin typed, and a name that ALLOWED_HOSTS lacks would cost every
    record. The check keeps forged names out of links, redirects and caches; a webhook makes none of them,
    and is let in by the secret in its path.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path_info.startswith(WEBHOOKS):
            return None
        return super().process_request(request)


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own, but who is asking is not looked up where nobody need be known.

    A probe that carries a session's cookie must be answered while there is no database.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def visitors_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the zone named in the cookie (static/js) for the request, else TIME_ZONE."""

    def zoned(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request.COOKIES.get(COOKIE, ""))):
            return get_response(request)

    return zoned


def _zone(name: str) -> ZoneInfo | None:
    """A cookie is whatever a stranger wrote into it: ZoneInfo refuses paths, we take its word."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()  # type: ignore[return-value]
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()  # type: ignore[return-value]
