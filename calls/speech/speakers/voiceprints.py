"""What the voices in a recording sound like: CAM++ voiceprints of whole pieces and of short moments.

A whole piece says best whose voice it is; the moments inside it say where another one takes over.
Both come out of one pass over the piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.speakers.fbank import FRAME, FRAMES_A_SECOND, fbank
from calls.speech.speakers.pieces import Piece

Prints = NDArray[np.float64]

SIZE = 192
MOMENT = 0.6  # seconds a moment is heard over
EVERY = 0.2  # seconds from one moment to the next
STEPS_A_SECOND = FRAMES_A_SECOND // 2  # the net halves the frames
FEWEST_FRAMES = 20


@dataclass(frozen=True, slots=True)
class Voiceprints:
    """Unit vectors. `whole` (pieces, 192); `times` in seconds and `moments` (moments, 192) go together."""

    whole: Prints
    times: NDArray[np.float64]
    moments: Prints

    def moved(self, seconds: float) -> "Voiceprints":
        """The same, that much later."""
        return replace(self, times=self.times + seconds)


def together(prints: Sequence[Voiceprints]) -> Voiceprints:
    """All of them, the moments in order of time."""
    times = np.concatenate([one.times for one in prints])
    order = np.argsort(times, kind="stable")
    moments = np.concatenate([one.moments for one in prints])[order]
    return Voiceprints(np.concatenate([one.whole for one in prints]), times[order], moments)


def voiceprints(net: InferenceSession, samples: Samples, pieces: Sequence[Piece]) -> Voiceprints:
    """The voiceprints of pieces of at most 2 s; at least one moment in each."""
    whole: list[NDArray[np.float32]] = []
    times: list[NDArray[np.float64]] = []
    moments: list[NDArray[np.float32]] = []
    for piece in pieces:
        heard = _features(samples, piece)
        centres, shares = _shares((len(heard) + 1) // 2)
        (prints,) = net.run(None, {"features": heard[None], "weights": shares[None]})
        whole.append(prints[0, :1])
        moments.append(prints[0, 1:])
        times.append(piece.start + centres)
    return Voiceprints(_units(whole), np.concatenate([np.zeros(0), *times]), _units(moments))


def _features(samples: Samples, piece: Piece) -> NDArray[np.float32]:
    """Mel energies of the piece, their mean over it removed: what the net was trained on."""
    start = int(piece.start * SAMPLE_RATE)
    length = max(int(piece.seconds * SAMPLE_RATE), FRAME + FEWEST_FRAMES * SAMPLE_RATE // FRAMES_A_SECOND)
    part = samples[start : start + length]
    energies = fbank(np.pad(part, (0, length - len(part))))
    return np.asarray(energies - energies.mean(axis=0))


def _shares(steps: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """The moments' centres in seconds, and which of the net's steps count: the piece's, then theirs."""
    centres = np.arange(EVERY / 2, steps / STEPS_A_SECOND, EVERY)
    distance = np.abs(np.arange(steps) / STEPS_A_SECOND - centres[:, None])
    near = (distance <= MOMENT / 2).astype(np.float32)
    return centres, np.concatenate([np.ones((1, steps), np.float32), near])


def _units(parts: Sequence[NDArray[np.float32]]) -> Prints:
    prints = np.concatenate([np.zeros((0, SIZE)), *parts])
    return np.asarray(prints / np.maximum(np.linalg.norm(prints, axis=1, keepdims=True), 1e-9))
