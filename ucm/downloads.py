"""Downloads: recordings found wherever on the UCM they lie. The part of UcmClient for `recapi`."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import requests

from ucm.body import Audio, audio_in
from ucm.protocol import errors
from ucm.protocol.announced import RecordedFile, read_files
from ucm.protocol.places import (
    CloudCopy,
    Place,
    Storage,
    month_of,
    most_telling,
    read_listing,
    stem,
    trial_order,
)
from ucm.protocol.recordings import Kind, is_recording_name, sniff
from ucm.protocol.whole import NOTHING_KNOWN, Known
from ucm.session import ApiSession, decode, read_all

# What a UCM may say of a recording that lies in another folder; none of it is documented.
ELSEWHERE = frozenset({-1, -15, -16, -24, -26})
# What says nothing about the place that was asked.
NOT_THE_PLACE = (errors.TooFrequent, errors.CookieDead, errors.BadCredentials, errors.Banned)
CLOUD_PAGE = 20
"""Rows in a page of a GDMS listing, by the document."""
MOST_PAGES = 200

Parameters = dict[str, str]


class Downloads(ApiSession):
    """`recording_path` is the place in which the last recording was found; it is tried first next time."""

    recording_path: Place | None = None

    def recording_directories(self) -> tuple[str, ...]:
        """The folders `recapi` offers; the layout of the answer is undocumented, so words are taken."""
        words = re.findall(r"[A-Za-z][\w/-]*", self._text({}))
        return tuple(word for word in dict.fromkeys(words) if word.lower() not in ("directory", "filename"))

    def recordings_of(self, account_id: str) -> tuple[RecordedFile, ...]:
        """The recordings of the leg with this AcctId, perhaps one of another month; () if it has none."""
        try:
            answer = self.call("getRecordInfosByCall", id=account_id)
        except errors.NoSuchItem:
            return ()
        return read_files(str(answer.get("recordfiles") or ""))

    @contextmanager
    def recording(self, name: str, *, known: Known = NOTHING_KNOWN) -> Iterator[Audio]:
        """The recording of this name (as in the CDR), streamed; nothing but audio is ever let through.

        Raises NoSuchRecording, NotReady, Encrypted or NotAudio if no place has it, before a byte is given
        out, and while reading ConnectionBroken if the body ends early, StillGrowing if the file is not whole.
        """
        if not is_recording_name(name):
            raise errors.NoSuchRecording(
                "The call record names a recording that is no file name.", retryable=False
            )
        response, audio = self._find(name, known)
        with closing(response):
            yield audio

    def _find(self, name: str, known: Known) -> tuple[requests.Response, Audio]:
        self._fresh_cookie()  # what stands in the way of a login is no answer about a recording
        failures: list[errors.UcmError] = []
        for place, request in self._attempts(name, known):
            try:
                found = self._open(request, known)
            except (errors.RecordingUnavailable, errors.ApiMissing) as error:
                failures.append(error)
            except errors.Refused as error:
                if not _is_elsewhere(error, place):
                    raise
            else:
                self.recording_path = place
                return found
        raise most_telling(failures)

    def _attempts(self, name: str, known: Known) -> Iterator[tuple[Place, Parameters]]:
        everywhere = known.is_moved or bool(known.unique_code)
        for place in trial_order(name, worked=self.recording_path, everywhere=everywhere):
            if place.storage is Storage.GDMS:
                yield from ((place, request) for request in self._in_cloud(place, name, known.unique_code))
            else:
                yield place, place.request(name)

    def _in_cloud(self, place: Place, name: str, unique_code: str) -> Iterator[Parameters]:
        """Requests for the copies in Grandstream's cloud; nowhere is it said which of the names it wants."""
        month = month_of(name)
        request = place.request(name) | ({"gdms_date": month} if month else {})
        if unique_code:
            for filename in (f"{stem(name)}.venc", request["filename"]):
                yield request | {"filename": filename, "uniquecode": unique_code}
            return
        try:
            for copy in self._listed(request, name):
                yield request | {"filename": copy.filename, "uniquecode": copy.unique_code}
        except errors.NotAnApi:
            return
        except errors.Refused as error:
            if not _is_elsewhere(error, place):
                raise

    def _open(self, request: Parameters, known: Known) -> tuple[requests.Response, Audio]:
        """The open answer and its audio. Closes the answer when it raises."""

        def ask(cookie: str) -> tuple[requests.Response, Audio]:
            response = self._post({"action": "recapi", **request, "cookie": cookie})
            try:
                return response, audio_in(response, name=request["filename"], known=known)
            except errors.UcmError:
                response.close()
                raise

        return self._asked(ask)

    # --- Listings -----------------------------------------------------------------------------------

    def _listed(self, request: Parameters, name: str) -> list[CloudCopy]:
        """This recording's copies in the listing of its month, read page by page until one is found."""
        before: list[CloudCopy] = []
        asked = {key: value for key, value in request.items() if key != "filename"}
        asked["gdms_item_number"] = str(CLOUD_PAGE)
        for page in range(1, MOST_PAGES + 1):
            copies = read_listing(self._text({**asked, "gdms_page": str(page)}))
            mine = [copy for copy in copies if stem(copy.filename) == stem(name)]
            # No rows are the end, and the same rows a firmware that ignores the page.
            if mine or not copies or copies == before:
                return mine
            before = copies
        return []

    def _text(self, request: Parameters) -> str:
        """A listing as text; raises what an answer in JSON means."""

        def ask(cookie: str) -> bytes:
            with self._post({"action": "recapi", **request, "cookie": cookie}) as response:
                return read_all(response)

        body = self._asked(ask)
        if sniff(body) in (Kind.JSON, Kind.HTML):
            return str(decode(body, action="recapi"))
        return body.decode("utf-8", "replace")


def _is_elsewhere(error: errors.Refused, place: Place) -> bool:
    """Whether the refusal may only mean that the recording is not in this place.

    A UCM without network drive or cloud may refuse the question itself, in whatever words.
    """
    return error.code in ELSEWHERE if not place.storage else not isinstance(error, NOT_THE_PLACE)
