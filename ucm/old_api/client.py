"""OldApiClient: call records and recordings from the old API, with the face of UcmClient (ucm/reader.py).

Used by ucm/connect.py and ucm/diagnosis/. Parameters and limits: Grandstream's CDR and REC API guides (2013,
2014); what they leave open is said where it is met.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import chain, groupby
from typing import Any

import requests

from ucm.body import Audio, audio_in
from ucm.client import PAGE_SIZE
from ucm.legs import LegReader
from ucm.old_api.places import must_be_askable, trial_order
from ucm.old_api.refusals import refusal
from ucm.old_api.session import OldApiSession, asked_for
from ucm.protocol import errors
from ucm.protocol.announced import RecordedFile
from ucm.protocol.cdr import LegRecord
from ucm.protocol.paging import groups_between
from ucm.protocol.places import Place, most_telling
from ucm.protocol.recordings import Kind, sniff
from ucm.protocol.whole import NOTHING_KNOWN, Known
from ucm.session import decode, read_all

USUAL_CALL = timedelta(hours=4)
LONGEST_CALL = timedelta(hours=24)
LONG_TALK = timedelta(hours=1)
"""A call that lasted longer than USUAL_CALL talked at least this long; the rest is ringing and queueing."""

ONE_RECORD = {"format": "json", "numRecords": "1"}
"""The smallest question."""
UNSUPPORTED = -19


class OldApiClient(LegReader, OldApiSession):
    """What AudiaPro asks of a UCM that has only the old API.

    `recording_path` is the place in which the last recording was found; it is tried first next time.
    """

    recording_path: Place | None = None

    def knock(self) -> str:
        """What a stranger is asked for: “digest”, “basic”, or nothing. No login is tried.

        Raises NotAnApi where no old API answers, and KeptOut where it lets nobody from here in.
        """
        with self._send("cdrapi", ONE_RECORD, auth=None) as response:
            if response.status_code == 401 and (wanted := asked_for(response)):
                return wanted
            if response.status_code != 200:
                raise refusal(response)
            _groups_in(response)
            return ""

    def login(self) -> None:
        """Have user and password accepted, or find that none are needed. Raises BadCredentials."""
        self._get("cdrapi", ONE_RECORD).close()

    def call(self, action: str, **parameters: Any) -> dict[str, Any]:
        """Raises Refused: beside call records and recordings there is nothing to ask the old API for."""
        raise errors.Refused(
            "The old API gives call records and recordings, and nothing else.",
            advice="Use the new API, if the UCM's firmware has it.",
            code=UNSUPPORTED,
            action=action,
        )

    # --- Call records -------------------------------------------------------------------------------

    def cdrs(self, *, start: datetime, end: datetime, page_size: int = PAGE_SIZE) -> Iterator[LegRecord]:
        """The legs of calls that ended from `start` to `end` (aware, bounds included), page by page.

        The old API finds calls by when they began only. So those are asked for that began up to USUAL_CALL
        earlier, and of the hours before only the ones with a long talk, which are few; what ended before
        `start` is left out here. A row that cannot be read is logged and passed over.
        """
        seen: set[bytes] = set()
        # Whole seconds, as they are sent and as records have them.
        start, end = (moment.replace(microsecond=0) for moment in (start, end))
        usual, earliest = start - USUAL_CALL, start - LONGEST_CALL
        long_talk = {"minDur": f"{LONG_TALK.total_seconds():.0f}"}
        began = chain(
            self._began(earliest, usual, page_size=page_size, seen=seen, filters=long_talk),
            self._began(usual, end, page_size=page_size, seen=seen, filters={}),
        )
        # A call with many legs comes as several groups, one after the other: they stay or go together.
        for _, groups in groupby(began, key=_call_of):
            legs = [leg for group in groups for leg in self._legs(group)]
            if any(start <= leg.end <= end for leg in legs):
                yield from legs

    def sample(self) -> list[LegRecord]:
        """The legs of one call, asked for without any filter: if there are none, the UCM has none."""
        return [leg for group in self._records(ONE_RECORD)[:1] for leg in self._legs(group)]

    def _began(
        self, start: datetime, end: datetime, *, page_size: int, seen: set[bytes], filters: dict[str, str]
    ) -> Iterator[Any]:
        def ask(since: datetime, until: datetime, offset: int) -> list[Any]:
            window = {"startTime": self._stamp(since), "endTime": self._stamp(until)}
            page = {"numRecords": str(page_size), "offset": str(offset)}
            return self._records({"format": "json", **page, **window, **filters})

        return groups_between(ask, start, end, full=page_size, seen=seen)

    def _stamp(self, moment: datetime) -> str:
        """With its offset: the UCM's reading of a time without one is disputed."""
        return moment.astimezone(self.zone).isoformat(timespec="seconds")

    def _records(self, parameters: dict[str, str]) -> list[Any]:
        with self._get("cdrapi", parameters) as response:
            return _groups_in(response)

    # --- Recordings ---------------------------------------------------------------------------------

    def recording_directories(self) -> tuple[str, ...]:
        """The folders `recapi` names, which it does as CSV of undocumented layout: so its words are taken."""
        with self._get("recapi", {}) as response:
            body = read_all(response)
        if sniff(body) in (Kind.HTML, Kind.JSON):
            raise errors.NotAudio("The UCM did not answer “recapi” with a list of its folders.")
        words = re.findall(r"[A-Za-z][\w/-]*", body.decode("utf-8", "replace"))
        return tuple(word for word in dict.fromkeys(words) if word.lower() not in ("directory", "filename"))

    def recordings_of(self, account_id: str) -> tuple[RecordedFile, ...]:
        """(): the old API cannot be asked for the recordings of a leg."""
        return ()

    @contextmanager
    def recording(self, name: str, *, known: Known = NOTHING_KNOWN) -> Iterator[Audio]:
        """The recording of this name (as in the CDR), streamed; nothing but audio is ever let through.

        Raises NoSuchRecording, NotReady or NotAudio if no place has it, before a byte is given out, and
        while reading ConnectionBroken if the body ends early, StillGrowing if the file is not whole.
        """
        must_be_askable(name)
        response, audio = self._find(name, known)
        with closing(response):
            yield audio

    def _find(self, name: str, known: Known) -> tuple[requests.Response, Audio]:
        failures: list[errors.UcmError] = []
        for place in trial_order(name, worked=self.recording_path):
            try:
                found = self._open(place.request(name), known)
            except (errors.RecordingUnavailable, errors.ApiMissing) as error:
                failures.append(error)
            else:
                self.recording_path = place
                return found
        raise most_telling(failures)

    def _open(self, request: dict[str, str], known: Known) -> tuple[requests.Response, Audio]:
        """The open answer and its audio. Closes the answer when it raises; 404 is “no match”."""
        response = self._get("recapi", request)
        try:
            return response, audio_in(response, name=request["filename"].rpartition("/")[2], known=known)
        except errors.UcmError:
            response.close()
            raise


def _groups_in(response: requests.Response) -> list[Any]:
    """The top-level items of a `cdrapi` answer, `cdr_root` or (2013) `cdr`. Raises NotAnApi without one."""
    answer = decode(read_all(response), action="cdrapi")
    for root in ("cdr_root", "cdr"):
        if root in answer:
            found = answer[root]
            return found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    raise errors.NotAnApi("The UCM's answer to “cdrapi” holds no list of call records.")


def _call_of(group: Any) -> str:
    """What groups of one call share. `cdr` is it too, but empty on a UCM63xx."""
    leg = group.get("main_cdr", group) if isinstance(group, dict) else {}
    return str(leg.get("session") or leg.get("uniqueid") or "") if isinstance(leg, dict) else ""
