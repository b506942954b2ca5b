"""The summary of a call as its page shows it: a person's, else a language model's, else the call's
sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.insight.llm.types import Slot
from analytics.models import EditedSummary, WrittenSummary
from analytics.queries.corrections import who
from analytics.queries.insight import Mention, Statement
from analytics.queries.transcript import Line
from analytics.redaction import shown_text
from calls.models import Call

SLOT_NAMES = {
    Slot.REASON: "Reason",
    Slot.FACT: "Facts",
    Slot.OUTCOME: "Outcome",
    Slot.NEXT_STEP: "Next steps",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Statements of one slot; `name` is "" where there are no slots."""

    name: str
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Edit:
    """Who wrote and who approved it, by name, and when; None for what nobody did."""

    by: str
    at: datetime | None
    approved_by: str
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`picked` are the call's own sentences where others stand above them. `edited` and `written` tell who
    says so; `refused` why a language model's summary is not shown, for whom that concerns."""

    parts: Sequence[Part]
    picked: Sequence[Statement] = ()
    edited: Edit | None = None
    written: WrittenSummary | None = None
    refused: str = ""

    @property
    def statements(self) -> list[Statement]:
        return [statement for part in self.parts for statement in part.statements]


def summary_of(call: Call, picked: Sequence[Statement], lines: Sequence[Line]) -> Summary:
    """Of a call as `queries.call.one` reads it."""
    edited: EditedSummary | None = getattr(call, "edited_summary", None)
    written: WrittenSummary | None = getattr(call, "written_summary", None)
    if edited:
        return Summary([Part("", _statements(edited.lines, lines))], picked, edited=_edit(edited))
    if written and written.is_shown:
        return Summary(_parts(written.sentences, lines), picked, written=written)
    return Summary([Part("", picked)] if picked else [], refused=written.why if written else "")


def _edit(row: EditedSummary) -> Edit:
    return Edit(who(row.edited_by), row.edited_at, who(row.approved_by), row.approved_at)


def _parts(sentences: Sequence[Mapping[str, Any]], lines: Sequence[Line]) -> list[Part]:
    by_slot = {slot: [each for each in sentences if each["slot"] == slot] for slot in Slot}
    return [Part(SLOT_NAMES[slot], _statements(some, lines)) for slot, some in by_slot.items() if some]


def _statements(rows: Iterable[Mapping[str, Any]], lines: Sequence[Line]) -> list[Statement]:
    return [
        Statement(text=shown_text(row["text"]), role="", mentions=tuple(_mentions(row["at"], lines)))
        for row in rows
    ]


def _mentions(seconds: Iterable[float], lines: Sequence[Line]) -> Iterable[Mention]:
    """The lines spoken at these seconds, or the ones begun last before."""
    for second in seconds:
        begun = [line for line in lines if line.start <= second + 0.05]
        if begun:
            yield Mention(begun[-1].index, begun[-1].start)
