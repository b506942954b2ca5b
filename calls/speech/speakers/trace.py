"""What a part of a recording sounds like to the diarizer: small enough to be kept for hours of them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.speech.speakers.activity import STEP, Activity
from calls.speech.speakers.pieces import Piece
from calls.speech.speakers.voiceprints import SIZE, Voiceprints


@dataclass(frozen=True, slots=True)
class Trace:
    """A part's curves, its pieces of clear speech, and the voiceprints of these and of quieter words.

    Times of pieces and moments are seconds of the recording; the curves begin at `offset` of it.
    """

    offset: float
    activity: Activity
    pieces: tuple[Piece, ...]
    clear: Voiceprints
    quiet: Voiceprints

    def to_json(self) -> dict[str, Any]:
        """As JSON, in half precision: a print's direction is what counts."""
        curves = (self.activity.silence, self.activity.overlap, self.activity.change)
        return {
            "offset": self.offset,
            "curves": [_packed(curve) for curve in curves],
            "pieces": [list(piece) for piece in self.pieces],
            "prints": [[_packed(part) for part in _parts(prints)] for prints in (self.clear, self.quiet)],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Trace":
        silence, overlap, change = (_unpacked(curve) for curve in kept["curves"])
        clear, quiet = (_voiceprints(*map(_unpacked, prints)) for prints in kept["prints"])
        pieces = tuple(Piece(*piece) for piece in kept["pieces"])
        return cls(kept["offset"], Activity(silence, overlap, change), pieces, clear, quiet)


def joined(traces: Sequence[Trace]) -> Activity:
    """The curves of parts that follow each other, as one; where a part has none, it is silent."""
    last = traces[-1]
    frames = round(last.offset / STEP) + len(last.activity.silence)
    silence, overlap, change = np.ones(frames), np.zeros(frames), np.zeros(frames)
    for trace in traces:
        first = round(trace.offset / STEP)
        inside = slice(first, first + len(trace.activity.silence))
        silence[inside], overlap[inside] = trace.activity.silence, trace.activity.overlap
        change[inside] = trace.activity.change
    return Activity(silence, overlap, change)


def _parts(prints: Voiceprints) -> tuple[NDArray[np.float64], ...]:
    return prints.whole, prints.times, prints.moments


def _voiceprints(
    whole: NDArray[np.float64], times: NDArray[np.float64], moments: NDArray[np.float64]
) -> Voiceprints:
    return Voiceprints(whole.reshape(-1, SIZE), times, moments.reshape(-1, SIZE))


def _packed(values: NDArray[np.float64]) -> str:
    # Times run into the thousands of seconds, where half precision has none left.
    small = values.ndim == 2 or not len(values) or float(values.max()) <= 1.0
    return ("h" if small else "f") + base64.b64encode(
        values.astype("<f2" if small else "<f4").tobytes()
    ).decode()


def _unpacked(kept: str) -> NDArray[np.float64]:
    return np.frombuffer(base64.b64decode(kept[1:]), "<f2" if kept[0] == "h" else "<f4").astype(np.float64)
