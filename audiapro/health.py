"""/healthz: this process answers. /readyz: so does everything it needs, or what does not and why."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audiapro import readiness


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all is ready, 503 otherwise: {"status", "checks": {name: {"ready", "problem", "mend"}}}."""
    found = readiness.findings()
    checks = {
        finding.name: {"ready": finding.is_ready, "problem": finding.problem, "mend": finding.mend}
        for finding in found
    }
    ready = all(finding.is_ready for finding in found)
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )
