"""What outlasts a restart: the calls taken, which audio each holds, and what a receiver of records took.

The CDR store of pbx.py, which adds calls; push.py notes deliveries. How a UCM keeps its own is unknown.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from ucm.simulator.audio import Recording
from ucm.simulator.traffic.calls import Call, Place
from ucm.simulator.traffic.cdr import Row


class Unusable(Exception):
    """The file cannot be read, or is no state of a simulator. The message says what to do."""


class State:
    """Held in memory and, with a path, as JSON lines appended to a file, which is read back first.

    Lines: {"call": the fields of Call, "audio": Recording.name or null}, and {"delivered": identity}, or
    "dropped", of a record that need not be sent any more.
    `calls` are in the order in which they were taken, `audio` is a Recording's name by its place.
    Raises Unusable. One process at a time may use a file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.calls: list[Call] = []
        self.audio: dict[Place, str] = {}
        self._settled: set[str] = set()
        self._path = path
        self._lock = Lock()
        if path:
            self._read_back(path)

    def add_call(self, call: Call, recording: Recording | None) -> None:
        """On disk first: whoever has seen a call must find it again after a restart."""
        self._append({"call": asdict(call), "audio": recording.name if recording else None})

    def note_delivered(self, row: Row) -> None:
        self._append({"delivered": _identity(row)})

    def note_dropped(self, row: Row) -> None:
        self._append({"dropped": _identity(row)})

    def undelivered(self) -> list[Row]:
        """The legs that no receiver has taken yet, in the order in which they were written."""
        with self._lock:
            rows = [row for call in self.calls for row in call.rows]
            return [row for row in rows if _identity(row) not in self._settled]

    def _append(self, entry: Mapping[str, Any]) -> None:
        with self._lock:
            if self._path:
                with self._path.open("a") as file:
                    file.write(json.dumps(entry) + "\n")
            self._take(entry)

    def _read_back(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                self._take_lines(file)
        except OSError as error:
            raise Unusable(f"{path} cannot be used ({error.strerror}). Choose another file.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unusable(
                f"{path} is no state of a simulator, or is damaged. Take it away to start anew, "
                "or name another file."
            ) from error

    def _take_lines(self, file: BinaryIO) -> None:
        """What a killed process left half written is cut off, or the next line would be glued to it."""
        file.seek(0)
        *lines, torn = file.read().split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        # Not before the lines are known to be ours: the file may be of another kind, named by mistake.
        file.truncate(file.tell() - len(torn))

    def _take(self, entry: Mapping[str, Any]) -> None:
        for word in ("delivered", "dropped"):
            if word in entry:
                return self._settled.add(entry[word])
        call = _call(**entry["call"])
        self.calls.append(call)
        if call.recording and entry["audio"]:
            self.audio[call.recording] = entry["audio"]


def _identity(row: Row) -> str:
    """AcctId alone may come again next month."""
    return f"{row['session']} {row['AcctId']}"


def _call(*, rows: list[Row], recording: dict[str, str] | None, **rest: Any) -> Call:
    return Call(rows=tuple(rows), recording=Place(**recording) if recording else None, **rest)
