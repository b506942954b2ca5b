"""From one channel's samples and words to the same words with speakers. The way in to this package."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from calls.speech.audio import Samples
from calls.speech.speakers import net
from calls.speech.speakers.activity import activity
from calls.speech.speakers.attribution import Track, attribute
from calls.speech.speakers.clusters import voices
from calls.speech.speakers.pieces import cut, missed
from calls.speech.speakers.tracking import follow, reluctances
from calls.speech.speakers.voiceprints import voiceprints
from calls.speech.types import Word

SEGMENTATION, EMBEDDING = "segmentation.onnx", "campplus.onnx"
# Mean probability of the words' speakers below which the whole recording is left without any.
TRUSTED = 0.9


class Diarizer:
    """Both nets, loaded. Load it inside the process that uses it."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self._segmentation = net.load(folder / SEGMENTATION, threads=threads)
        self._embedding = net.load(folder / EMBEDDING, threads=threads)

    def attribute(self, words: Sequence[Word], samples: Samples) -> list[Word]:
        """Each word with its speaker; as they were where nobody speaks or it cannot be told who."""
        track = self.track(samples, words)
        if track is None:
            return list(words)
        spoken = attribute(words, track)
        sure = np.mean([word.speaker_confidence for word in spoken]) if spoken else 0.0
        return spoken if sure >= TRUSTED else list(words)

    def track(self, samples: Samples, words: Sequence[Word] = ()) -> Track | None:
        """Who speaks when; None where it is in doubt whether one person speaks or two.

        What the voices sound like is taken from clear speech only; then each word is listened to.
        """
        heard = activity(self._segmentation, samples)
        pieces = cut(heard)
        clear = voiceprints(self._embedding, samples, pieces)
        found = voices(pieces, clear.whole)
        if not found.is_certain:
            return None
        prints = (
            clear.joined(voiceprints(self._embedding, samples, missed(pieces, words))) if pieces else clear
        )
        shares = follow(prints.moments, found.means, reluctances(prints.times, heard))
        return Track(prints.times, shares, heard.overlap)
