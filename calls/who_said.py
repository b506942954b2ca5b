"""A person says that a line was said by the other one: kept by time, shown, and analysed again.

Called by the call page (analytics/views/who.py), and by calls/who_is_who.py when who is who changes.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.models import User

from calls.models import LineRole, Transcript, Utterance
from calls.speech.placing import shared
from calls.voices import Voice, others

CERTAIN = 1.0  # speaker confidence of a person's word


def give_to_other(line: Utterance, *, by: User) -> bool:
    """Make it the other one's line. False, and nothing changes, where it is not clear who that is."""
    other = others(line.transcript.utterances.all()).get(Voice(line.recording_id, line.speaker))
    if other is None:
        return False
    offset = line.recording.offset
    LineRole.objects.update_or_create(
        recording=line.recording,
        start=round(line.start - offset, 2),
        defaults={
            "end": round(line.end - offset, 2),
            "role": other.role,
            "by": by,
        },
    )
    _give([line], other)
    return True


def keep_given(transcript: Transcript) -> bool:
    """Give the lines of a new transcript to those to whom people gave them in the one before it.

    A line counts as the same when most of it lies in the time of the old one. False: nothing was given.
    """
    rows = list(LineRole.objects.filter(recording__call=transcript.call))
    said = list(transcript.utterances.select_related("recording"))
    speakers = {(line.recording_id, line.role): line for line in said if line.speaker}
    for recording, of_one in groupby(rows, key=attrgetter("recording_id")):
        lines = [line for line in said if line.recording_id == recording]
        for row in of_one:
            if speaker := speakers.get((recording, row.role)):
                _give([line for line in lines if _is_in(row, line)], speaker)
    return bool(rows)


def rename(transcript: Transcript, roles: Mapping[tuple[int, str], str]) -> None:
    """The speakers of a recording have other roles now, and so have the lines given to them."""
    for row in LineRole.objects.filter(recording__call=transcript.call):
        row.role = roles.get((row.recording_id, row.role), row.role)
        row.save(update_fields=["role"])


def _give(lines: Iterable[Utterance], speaker: Utterance) -> None:
    Utterance.objects.filter(pk__in=[line.pk for line in lines]).update(
        speaker=speaker.speaker, role=speaker.role, speaker_confidence=CERTAIN
    )


def _is_in(row: LineRole, line: Utterance) -> bool:
    start, end = line.start - line.recording.offset, line.end - line.recording.offset
    return shared([(row.start, row.end)], [(start, end)]) > (end - start) / 2
