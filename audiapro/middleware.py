"""Pages show times in the visitor's own zone, which the browser tells in a cookie (static/js)."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "zone"


def visitors_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the zone named in the cookie for the request; TIME_ZONE without one."""

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
