"""A summary as a person edits it: a sentence a line, with the times that it rests on in brackets at its
end."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

MOST_LINES = 20
LONGEST = 500  # characters of a line
_TIMES = re.compile(r"(?:\s*\[\d{1,3}:\d\d(?::\d\d)?\])+\s*$")
_TIME = re.compile(r"\[(?:(\d+):)?(\d{1,3}):(\d\d)\]")


def as_text(rows: Iterable[tuple[str, Sequence[float]]]) -> str:
    """("It rang.", [75.2]) -> "It rang. [1:15]"."""
    return "\n".join(" ".join([text, *(f"[{_clock(second)}]" for second in at)]) for text, at in rows)


def _clock(second: float) -> str:
    minutes, seconds = divmod(int(second), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class SummaryForm(forms.Form):
    """`length` is the call's, in seconds. `cleaned_data["text"]` is a list of {text, at}."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"autofocus": True, "spellcheck": "true"}),
        label="Summary",
        help_text="One sentence on each line. A time in brackets, such as [1:15], leads to what was said.",
        error_messages={"required": "Write at least one sentence, or press Cancel."},
    )

    def __init__(self, *args: Any, length: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._length = length
        self.fields["text"].widget.attrs["rows"] = 4 + str(self["text"].value() or "").count("\n") * 2

    def clean_text(self) -> list[dict[str, Any]]:
        lines = [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Keep it to {MOST_LINES} lines: nobody reads more.")
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> dict[str, Any]:
        times = _TIMES.search(line)
        text = " ".join((line[: times.start()] if times else line).split())
        if not text:
            raise forms.ValidationError("A line holds times and no sentence.")
        if len(text) > LONGEST:
            raise forms.ValidationError(f"Keep each line under {LONGEST} characters.")
        at = [self._second(*found.groups()) for found in _TIME.finditer(times.group() if times else "")]
        return {"text": text, "at": at}

    def _second(self, hours: str | None, minutes: str, seconds: str) -> float:
        second = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        if second > self._length:
            raise forms.ValidationError(
                f"[{_clock(second)}] is after the end of this call, which is {_clock(self._length)} long."
            )
        return float(second)
