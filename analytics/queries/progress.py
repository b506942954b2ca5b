"""The stages of a call as its page's strip shows them, from the Step rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calls.models import Call, Step

# Stage name in the pipeline -> what people read: when done, and while there is still work.
LABELS = [
    ("fetch_recording", "Recording"),
    ("transcribe", "Transcribed"),
    ("analyse", "Analysed"),
]
# Shown where there is a step: most installations have no language model.
OPTIONAL = [("write", "Summed up")]


@dataclass(frozen=True, slots=True)
class StageRow:
    """`state` is a Step.State, or "ahead" for a stage that has not been reached, or "unneeded" for
    one that never will be. `failed_id` is the step to retry."""

    label: str
    state: str
    at: datetime | None = None
    why: str = ""
    mend: str = ""
    attempts: int = 0
    due_at: datetime | None = None
    failed_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in Step.OPEN

    @property
    def is_backing_off(self) -> bool:
        """Whether it waits for something it has told us about."""
        return self.state == Step.State.WAITING and bool(self.why)


@dataclass(frozen=True, slots=True)
class Progress:
    rows: Sequence[StageRow]
    signature: str

    @property
    def is_open(self) -> bool:
        return any(row.is_open for row in self.rows)

    @property
    def is_backing_off(self) -> bool:
        """Whether nothing will happen for a while, so that nobody need look every other second."""
        return any(row.is_backing_off for row in self.rows)

    @property
    def failed(self) -> StageRow | None:
        return next((row for row in self.rows if row.failed_id), None)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing left to say: all done, or nothing to do."""
        return not self.is_open and not self.failed


def progress(call: Call) -> Progress:
    steps = {step.stage: step for step in call.steps.all()}
    has_ended = any(step.state == Step.State.SKIPPED for step in steps.values())
    rows = [StageRow("Received", Step.State.DONE, at=call.created_at)]
    for stage, label in LABELS:
        step = steps.get(stage)
        rows.append(_row(label, step) if step else StageRow(label, "unneeded" if has_ended else "ahead"))
    rows += [_row(label, steps[stage]) for stage, label in OPTIONAL if stage in steps]
    return Progress(rows, finished(call))


def finished(call: Call) -> str:
    """Which stages are over, and when: the page compares this with what it was drawn from."""
    over = [step for step in call.steps.all() if not step.is_open and step.finished_at]
    return "-".join(f"{step.stage}.{int(step.finished_at.timestamp())}" for step in over)


def _row(label: str, step: Step) -> StageRow:
    return StageRow(
        label=label,
        state=step.state,
        at=step.finished_at or step.started_at,
        why=step.why,
        mend=step.mend,
        attempts=step.attempts,
        due_at=step.due_at,
        failed_id=step.pk if step.state == Step.State.FAILED else None,
    )
