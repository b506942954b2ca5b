"""Pbx: the calls, recordings, people and logins of one simulated UCM. actions.py speaks for it."""

import time
from collections.abc import Callable, Sequence
from random import Random
from threading import Lock
from zoneinfo import ZoneInfo

from ucm.simulator import tapes
from ucm.simulator.archive import Archive
from ucm.simulator.audio import Recording
from ucm.simulator.ledger import Ledger
from ucm.simulator.scenarios import GOOD
from ucm.simulator.scripted import cast_from, kind_from
from ucm.simulator.sessions import ApiUser, Clock, Sessions
from ucm.simulator.state import State
from ucm.simulator.switches import Scenario
from ucm.simulator.traffic.calls import Call, Place, length, write_call
from ucm.simulator.traffic.cast import draw_cast
from ucm.simulator.traffic.cdr import Numbers
from ucm.simulator.traffic.kinds import KINDS, CallKind
from ucm.simulator.traffic.office import office_with

UTC_ZONE = ZoneInfo("UTC")


class Pbx:
    """One UCM. `clock` gives Unix time; `seed` fixes everything that is drawn at random.

    A `state` with calls is that of a UCM before its restart: they are there again, and numbers go on.

    `listeners` are called with each call that was taken, in the thread that took it.
    """

    def __init__(
        self,
        user: ApiUser,
        *,
        scenario: Scenario = GOOD,
        recordings: Sequence[Recording] = (),
        zone: ZoneInfo = UTC_ZONE,
        clock: Clock = time.time,
        ledger: Ledger | None = None,
        state: State | None = None,
        seed: int = 1,
    ) -> None:
        self.user, self.scenario, self.zone, self.clock = user, scenario, zone, clock
        self.sessions = Sessions(user, scenario=scenario, clock=clock)
        self.recordings = tuple(recordings)
        labels = [recording.label for recording in recordings if recording.label]
        self.office = office_with(
            [label.agent for label in labels], [label.queue for label in labels if label.queue]
        )
        self._listings = 0
        self.archive = Archive(scenario.month_folder)
        self.ledger = ledger or Ledger()
        self.listeners: list[Callable[[Call], None]] = []
        self.started = clock()
        self.state = state or State()
        # With the count of calls, so that a restart does not draw those of the first day once more.
        self.rng = Random(seed + len(self.state.calls))  # noqa: S311 - invented calls, no secrets
        rows = (row for call in self.state.calls for row in call.rows)
        self.numbers = Numbers.after(rows, monthly=scenario.firmware.monthly_accounts)
        self._lock = Lock()
        self._bring_recordings_back()

    def place_call(
        self,
        kind: CallKind | str = CallKind.INBOUND,
        *,
        recording: Recording | None = None,
        begins: float | None = None,
    ) -> Call:
        """Let a call happen. It ends now, unless `begins` (Unix time) says otherwise.

        With a recording that has a label, the label decides who talks and how the call came, and `kind`
        is ignored; the talk time is always the recording's. Raises ValueError for a recording of a kind of
        call that has none, such as a missed one.
        """
        with self._lock:
            kind = kind_from(recording, CallKind(kind))
            legs = KINDS[kind].legs(cast_from(recording, draw_cast(self.rng, self.office)))
            call = write_call(
                legs,
                begins=self.clock() - length(legs) if begins is None else begins,
                zone=self.zone,
                numbers=self.numbers,
                wav_size=len(recording.wav) if recording else 0,
            )
            if recording:
                self._keep(recording, call)
                call = tapes.labelled(call, recording, self.scenario)
            self.state.add_call(call, recording)
        self._tell(call)
        return call

    def take(self, call: Call) -> None:
        """A call that was written elsewhere (traffic/busy.py) has ended: it can be asked for from now on."""
        with self._lock:
            self.state.add_call(call, None)
        self._tell(call)

    def _tell(self, call: Call) -> None:
        self.ledger.note_call(call)
        for listener in self.listeners:
            listener(call)

    def _keep(self, recording: Recording, call: Call) -> None:
        # Before the call can be seen: a client may ask for its recording at once.
        if call.recording is None:
            raise ValueError("A call of this kind has no recording.")
        self._keep_at(call.recording, recording)

    def _keep_at(self, place: Place, recording: Recording) -> None:
        for part, audio in tapes.parts(place, recording, self.scenario):
            self.archive.keep(part, audio)

    def _bring_recordings_back(self) -> None:
        """Audio that is no longer among the recordings is gone, as when a UCM's cleaner has deleted it."""
        by_name = {recording.name: recording for recording in self.recordings}
        for place, name in self.state.audio.items():
            if name in by_name:
                self._keep_at(place, by_name[name])

    def note_listing(self) -> None:
        """The accounts are about to be listed. After the scenario's number of listings, people have moved."""
        if self._listings == self.scenario.renames_after:
            self.rename(self.office.extensions[0].number, "Dana Whitfield")
            self.rename(self.office.queues[0].number, "Reception")
        self._listings += 1

    def rename(self, number: str, name: str) -> None:
        """Give an extension or a queue another name. Past calls keep the name that is in their CDRs."""
        self.office = self.office.renamed(number, name)

    def calls(self) -> list[Call]:
        """Every call so far, in the order in which they began, as `cdrapi` gives them."""
        with self._lock:
            return sorted(self.state.calls, key=lambda call: call.begins)
