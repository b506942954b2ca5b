"""UcmClient: call records, recordings and facts from one UCM, read-only.

Used by ucm/connect.py (for the rest of AudiaPro) and ucm/diagnosis.py. Knows no settings and no rows.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import requests

from ucm.protocol import dialects, errors
from ucm.protocol.cdr import LegRecord
from ucm.protocol.reading import read_items
from ucm.protocol.recordings import (
    SNIFF_BYTES,
    Kind,
    Place,
    is_recording_name,
    promised_size,
    sniff,
    trial_order,
)
from ucm.session import ApiSession, decode, read
from ucm.transport import Tls

__all__ = ["Audio", "SystemInfo", "Tls", "UcmClient"]

log = logging.getLogger(__name__)

PAGE_SIZE = 1000
"""Groups a `cdrapi` answer may hold, by the document."""
# What a UCM may say of a recording that lies in another folder; none of it is documented.
ELSEWHERE = frozenset({-1, -15, -16, -24, -26})
UTC_ZONE = ZoneInfo("UTC")


class SystemInfo(NamedTuple):
    """Who the UCM is. `clock` is its time with the offset it believes in, None if it gave none."""

    model: str
    firmware: str
    serial: str
    clock: datetime | None


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording on its way: read `chunks` inside the `with`. `size` in bytes, None if unannounced."""

    kind: Kind
    size: int | None
    chunks: Iterator[bytes]


class UcmClient(ApiSession):
    """What AudiaPro asks of a UCM. `zone` is the one its clock shows; the rest as for ApiSession.

    `recording_path` is the place in which the last recording was found; it is tried first next time.
    """

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        *,
        tls: Tls | None = None,
        timeout: tuple[float, float] = (10.0, 60.0),
        zone: ZoneInfo = UTC_ZONE,
        session: requests.Session | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(base_url, username, password, tls=tls, timeout=timeout, session=session, clock=clock)
        self.zone = zone
        self.recording_path: Place | None = None
        self._unread: list[Any] = []

    def system(self) -> SystemInfo:
        general, status = self.call("getSystemGeneralStatus"), self.call("getSystemStatus")
        return SystemInfo(
            model=" ".join(str(general.get("product-model", "")).split()),
            firmware=str(general.get("prog-version", "")),
            serial=str(status.get("serial-number", "")),
            clock=read_clock(str(status.get("system-time", ""))),
        )

    # --- Call records -------------------------------------------------------------------------------

    def cdrs(self, *, start: datetime, end: datetime, page_size: int = PAGE_SIZE) -> Iterator[LegRecord]:
        """The legs of calls that ended from `start` to `end` (aware, bounds included), page by page.

        Times are sent with their offset, because the UCM's reading of a time without one is disputed.
        A group with a row that cannot be read does not stop the others; take_unread has it afterwards.
        """
        window = {
            "startTime": start.astimezone(self.zone).isoformat(timespec="seconds"),
            "endTime": end.astimezone(self.zone).isoformat(timespec="seconds"),
            "timeFilterType": "End",
        }
        for page in self._pages(window, page_size=page_size):
            for group in page:
                yield from self._legs(group)

    def sample(self) -> list[LegRecord]:
        """The legs of one call, asked for without any filter: if there are none, the UCM has none.

        A filter that a UCM dislikes gives an empty list too, without an error.
        """
        groups = _groups(self.call("cdrapi", format="json", numRecords="1"))
        return [leg for group in groups[:1] for leg in self._legs(group)]

    def _pages(self, window: dict[str, str], *, page_size: int) -> Iterator[list[Any]]:
        """Pages of groups until one is empty; a firmware that ignores `offset` repeats its first page."""
        offset, before = 0, None
        while True:
            page = _groups(
                self.call("cdrapi", format="json", numRecords=str(page_size), offset=str(offset), **window)
            )
            if not page or page == before:
                return
            yield page
            offset, before = offset + len(page), page

    def take_unread(self) -> list[Any]:
        """The groups, as decoded JSON, in which something was no call record since this was last asked.

        Whoever reads the legs keeps them, so that nothing the UCM gave is lost.
        """
        taken, self._unread = self._unread, []
        return taken

    def _legs(self, group: Any) -> tuple[LegRecord, ...]:
        reading = read_items(dialects.items_in(group), zone=self.zone)
        if reading.unread_count:
            log.warning("not all call records from %s could be read: %s", self.base_url, reading.reason)
            self._unread.append(group)
        return reading.legs

    # --- Recordings ---------------------------------------------------------------------------------

    def recording_directories(self) -> tuple[str, ...]:
        """The folders `recapi` offers; the layout of the answer is undocumented, so words are taken."""
        body = self._asked(self._list_directories)
        words = re.findall(r"[A-Za-z][\w/-]*", body.decode("utf-8", "replace"))
        return tuple(word for word in dict.fromkeys(words) if word.lower() not in ("directory", "filename"))

    def _list_directories(self, cookie: str) -> bytes:
        with self._post({"action": "recapi", "cookie": cookie}) as response:
            body = b"".join(read(response))
        if sniff(body) in (Kind.JSON, Kind.HTML):
            return str(decode(body, action="recapi")).encode()
        return body

    @contextmanager
    def recording(self, name: str) -> Iterator[Audio]:
        """The recording of this name (as in the CDR), streamed; nothing but audio is ever let through.

        Raises NoSuchRecording, NotReady or NotAudio if no place has it, before a byte is given out, and
        ConnectionBroken while reading if the body ends early.
        """
        if not is_recording_name(name):
            raise errors.NoSuchRecording(
                "The call record names a recording that is no file name.", retryable=False
            )
        response, audio = self._find(name)
        with closing(response):
            yield audio

    def _find(self, name: str) -> tuple[requests.Response, Audio]:
        failures: list[errors.UcmError] = []
        for place, (filedir, filename) in trial_order(name, worked=self.recording_path):
            try:
                found = self._open(filedir=filedir, filename=filename)
            except (errors.RecordingUnavailable, errors.ApiMissing) as error:
                failures.append(error)
            except errors.Refused as error:
                if error.code not in ELSEWHERE:
                    raise
            else:
                self.recording_path = place
                return found
        raise _most_telling(failures)

    def _open(self, *, filedir: str, filename: str) -> tuple[requests.Response, Audio]:
        """The open answer and its audio. Closes the answer when it raises."""
        request = {"action": "recapi", "filedir": filedir, "filename": filename}

        def ask(cookie: str) -> tuple[requests.Response, Audio]:
            response = self._post({**request, "cookie": cookie})
            try:
                return response, _audio(response)
            except errors.UcmError:
                response.close()
                raise

        return self._asked(ask)


