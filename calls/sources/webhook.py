"""The UCM's CDR Real-Time Output over HTTP: authenticate, cap, keep, answer at once.

The secret is in the path, because some firmware sends no Authorization header even with
credentials set. GET and an empty POST are the UCM's own test pings and must succeed.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calls.ingest import accept
from calls.models import Event
from ucm.models import Connection, token_digest


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """`POST /hooks/ucm/<token>/cdr`: 200 once the body is kept; 404 for a wrong token; 413 too large."""
    connection = Connection.objects.filter(token_hash=token_digest(token)).first()
    if connection is None:
        raise Http404
    body = _body(request) if request.method == "POST" else b""
    if len(body) > settings.WEBHOOK_MAX_BYTES:
        return JsonResponse(
            {"error": f"The body is larger than {settings.WEBHOOK_MAX_BYTES} bytes.",
             "mend": "Let the UCM send one record at a time, or raise WEBHOOK_MAX_BYTES."},
            status=413,
        )  # fmt: skip
    if body.strip():
        accept(connection, Event.Source.WEBHOOK, body, content_type=request.content_type or "")
    return JsonResponse({"status": "ok"})


def _body(request: HttpRequest) -> bytes:
    """The body, up to one byte more than is allowed. Without a Content-Length Django would give
    nothing of a chunked body; gunicorn ends that stream by itself."""
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    stream = request.environ["wsgi.input"] if chunked else request  # type: ignore[attr-defined]
    return stream.read(settings.WEBHOOK_MAX_BYTES + 1)
