"""A simulated UCM with three calls and our connection to it: where each row of the matrix happens."""

from contextlib import ExitStack

from calls.models import Call
from tests.faults.matrix import Dialect, without_fault
from tests.journeys.house import connect
from ucm.models import Connection
from ucm.simulator.audio import Recording as Audio
from ucm.simulator.server import RunningUcm, running
from ucm.simulator.state import State
from ucm.simulator.switches import Scenario
from ucm.simulator.traffic.calls import Call as PlacedCall
from ucm.simulator.traffic.kinds import CallKind

LOGIN = {"user": "cdrapi", "password": "right"}


class Office:
    """`calls` are the UCM's own ledger of them; the first is recorded. `stack` ends the UCM."""

    def __init__(self, stack: ExitStack, tone: Audio, scenario: Scenario, dialect: Dialect) -> None:
        self._stack, self._tone, self._state, self._dialect = stack, tone, State(), dialect
        self.ucm = self._start(scenario)
        self.connection = connect(self.ucm, **LOGIN)
        self.connection.dialect = dialect.as_set
        self.connection.asks_for_recordings = scenario.late_names  # the mend, for a UCM that names none
        self.connection.save()
        self.calls: list[PlacedCall] = [
            self.ucm.place_call(recording=tone),
            self.ucm.place_call(CallKind.INBOUND_MISSED),
            self.ucm.place_call(CallKind.QUEUE_ABANDONED),
        ]

    def _start(self, scenario: Scenario) -> RunningUcm:
        return self._stack.enter_context(
            running(**LOGIN, scenario=scenario, recordings=[self._tone], state=self._state)
        )

    def mend(self) -> None:
        """The same UCM, with its calls, but without its fault; the connection says so."""
        ucm = self._start(without_fault(self._dialect))
        Connection.objects.update(base_url=ucm.url, fingerprint=ucm.fingerprint, login_refused="")
        self.connection.refresh_from_db()

    def has_lost_nothing(self) -> bool:
        """Whether every call of the UCM is here once, with all its legs."""
        placed = {call.session: len(call.rows) for call in self.calls}
        return {call.session: call.legs.count() for call in Call.objects.all()} == placed
