"""The disk with the recordings: which file lies in which folder, and how often it was asked for."""

from collections import Counter
from threading import Lock

from ucm.simulator.audio import Recording
from ucm.simulator.switches import MonthFolder
from ucm.simulator.traffic.calls import Place

FILEDIRS = ("monitor", "emergency", "meetme", "queue", "sca")


class Archive:
    """Recordings by place. A file is addressed as `month_folder` says, and in no other way."""

    def __init__(self, month_folder: MonthFolder) -> None:
        self._month_folder = month_folder
        self._files: dict[tuple[str, str], Recording] = {}
        self._months: dict[tuple[str, str], str] = {}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def keep(self, place: Place, recording: Recording) -> None:
        with self._lock:
            self._files[self._address(place)] = recording
            self._months[self._address(place)] = place.month

    def clean(self, place: Place) -> None:
        """Delete a file, as the UCM's cleaner does when the disk fills."""
        with self._lock:
            del self._files[self._address(place)]

    def find(self, filedir: str, filename: str) -> Recording | None:
        with self._lock:
            return self._files.get((filedir, filename))

    def count_try(self, filedir: str, filename: str) -> int:
        """How often this file has been asked for, this time included."""
        with self._lock:
            self._asked[filedir, filename] += 1
            return self._asked[filedir, filename]

    def names(self, filedir: str, *, month: str = "") -> list[str]:
        """The file names under one filedir, of one month if one is named."""
        with self._lock:
            here = ((folder, name) for folder, name in self._files if folder == filedir)
            return sorted(name for folder, name in here if month in ("", self._months[folder, name]))

    def _address(self, place: Place) -> tuple[str, str]:
        match self._month_folder:
            case MonthFolder.IN_FILENAME:
                return place.filedir, f"{place.month}/{place.name}"
            case MonthFolder.IN_FILEDIR:
                return f"{place.filedir}/{place.month}", place.name
            case _:
                return place.filedir, place.name
