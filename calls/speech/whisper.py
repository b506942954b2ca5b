"""faster-whisper behind our Engine seam: options chosen for telephone calls, results as our types.

Load it inside the worker process that uses it: a model loaded before a fork hangs.
"""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import faster_whisper
from faster_whisper import WhisperModel

from calls.speech import audio, channels, utterances
from calls.speech.audio import Samples
from calls.speech.engine import Notes
from calls.speech.speakers.diarize import Diarizer
from calls.speech.types import Hints, Segment, Speech, Word

# Silence is cut out before recognition, or Whisper invents sentences over it. The padding keeps
# word edges: measured with less, word errors rise by 2 to 3 points.
VAD = {"threshold": 0.4, "min_silence_duration_ms": 1000, "speech_pad_ms": 400}


class Whisper:
    """One loaded model. Not for two threads at once; one a process.

    `speakers` is the folder of the models that tell speakers apart in one channel; None leaves that out.
    """

    def __init__(
        self,
        folder: Path,
        *,
        model: str,
        device: str,
        compute: str,
        threads: int = 0,
        speakers: Path | None = None,
    ) -> None:
        # "auto" is the fastest the device has: int8 on a CPU, int8_float16 on a GPU.
        compute = "auto" if compute == "default" else compute
        self.model = model
        self.name = f"faster-whisper {faster_whisper.__version__}"
        self._whisper = WhisperModel(
            str(folder), device=device, compute_type=compute, cpu_threads=threads, local_files_only=True
        )
        self._diarizer = Diarizer(speakers, threads=threads) if speakers else None

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        """Hear one recording; see Engine. Two true channels give speakers "A" and "B" with roles.

        One channel gives speakers without roles, where they can be told apart.
        """
        facts = audio.probe(path)
        heard = channels.separate(audio.load(path, channels=facts.channels))
        language = hints.language or self._language(heard)
        segments = [
            segment
            for number, samples in enumerate(heard)
            for segment in self._channel(samples, language, *_who(number, len(heard), hints.agent_channel))
        ]
        return Speech(
            language=language,
            duration=len(heard[0]) / audio.SAMPLE_RATE,
            channels=len(heard),
            segments=tuple(sorted(segments, key=lambda segment: (segment.start, segment.speaker))),
        )

    def _language(self, heard: tuple[Samples, ...]) -> str:
        """One language for the call, from all its channels: one person may say too little."""
        if not self._whisper.model.is_multilingual:
            return "en"
        mixture = sum(heard[1:], start=heard[0])
        language, _, _ = self._whisper.detect_language(
            mixture, vad_filter=True, language_detection_segments=2
        )
        return str(language)

    def _channel(self, samples: Samples, language: str, speaker: str, role: str) -> Iterator[Segment]:
        # A generator: the recognition happens while it is drained.
        segments, _ = self._whisper.transcribe(
            samples,
            language=language,
            word_timestamps=True,
            condition_on_previous_text=False,
            vad_filter=True,
            vad_parameters=VAD,
        )
        words = _words(segments)
        if self._diarizer and not speaker:
            words = iter(self._diarizer.attribute(list(words), samples))
        return utterances.split(words, speaker=speaker, role=role)


def _who(number: int, of: int, agent_channel: int) -> tuple[str, str]:
    if of < 2:
        return "", ""
    return "AB"[number], "agent" if number == agent_channel else "customer"


def _words(segments: Iterable[Any]) -> Iterator[Word]:
    for segment in segments:
        for word in segment.words or ():
            if not math.isnan(word.probability):
                yield Word(float(word.start), float(word.end), str(word.word), float(word.probability))
