"""Whisper behind our Engine seam: from a file to who said what, a part of ten minutes at a time.

Made once in the process that uses it, never before a fork. Several threads may transcribe at once:
their windows are decoded together.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import ctranslate2
import faster_whisper

from calls.speech import audio, language, quality, timing, utterances
from calls.speech.at_once import marked
from calls.speech.audio import SAMPLE_RATE, NotAudio, Samples
from calls.speech.batcher import Batcher
from calls.speech.channels import SPEAKER_OF_CHANNEL, separated
from calls.speech.decoder import Decoder
from calls.speech.engine import Notes
from calls.speech.heard import HeardPart
from calls.speech.language import WindowLanguage
from calls.speech.parts import LENGTH, Part, parts
from calls.speech.recognition import hear
from calls.speech.spans.find import spans
from calls.speech.spans.sounds import listen, together, tones
from calls.speech.speakers.diarize import Diarizer
from calls.speech.types import Hints, Segment, Speech

BATCH = {"cpu": 8, "cuda": 16}  # windows decoded at once: more gain little and make others wait


class OtherLanguage(Exception):
    """The model knows English only, and the calls are said to be in another language."""

    retryable = False

    def __init__(self, model: str, language: str) -> None:
        self.why = (
            f"The calls are said to be in “{language}”, and the speech model {model} knows English only."
        )
        self.mend = (
            "Set WHISPER_MODEL to a model of many languages, such as base, and restart; or mend the language "
            "of the connection (or WHISPER_LANGUAGE). Then press Retry."
        )
        super().__init__(f"{self.why} {self.mend}")


class Whisper:
    """One loaded model, on all cores or one graphics card.

    `threads` is how many cores to use, 0 for all. `speakers` is the folder of the models that tell
    speakers apart in one channel; None leaves that out.
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
        self.model = model
        self.name = f"faster-whisper {faster_whisper.__version__}"
        is_cpu = device == "cpu" or (device == "auto" and not ctranslate2.get_cuda_device_count())
        # One thread for each of several batches: two batches side by side on two cores take two
        # thirds of the time of one batch on both (docs/speech.md).
        workers = (threads or len(os.sched_getaffinity(0))) if is_cpu else 1
        self._decoder = Decoder(folder, device=device, compute=compute, workers=workers, threads=1)
        self._batcher = Batcher(self._decoder, workers=workers, size=BATCH["cpu" if is_cpu else "cuda"])
        self._diarizer = Diarizer(speakers, threads=1) if speakers else None

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        """Hear one recording; see Engine. Two true channels are the speakers "A" and "B".

        One channel gives speakers where they can be told apart. Roles are not worked out here.
        OtherLanguage when the model does not know the one that is spoken.
        """
        if not self._decoder.is_multilingual and hints.language not in ("", "en"):
            raise OtherLanguage(self.model, hints.language)
        heard: list[HeardPart] = []
        for part in parts(_channels(path)):
            kept = notes.read(part.number) if notes else None
            heard.append(HeardPart.from_json(kept) if kept else self._hear(part, hints, heard))
            if notes and not kept:
                notes.write(part.number, heard[-1].to_json())
        if not heard:
            raise NotAudio("not audio: no sound in it")
        segments = sorted(self._segments(heard), key=lambda segment: (segment.start, segment.speaker))
        return Speech(
            language=hints.language or language.of_call(_languages(heard)),
            duration=heard[-1].end,
            channels=len(heard[0].words),
            segments=tuple(segments),
            spans=spans(together([(part.start, part.sounds) for part in heard]), segments),
            quality=quality.quality([part.outline for part in heard]),
            waveform=quality.waveform([part.outline for part in heard]),
        )

    def _hear(self, part: Part, hints: Hints, before: Sequence[HeardPart]) -> HeardPart:
        with timing.measured(timing.Part.ACTIVITY):
            sounds, outline = listen(part.channels, part.heard), quality.measure(part)
        found = hear(part, hints, self._batcher, call=_languages(before), no_speech=tones(sounds))
        trace = None
        if self._diarizer and len(part.channels) == 1:
            with timing.measured(timing.Part.DIARIZATION):
                trace = self._diarizer.listen(part.channels[0], found.words[0], offset=part.offset)
        end = part.offset + part.length / SAMPLE_RATE
        return HeardPart(part.offset, end, found.words, found.languages, sounds, outline, trace)

    def _segments(self, heard: Sequence[HeardPart]) -> Iterator[Segment]:
        channels = [[word for part in heard for word in part.words[n]] for n in range(len(heard[0].words))]
        traces = [part.trace for part in heard if part.trace]
        if self._diarizer and traces:
            with timing.measured(timing.Part.DIARIZATION):
                channels = [self._diarizer.attribute(channels[0], traces)]
        if len(channels) == 2:
            left, right = channels
            channels = [marked(left, right), marked(right, left)]
        for number, words in enumerate(channels):
            speaker = SPEAKER_OF_CHANNEL[number] if len(channels) == 2 else ""
            yield from utterances.split(words, speaker=speaker)


def _languages(heard: Sequence[HeardPart]) -> list[WindowLanguage]:
    return [window for part in heard for window in part.languages]


def _channels(path: Path) -> Iterator[tuple[Samples, ...]]:
    blocks = audio.blocks(path, channels=audio.probe(path).channels)
    return separated(blocks, judged=LENGTH)
