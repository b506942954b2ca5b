"""People's corrections in a call's transcript: written, undone, and put in again when a call was heard again.

Every change goes the same way: the Correction rows are changed, then the transcript is worked out anew from
what was heard and the corrections that hold (`replay`), and the call is analysed again. So no order of
correcting, undoing and hearing again can leave a line in between. Called by the pages and by
calls/transcribing.py; where a correction belongs is calls/speech/corrections.
"""

from datetime import datetime
from statistics import fmean
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from calls import pipeline
from calls.models import Call, Correction, Transcript, Utterance
from calls.speech.corrections.placing import apply
from calls.speech.corrections.types import Change, Line
from calls.speech.types import Word
from calls.stage import after, named
from calls.transcripts import row_of, words_from
from calls.vocabulary import suggest

S = Correction.State


class LineChanged(Exception):
    """The line is not what the person saw; `text` is what it says now, "" when there is no such line."""

    def __init__(self, text: str) -> None:
        super().__init__("The line changed meanwhile.")
        self.text = text


def hold(call: Call) -> None:
    """Keep the call's lines to this transaction: a correction and a new transcript must see each other.

    On SQLite, where this does nothing, a transaction that writes is the only one anyway.
    """
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def correct(call: Call, index: int, text: str, *, was: str, by: User) -> None:
    """Let the line read `text`. `was` is what the person saw there; LineChanged if that is not so any more.

    Writing what was heard is undoing. An empty text is the form's to refuse.
    """
    with transaction.atomic():
        hold(call)
        line = (
            Utterance.objects.filter(transcript__call=call, index=index).select_related("recording").first()
        )
        if line is None or line.text != was:
            raise LineChanged(line.text if line else "")
        _part(call, index)
        _withdraw(call, index)
        _keep(line, text, by=by, at=timezone.now())
        _work_out_again(call)
        suggest(call.connection_id)


def undo(call: Call, index: int) -> list[int]:
    """Let the line read what was heard; which other lines do so too, for a correction may stand in two."""
    with transaction.atomic():
        hold(call)
        there = {number for correction in _standing_in(call, index) for number in correction.lines}
        _withdraw(call, index)
        _work_out_again(call)
    return sorted(there - {index})


def dismiss(correction: Correction) -> None:
    """A correction that has no place is not worth showing any more. The row is kept."""
    Correction.objects.unplaced().filter(pk=correction.pk).update(state=S.WITHDRAWN)


def _standing_in(call: Call, index: int) -> list[Correction]:
    placed = Correction.objects.of(call).filter(state=S.PLACED).select_related("by")
    return [correction for correction in placed if index in correction.lines]


def _part(call: Call, index: int) -> None:
    """Let the other lines of corrections that stand in this one too have them for themselves."""
    for correction in _standing_in(call, index):
        others = Utterance.objects.filter(transcript__call=call, index__in=correction.lines)
        for line in others.exclude(index=index).select_related("recording"):
            _keep(line, line.text, by=correction.by, at=correction.at)


def _withdraw(call: Call, index: int) -> None:
    there = [correction.pk for correction in _standing_in(call, index)]
    Correction.objects.filter(pk__in=there).update(state=S.WITHDRAWN, lines=[])


def _keep(line: Utterance, text: str, *, by: User | None, at: datetime) -> None:
    heard = _heard(line)["text"]
    if text == heard:
        return
    # Not rounded: adding the offset again must give the line's own times.
    start, end = line.start - line.recording.offset, line.end - line.recording.offset
    Correction.objects.create(
        recording=line.recording, start=start, end=end, heard=heard, text=text, by=by, at=at
    )


def _work_out_again(call: Call) -> None:
    replay(call)
    if following := after(named("transcribe")):
        pipeline.open_step(call, following)


def replay(call: Call) -> None:
    """Write the call's lines anew: as heard, with the corrections that hold. Twice changes nothing."""
    said = list(Utterance.objects.filter(transcript__call=call).select_related("recording"))
    corrections = list(Correction.objects.of(call).live().select_related("recording"))
    applied = apply([_change(correction) for correction in corrections], [_line(line) for line in said])
    for correction, placed in zip(corrections, applied.placed, strict=True):
        correction.state = S(placed.state)
        correction.lines = [said[number].index for number in placed.lines]
    Correction.objects.bulk_update(corrections, ["state", "lines"])
    changed = [line for line, words in zip(said, applied.words, strict=True) if _rewritten(line, words)]
    Utterance.objects.bulk_update(changed, ["text", "words", "confidence", "heard"], batch_size=100)
    if changed:
        Transcript.objects.filter(call=call).update(words=sum(len(line.words) for line in said))


def _change(correction: Correction) -> Change:
    """On the call's clock, as the recordings stand now."""
    offset = correction.recording.offset
    start, end = round(correction.start + offset, 2), round(correction.end + offset, 2)
    return Change(start, end, correction.heard, correction.text)


def _line(line: Utterance) -> Line:
    heard = _heard(line)
    return Line(line.start, line.end, line.speaker or line.role, heard["text"], words_from(heard["words"]))


def _heard(line: Utterance) -> dict[str, Any]:
    return line.heard or {"text": line.text, "words": line.words, "confidence": line.confidence}


def _rewritten(line: Utterance, words: tuple[Word, ...] | None) -> bool:
    """Make the line what the words say (None: what was heard); whether anything in it changed."""
    heard, before = _heard(line), (line.text, line.words)
    line.heard = None if words is None else heard
    if words is None:
        line.text, line.words, line.confidence = heard["text"], heard["words"], heard["confidence"]
    else:
        line.text = "".join(word.text for word in words).strip()
        line.words = [row_of(word) for word in words]
        line.confidence = round(fmean(word.confidence for word in words), 3)
    return (line.text, line.words) != before
