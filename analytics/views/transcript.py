"""A call's transcript as a file: TXT, SRT, WebVTT or JSON, for whoever may see the call."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from analytics.redaction import shown_speech
from calls.models import Call
from calls.speech.exports import FORMATS
from calls.transcripts import transcript_of

TYPES = {
    "txt": "text/plain; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "json": "application/json",
}


@require_safe
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The file's name has the call's number and day, never a phone number."""
    if form not in FORMATS:
        raise Http404("Transcripts come as txt, srt, vtt or json.")
    call = get_object_or_404(Call, pk=pk)
    response = HttpResponse(FORMATS[form](shown_speech(transcript_of(call))), content_type=TYPES[form])
    name = f"call-{call.pk}-{timezone.localdate(call.started_at):%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
