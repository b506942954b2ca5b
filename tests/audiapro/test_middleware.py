"""The visitor's zone: taken from the cookie, never trusted."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from audiapro.middleware import visitors_zone


def zone_seen(cookie: str | None) -> str:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(timezone.get_current_timezone()))

    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["zone"] = cookie
    return visitors_zone(view)(request).content.decode()


def test_the_browsers_zone_is_used() -> None:
    assert zone_seen("Europe/Berlin") == "Europe/Berlin"


@pytest.mark.parametrize(
    "cookie", [None, "", "Nowhere/City", "../../etc/passwd", "/etc/passwd", "\x00", "x" * 5000]
)
def test_anything_else_is_the_sites_own_zone(cookie: str | None) -> None:
    assert zone_seen(cookie) == "UTC"


def test_the_zone_ends_with_the_request() -> None:
    zone_seen("Asia/Tokyo")
    assert str(timezone.get_current_timezone()) == "UTC"
