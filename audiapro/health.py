"""/healthz: this process answers. /readyz: so does everything it needs, or what does not and why."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audiapro import readiness

PROXYS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")
"""What a proxy adds. One that adds none of them makes strangers look as if they were on this machine."""


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all is ready, 503 otherwise: {"status", "checks": {name: {"ready", "problem", "mend"}}}.

    Problems name folders and servers, so strangers get no more than what is ready.
    """
    found, tell = readiness.findings(), _may_know_why(request)
    checks = {
        finding.name: {"ready": finding.is_ready}
        | ({"problem": finding.problem, "mend": finding.mend} if tell else {})
        for finding in found
    }
    ready = all(finding.is_ready for finding in found)
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


def _may_know_why(request: HttpRequest) -> bool:
    """Staff, and whoever asks on this machine itself: not what a proxy on it hands on."""
    is_handed_on = any(name in request.headers for name in PROXYS)
    is_here = request.META.get("REMOTE_ADDR", "") in ("127.0.0.1", "::1")
    return (is_here and not is_handed_on) or _is_staff(request)


def _is_staff(request: HttpRequest) -> bool:
    """Without a database nobody can be known, and a probe with a cookie must be told of that all the same."""
    try:
        return request.user.is_staff
    except DatabaseError:
        return False
