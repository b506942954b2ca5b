"""From sounds and words to the spans a person sees: ringing, tones, music, hold, silence, menus."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calls.speech.spans.sounds import Sound, Sounds, runs
from calls.speech.spans.spectrum import A_SECOND
from calls.speech.types import Segment, Span, SpanKind, Speech

SILENCE_LEAST = 3.0  # seconds; what call centres count as dead air
MUSIC_LEAST = 3.0
MUSIC_BRIDGED = 4.0  # seconds of pause inside a piece of music
NOTE_LONGEST = 1.5  # seconds of a tone that can be one of its notes
CADENCE = 1.0  # seconds of pause that a busy or congestion tone has at most
# Ringing: E.180 (https://www.itu.int/rec/T-REC-E.180) recommends 400 to 450 Hz, on for 0.67 to 1.5 s and
# off for 3 to 5 s; North America has 440 + 480 Hz, 2 s on and 4 s off; Britain 0.4 on, 0.2 off, 0.4 on,
# 2 off. Busy and congestion tones of the same pitch are off no longer than 0.75 s.
RING_PITCH = (380.0, 500.0)
RING_PAUSE = (1.5, 5.5)
RING_LONGEST = 3.0  # seconds on; a dial tone does not end
LONE_RING = 0.8  # seconds of a ring that is the only one: a recording often begins within it


class Tone(NamedTuple):
    """Seconds, and hertz of its strongest partial."""

    start: float
    end: float
    pitch: float


def spans(sounds: Sounds, segments: Sequence[Segment]) -> tuple[Span, ...]:
    """What is no conversation, in order; none overlaps another of sound, and none holds a word.

    `segments` is all that was said. Music between people's words is hold.
    """
    taken = sounds.kinds.copy()
    for segment in segments:
        taken[int(segment.start * A_SECOND) : int(np.ceil(segment.end * A_SECOND))] = Sound.VOICE
    rings, tones = _rings(taken, sounds.pitch)
    barred: list[Segment | Span] = [*segments, *rings]
    for ring in rings:
        taken[round(ring.start * A_SECOND) : round(ring.end * A_SECOND)] = Sound.TONE
    music = _music(taken, tones, segments, barred)
    tones = [tone for tone in tones if not any(_inside(tone, piece) for piece in music)]
    lone = [Span(SpanKind.RINGBACK, tone.start, tone.end) for tone in tones if _is_lone_ring(tone)]
    found = [*rings, *lone, *_cadences([tone for tone in tones if not _is_lone_ring(tone)]), *music]
    return tuple(sorted([*found, *_silences(taken, found)], key=lambda span: (span.start, span.end)))


def with_menus(speech: Speech) -> Speech:
    """The speech with a span for each stretch in which a recorded voice speaks."""
    menus: list[Span] = []
    for segment in speech.segments:
        if segment.role != "system":
            continue
        if menus and not _answered(speech.segments, menus[-1].end, segment.start):
            menus[-1] = replace(menus[-1], end=segment.end)
        else:
            menus.append(Span(SpanKind.IVR, segment.start, segment.end))
    spans = sorted([*speech.spans, *menus], key=lambda span: (span.start, span.end))
    return replace(speech, spans=tuple(spans))


def _answered(segments: Sequence[Segment], start: float, end: float) -> bool:
    return any(s.role != "system" and s.start < end and s.end > start for s in segments)


def _rings(kinds: NDArray[np.uint8], pitch: NDArray[np.uint16]) -> tuple[list[Span], list[Tone]]:
    """Ringing, each from its first ring to its last one; and all other tones, in order."""
    tones = [
        Tone(start, end, float(np.median(pitch[round(start * A_SECOND) : round(end * A_SECOND)])))
        for start, end in _seconds(kinds == Sound.TONE)
    ]
    groups: list[list[Tone]] = []
    for tone in tones:
        if not _may_ring(tone):
            continue
        if groups and tone.start - groups[-1][-1].end <= RING_PAUSE[1]:
            groups[-1].append(tone)
        else:
            groups.append([tone])
    ringing = [group for group in groups if _is_ringing(group)]
    rings = [Span(SpanKind.RINGBACK, group[0].start, group[-1].end) for group in ringing]
    return rings, [tone for tone in tones if not any(_inside(tone, ring) for ring in rings)]


def _may_ring(tone: Tone) -> bool:
    return RING_PITCH[0] <= tone.pitch <= RING_PITCH[1] and tone.end - tone.start <= RING_LONGEST


def _is_ringing(rings: Sequence[Tone]) -> bool:
    """Several, with at least one of the long pauses between them that busy has not."""
    pauses = [after.start - before.end for before, after in pairwise(rings)]
    return bool(pauses) and max(pauses) >= RING_PAUSE[0]


def _is_lone_ring(tone: Tone) -> bool:
    return _may_ring(tone) and tone.end - tone.start >= LONE_RING


def _inside(one: Tone, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


def _cadences(tones: Sequence[Tone]) -> list[Span]:
    """Tones that come and go quickly, as busy does, as one."""
    joined: list[Span] = []
    for tone in tones:
        if joined and tone.start - joined[-1].end <= CADENCE:
            joined[-1] = replace(joined[-1], end=tone.end)
        else:
            joined.append(Span(SpanKind.TONE, tone.start, tone.end))
    return joined


def _music(
    kinds: NDArray[np.uint8],
    tones: Sequence[Tone],
    segments: Sequence[Segment],
    barred: Sequence[Segment | Span],
) -> list[Span]:
    """Stretches of music, with the single notes and pauses between them; never across what is `barred`."""
    notes = [(tone.start, tone.end) for tone in tones if tone.end - tone.start <= NOTE_LONGEST]
    heard = _seconds(kinds == Sound.MUSIC)
    joined: list[list[tuple[float, float]]] = []
    for one in sorted([*heard, *notes]):
        last = joined[-1][-1][1] if joined else -np.inf
        if one[0] - last <= MUSIC_BRIDGED and not _spoken(barred, last, one[0]):
            joined[-1].append(one)
        else:
            joined.append([one])
    return [
        Span(_music_or_hold(piece, segments), piece[0][0], piece[-1][1])
        for piece in joined
        if sum(end - start for start, end in piece if (start, end) in heard) >= MUSIC_LEAST
    ]


def _music_or_hold(piece: Sequence[tuple[float, float]], segments: Sequence[Segment]) -> SpanKind:
    is_hold = _spoken(segments, 0.0, piece[0][0]) and _spoken(segments, piece[-1][1], np.inf)
    return SpanKind.HOLD if is_hold else SpanKind.MUSIC


def _spoken(said: Sequence[Segment | Span], start: float, end: float) -> bool:
    return any(one.start < end and one.end > start for one in said)


def _silences(kinds: NDArray[np.uint8], sounding: Sequence[Span]) -> Iterator[Span]:
    free = kinds != Sound.VOICE
    for span in sounding:
        free[round(span.start * A_SECOND) : round(span.end * A_SECOND)] = False
    for start, end in _seconds(free):
        if end - start >= SILENCE_LEAST:
            yield Span(SpanKind.SILENCE, start, end)


def _seconds(flags: NDArray[np.bool_]) -> list[tuple[float, float]]:
    return [(start / A_SECOND, end / A_SECOND) for start, end in runs(flags)]
