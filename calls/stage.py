"""What a stage of the pipeline is, and the four answers its work may give.

A stage is a value: slow `work` that reads the call and writes no rows, and quick `save` that
writes the result inside the pipeline's transaction. So any stage can be run by hand, twice, or in
a test without a worker. settings.CALL_STAGES lists them in order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from calls.models import Call


@dataclass(frozen=True, slots=True)
class Done:
    """The work is finished; `result` goes to the stage's save, then the next stage opens."""

    result: Any = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """There is nothing to do, which is an answer too: the call ends here, and `why` says so."""

    why: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """Not possible now but soon, and nobody's fault: try again in `seconds`. Costs no attempt.

    A `result` is what has been done so far: it is saved, so that the next try need not do it again.
    """

    seconds: float
    why: str
    mend: str = ""
    result: Any = None


@dataclass(frozen=True, slots=True)
class Again:
    """An error that may pass: try again in `seconds`. What the pipeline makes of a raised error."""

    seconds: float
    why: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Trying again cannot help until a person does what `mend` says. A `result` is saved, as with NotYet."""

    why: str
    mend: str
    result: Any = None


Outcome = Done | Skipped | NotYet | Again | Failed


def always(_: Call) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Stage:
    """`limit` is how many seconds one attempt may take before it is given up as stuck. A call whose stage
    is not `wanted` when its turn comes ends before it, and has no step of it."""

    name: str
    work: Callable[[Call], Outcome]
    save: Callable[[Call, Any], None]
    queue: str = "calls"
    limit: float = 900.0
    wanted: Callable[[Call], bool] = always


def stages() -> list[Stage]:
    """The path of a call, first stage first."""
    return [import_string(path) for path in settings.CALL_STAGES]


def named(name: str) -> Stage:
    """The stage of that name; LookupError when CALL_STAGES has none (any more)."""
    for stage in stages():
        if stage.name == name:
            return stage
    raise LookupError(f"No stage “{name}” in CALL_STAGES.")


def after(stage: Stage) -> Stage | None:
    """The stage that follows, or None at the end of the path."""
    path = stages()
    place = path.index(stage) + 1
    return path[place] if place < len(path) else None
