"""The UCM's CDR Real-Time Output over HTTP: authenticate, cap, keep, answer at once.

The secret is in the path, because some firmware sends no Authorization header even with credentials
set. GET and an empty POST are the UCM's own test pings and must succeed. The Host header is not
looked at (audiapro/middleware.py says why).
"""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from calls.ingest import accept
from calls.models import Event
from calls.sources import door
from ucm.models import Connection, token_digest
from ucm.refusals import TALLY, Cause


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """`POST /hooks/ucm/<token>/cdr`: 200 once the body is kept. 404 for a wrong token; 401, 403, 413 and
    429 as door.py says, with the cause and its mend as JSON."""
    connection = Connection.objects.filter(token_hash=token_digest(token)).first()
    address = door.sender(request)
    if connection is None:
        TALLY.note(None, Cause.TOKEN, address)
        raise Http404
    try:
        door.check_sender(connection, address=address, authorization=request.headers.get("Authorization", ""))
        if request.method == "POST" and (body := _body(request)).strip():
            _keep(connection, body, content_type=request.content_type or "")
    except door.Refused as refused:
        TALLY.note(connection.pk, refused.cause, address)
        words = {"error": f"Refused: {refused}.", "mend": refused.mend}
        return JsonResponse(words, status=refused.status, headers=refused.headers)
    return JsonResponse({"status": "ok"})


def _keep(connection: Connection, body: bytes, *, content_type: str) -> None:
    if len(body) > settings.WEBHOOK_MAX_BYTES:
        raise door.Refused(Cause.SIZE, 413)
    with transaction.atomic():
        door.take_token(connection, now=time.time())
        accept(connection, Event.Source.WEBHOOK, body, content_type=content_type)


def _body(request: HttpRequest) -> bytes:
    """The body, up to one byte more than is allowed. Without a Content-Length Django would give
    nothing of a chunked body; gunicorn ends that stream by itself."""
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    stream = request.environ["wsgi.input"] if chunked else request  # type: ignore[attr-defined]
    return stream.read(settings.WEBHOOK_MAX_BYTES + 1)
