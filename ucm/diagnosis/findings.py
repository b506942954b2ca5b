"""What a step of the diagnosis comes to, and how it says so. Used by every file of this package."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from ucm.diagnosis.faults import Fault
from ucm.diagnosis.probe import Probe


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Finding:
    """One step: what was seen (`evidence`), and if it failed why (`cause`) and what to do (`mend`).

    `fault` is the id of the row recognised in the table of faults, empty if none was. A step that passed may
    still have one: a mistake that did no harm, because it was corrected.
    """

    step: str
    outcome: Outcome
    evidence: str = ""
    cause: str = ""
    mend: str = ""
    fault: str = ""


Check: TypeAlias = Callable[[Probe], Iterator[str | Fault]]
"""Yields what it sees, and a Fault that did no harm. Raises UcmError, Failed or NothingToSee."""


class Step(NamedTuple):
    """`stops`: without this step the ones below cannot be tried."""

    name: str
    check: Check
    stops: bool = False


class Verdict(Exception):
    """A step's own words on how it ended, where no UcmError has them. Those left out are the fault's."""

    outcome: Outcome

    def __init__(self, cause: str = "", *, mend: str = "", fault: Fault | None = None) -> None:
        self.cause = cause or (fault.cause if fault else "")
        self.mend = mend or (fault.mend if fault else "")
        self.fault = fault.id if fault else ""
        super().__init__(self.cause)


class Failed(Verdict):
    outcome = Outcome.FAILED


class NothingToSee(Verdict):
    """The UCM has nothing yet to show at this step."""

    outcome = Outcome.NOT_REACHED
