"""The voices of a transcript: who has been told apart in each recording, and what each says."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from calls.models import Utterance


class Voice(NamedTuple):
    """One speaker of one recording: a letter means nothing beyond its recording."""

    recording: int
    speaker: str


def voices(utterances: Iterable[Utterance]) -> dict[Voice, list[Utterance]]:
    """What each speaker says, speakers in order of recording and letter; none where nobody knows."""
    said: dict[Voice, list[Utterance]] = {}
    for utterance in utterances:
        if utterance.speaker:
            said.setdefault(Voice(utterance.recording_id, utterance.speaker), []).append(utterance)
    return dict(sorted(said.items()))


def others(utterances: Iterable[Utterance]) -> dict[Voice, Utterance]:
    """For each voice a line of the other one, in recordings of two voices with different roles.

    A voice with a single line is left out: without it there would be nobody to give it back to.
    """
    found = {}
    for _, of_one in groupby(voices(utterances).items(), key=lambda item: item[0].recording):
        match list(of_one):
            case [(one, ours), (two, theirs)] if _differ(ours[0].role, theirs[0].role):
                pairs = ((one, ours, theirs), (two, theirs, ours))
                found |= {voice: other[0] for voice, own, other in pairs if len(own) > 1}
    return found


def _differ(role: str, other: str) -> bool:
    return bool(role and other) and role != other
