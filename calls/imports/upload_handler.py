"""Uploads to disk, for those who may add calls, within UPLOAD_MAX_BYTES and the free space.

Django reads a form before any view runs (the CSRF check needs it), so without this a stranger could fill
the disk. Set as FILE_UPLOAD_HANDLERS.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from calls.imports.refusal import NotTaken
from calls.imports.stream import must_have_room, too_large
from calls.recordings import DiskFull

PERMISSION = "calls.add_importedfile"


class PermittedUpload(TemporaryFileUploadHandler):
    """Files that are not taken are missing from the form; `request.upload_refused` then says why."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if not self.request.user.has_perm(PERMISSION):
            raise SkipFile
        self._must_fit()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received += len(raw_data)
        if self._received > settings.UPLOAD_MAX_BYTES:
            self._refuse(too_large())
        super().receive_data_chunk(raw_data, start)

    def _must_fit(self) -> None:
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES:
            self._refuse(too_large())
        try:
            must_have_room()
        except DiskFull as error:
            self._refuse(error)

    def _refuse(self, reason: NotTaken | DiskFull) -> None:
        self.request.upload_refused = reason
        raise SkipFile
