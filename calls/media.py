"""Recorded audio for those allowed to hear it, with HTTP ranges so that players can seek.

RFC 9110 section 14: one range is served; several, or units other than bytes, get the whole file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from calls.models import Recording

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$")


@require_safe
@permission_required("calls.play_recording", raise_exception=True)
def audio(request: HttpRequest, recording_id: int) -> HttpResponseBase:
    """The recording's audio; 206 for a range, 416 for one outside the file, 404 when not stored."""
    recording = get_object_or_404(Recording, pk=recording_id, state=Recording.State.STORED)
    path = settings.RECORDINGS_DIR / recording.file.name
    if not path.is_file():
        raise Http404("The recording's file is gone from the recordings folder.")
    response = _respond(path, path.stat().st_size, request.headers.get("Range", ""))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{recording.sha256}"'
    # A person's voice: the browser may keep it for this user, nobody in between may.
    patch_cache_control(response, private=True, max_age=3600)
    return response


def _respond(path: Path, size: int, header: str) -> HttpResponseBase:
    asked = _RANGE.match(header.replace(" ", ""))
    if not asked or asked.groups() == ("", ""):
        return FileResponse(path.open("rb"), content_type="audio/wav")
    first, last = _bounds(*asked.groups(), size)
    if first >= size or first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(
        _slice(path, first, last), status=206, content_type="audio/wav", headers=headers
    )


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The inclusive byte positions of `first-last`; `-n` is the last n bytes."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _slice(path: Path, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with path.open("rb") as stream:
        stream.seek(first)
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