def read_clock(text: str) -> datetime | None:
    """`2019-11-22 17:50:26 UTC+02:00` as an aware datetime; None when it has another form."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC([+-])(\d\d):(\d\d)", text.strip())
    if not match:
        return None
    offset = timedelta(hours=int(match[3]), minutes=int(match[4])) * (-1 if match[2] == "-" else 1)
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=timezone(offset))
    except ValueError:
        return None


def _groups(answer: dict[str, Any]) -> list[Any]:
    """The top-level items of a `cdrapi` answer, which `offset` counts."""
    for name in dialects.WRAPPERS:
        if isinstance(found := answer.get(name), dict | list):
            return found if isinstance(found, list) else [found]
    if answer.keys() <= {"status", "response"}:
        return []
    raise errors.NotAnApi("The UCM's answer to “cdrapi” holds no list of call records.")


def _audio(response: requests.Response) -> Audio:
    """Recognise the body by its first bytes, whatever its headers say."""
    chunks = read(response)
    head = b""
    while len(head) < SNIFF_BYTES and (chunk := next(chunks, b"")):
        head += chunk
    kind = sniff(head)
    if kind is Kind.JSON:
        decode(head + b"".join(chunks), action="recapi")
    if kind is Kind.EMPTY:
        raise errors.NotReady
    if not kind.is_audio:
        raise errors.NotAudio(f"The UCM sent {_ARTICLES.get(kind, 'unknown bytes')} where audio should be.")
    announced = response.headers.get("Content-Length", "")
    size = int(announced) if announced.isdecimal() else None
    return Audio(kind, size, _complete(head, chunks, promised=promised_size(head) if size is None else size))


_ARTICLES = {Kind.HTML: "a web page", Kind.JSON: "JSON", Kind.XML: "XML", Kind.TAR: "a tar archive"}


def _complete(head: bytes, chunks: Iterator[bytes], *, promised: int | None) -> Iterator[bytes]:
    """The whole body. Without Content-Length only the WAV header tells that the end is missing."""
    yield head
    received = len(head)
    for chunk in chunks:
        received += len(chunk)
        yield chunk
    if promised is not None and received < promised:
        raise errors.ConnectionBroken(f"The recording broke off after {received} of {promised} bytes.")


def _most_telling(failures: list[errors.UcmError]) -> errors.UcmError:
    """Of what the places answered, what a person should read; a file on its way comes before all."""
    for kind in (errors.NotReady, errors.NotAudio):
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return errors.NoSuchRecording()
