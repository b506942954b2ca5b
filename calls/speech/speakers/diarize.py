"""From one channel's samples and words to the same words with speakers. The way in to this package."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from calls.speech.audio import Samples
from calls.speech.speakers import net
from calls.speech.speakers.activity import activity
from calls.speech.speakers.attribution import Track, attribute
from calls.speech.speakers.clusters import voices
from calls.speech.speakers.pieces import Piece, cut, missed
from calls.speech.speakers.trace import Trace, joined
from calls.speech.speakers.tracking import follow, reluctances
from calls.speech.speakers.voiceprints import together, voiceprints
from calls.speech.types import Word

SEGMENTATION, EMBEDDING = "segmentation.onnx", "campplus.onnx"
# Mean probability of the words' speakers below which the whole recording is left without any.
TRUSTED = 0.9


class Diarizer:
    """Both nets, loaded. Load it inside the process that uses it."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self._segmentation = net.load(folder / SEGMENTATION, threads=threads)
        self._embedding = net.load(folder / EMBEDDING, threads=threads)

    def listen(self, samples: Samples, words: Sequence[Word] = (), *, offset: float = 0.0) -> Trace:
        """What a part sounds like that begins `offset` seconds into the recording, as do its words' times.

        Clear speech is listened to, and whatever else the recogniser heard words in.
        """
        heard = activity(self._segmentation, samples)
        pieces = cut(heard)
        own = [replace(word, start=word.start - offset, end=word.end - offset) for word in words]
        clear = voiceprints(self._embedding, samples, pieces)
        quiet = voiceprints(self._embedding, samples, missed(pieces, own) if pieces else [])
        placed = tuple(Piece(piece.start + offset, piece.end + offset) for piece in pieces)
        return Trace(offset, heard, placed, clear.moved(offset), quiet.moved(offset))

    def attribute(self, words: Sequence[Word], traces: Sequence[Trace]) -> list[Word]:
        """Each word with its speaker; as they were where nobody speaks or it cannot be told who.

        `traces` are those of all parts of the recording, in order.
        """
        track = self.track(traces)
        if track is None:
            return list(words)
        spoken = attribute(words, track)
        sure = np.mean([word.speaker_confidence for word in spoken]) if spoken else 0.0
        return spoken if sure >= TRUSTED else list(words)

    def track(self, traces: Sequence[Trace]) -> Track | None:
        """Who speaks when; None where it is in doubt whether one person speaks or two.

        What the voices sound like is taken from clear speech only.
        """
        if not traces:
            return None
        heard = joined(traces)
        clear = together([trace.clear for trace in traces])
        found = voices([piece for trace in traces for piece in trace.pieces], clear.whole)
        if not found.is_certain:
            return None
        prints = together([clear, *(trace.quiet for trace in traces)])
        shares = follow(prints.moments, found.means, reluctances(prints.times, heard))
        return Track(prints.times, shares, heard.overlap)
