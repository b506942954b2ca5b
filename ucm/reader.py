"""UcmReader: what the rest of AudiaPro asks of a UCM, whichever of its two APIs that speaks.

UcmClient (client.py) and OldApiClient (old_api/) both are one; connect.session() gives the right one.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from ucm.body import Audio
from ucm.protocol.announced import RecordedFile
from ucm.protocol.cdr import LegRecord
from ucm.protocol.places import Place
from ucm.protocol.whole import Known


class UcmReader(Protocol):
    """`zone` is the one the UCM's clock shows, `timeout` (connect, read) in seconds. Raises UcmError only.

    `recording_path` is the place in which the last recording was found.
    """

    base_url: str
    zone: ZoneInfo
    timeout: tuple[float, float]
    recording_path: Place | None

    def cdrs(self, *, start: datetime, end: datetime, page_size: int = ...) -> Iterator[LegRecord]:
        """The legs of calls that ended from `start` to `end` (aware, bounds included)."""

    def take_unread(self) -> list[Any]:
        """The groups, as decoded JSON, in which something was no call record since this was last asked.

        Whoever reads the legs keeps them, so that nothing the UCM gave is lost.
        """

    def sample(self) -> list[LegRecord]:
        """The legs of one call, asked for without any filter."""

    def recording_directories(self) -> tuple[str, ...]:
        """The folders in which the UCM keeps recordings."""

    def recording(self, name: str, *, known: Known = ...) -> AbstractContextManager[Audio]:
        """The recording of this name (as in the CDR), streamed; `known` is what its CDR and age tell."""

    def recordings_of(self, account_id: str) -> tuple[RecordedFile, ...]:
        """The recordings of the leg with this AcctId, where no CDR names them."""

    def call(self, action: str, **parameters: Any) -> dict[str, Any]:
        """Any other read-only action. The old API has none: Refused with code -19."""
