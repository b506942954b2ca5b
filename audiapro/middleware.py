"""Django's common middleware, less the Host check for webhooks; its sign-in middleware, less the question
who it is where that does not matter; and the visitor's own time zone."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import middleware as auth
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


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Django's own, but a view that is open to all does not ask the database who looks at it.

    Django asks even then, for whoever brings a session cookie; health checks would answer 500 in place of
    their 503 while the database is away.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse], *args: Any
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, *args)


def visitors_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the zone named in the cookie (static/js) for the request, else TIME_ZONE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request.COOKIES.get(COOKIE, ""))):
            return get_response(request)

    return middleware


def _zone(name: str) -> ZoneInfo | None:
    """A cookie is whatever a stranger wrote into it: ZoneInfo refuses paths, we take its word."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()  # type: ignore[return-value]
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()  # type: ignore[return-value]
