"""What the PBX took in, apart from what it answers: comparing the two proves that nothing was lost."""

import json
import logging
from pathlib import Path
from threading import Lock

from ucm.simulator.traffic.calls import Call

log = logging.getLogger(__name__)


class Ledger:
    """Entries in memory and, with a path, as JSON lines appended to a file.

    A call: {"session", "legs", "account_ids", "recordings", "talk_seconds"}. A forbidden deed:
    {"violation", "parameters"}.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[dict[str, object]] = []
        self._path = path
        self._lock = Lock()

    @property
    def calls(self) -> list[dict[str, object]]:
        return [entry for entry in self.entries if "session" in entry]

    @property
    def violations(self) -> list[dict[str, object]]:
        return [entry for entry in self.entries if "violation" in entry]

    def note_call(self, call: Call) -> None:
        self._append(
            {
                "session": call.session,
                "legs": len(call.rows),
                "account_ids": [row["AcctId"] for row in call.rows],
                "recordings": [call.recording.name] if call.recording else [],
                "talk_seconds": call.talk,
            }
        )

    def note_violation(self, violation: str, parameters: list[str]) -> None:
        """A client tried to change the PBX. Said aloud, since every such try is a bug in the client."""
        log.error("VIOLATION: a client sent %s. Nothing was changed.", violation)
        self._append({"violation": violation, "parameters": parameters})

    def _append(self, entry: dict[str, object]) -> None:
        with self._lock:
            self.entries.append(entry)
            if self._path:
                with self._path.open("a") as file:
                    file.write(json.dumps(entry) + "\n")
