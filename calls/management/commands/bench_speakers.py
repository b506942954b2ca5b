"""`manage.py bench_speakers`: how many words land on the wrong speaker of mono recordings, as JSON.

Twice for each call: on the true words, spread over their labelled turns, which shows the diarization
alone; and on the words of a Whisper model, which shows what a reader gets. Beside it: one speaker for
all, which is what a transcript without diarization says.

A label file beside the audio holds `turns` (speaker, start, end, text); an .srt with "[Who] text" will
do, too; so will NAME_stereo.wav beside NAME_mono.wav, whose channels are heard one by one.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.speech import audio, provision
from calls.speech.speakers import provision as speakers
from calls.speech.speakers.diarize import Diarizer
from calls.speech.speakers.scoring import Said, Score, score
from calls.speech.types import Hints, Word
from calls.speech.whisper import Whisper

SHIPPED = settings.BASE_DIR / "ucm" / "simulator" / "voices"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mono recording, its true words with their times, and who truly speaks when."""

    path: Path
    words: list[Word]
    owners: list[str]
    truth: list[Said]


class Command(BaseCommand):
    help = "Percent of words on the wrong speaker and real-time factor of diarization, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=Path, default=SHIPPED, help="folder of labelled mono audio")
        parser.add_argument("--model", help="also on the words that this Whisper model hears")

    def handle(self, *, calls: Path, model: str | None, **_: Any) -> None:
        whisper = _whisper(model) if model else None
        diarizer = Diarizer(speakers.locate(settings.MODELS_DIR), threads=1)
        rows = {}
        for call in labelled(calls, whisper):
            rows[call.path.stem] = _measure(call, diarizer, whisper)
            self.stderr.write(f"{call.path.name} {rows[call.path.stem]}")
        if not rows:
            raise CommandError(f"{calls} holds no mono audio with a .json or .srt label file beside it.")
        self.stdout.write(json.dumps({"calls": rows, "overall": _overall(list(rows.values()))}, indent=2))


def _whisper(model: str) -> Whisper:
    folder = provision.locate(model, settings.MODELS_DIR)
    return Whisper(folder, model=model, device=settings.WHISPER_DEVICE, compute="default")


def labelled(folder: Path, whisper: Whisper | None) -> Iterator[Labelled]:
    """Every mono recording in the folder of which it is known who speaks when."""
    for path in sorted([*folder.glob("*.wav"), *folder.glob("*.flac")]):
        stereo = path.with_name(path.name.replace("_mono.", "_stereo."))
        if path.with_suffix(".json").exists():
            turns = json.loads(path.with_suffix(".json").read_text())["turns"]
        elif path.with_suffix(".srt").exists():
            turns = list(_subtitles(path.with_suffix(".srt").read_text()))
        elif stereo != path and stereo.exists() and whisper:
            turns = list(_channels(stereo, whisper))
        else:
            continue
        if audio.probe(path).channels == 1:
            truth = [Said(turn["start"], turn["end"], turn["speaker"]) for turn in turns]
            said = [(word, turn["speaker"]) for turn in turns for word in spread(turn)]
            yield Labelled(path, [word for word, _ in said], [who for _, who in said], truth)


def spread(turn: dict[str, Any]) -> list[Word]:
    """The words of a turn over its time, by their letters: labels hold no times of words."""
    words = turn["text"].replace("--", "").split()
    weights = [0.0, *(len(word) + 1.5 for word in words)]
    edges = np.interp(np.cumsum(weights), [0, sum(weights)], [turn["start"], turn["end"]]).tolist()
    return [Word(edges[n], edges[n + 1], f" {word}", 1.0) for n, word in enumerate(words)]


def _subtitles(text: str) -> Iterator[dict[str, Any]]:
    for block in text.strip().split("\n\n"):
        _, times, *lines = block.splitlines()
        start, end = (_seconds(clock) for clock in times.split(" --> "))
        if named := re.match(r"\[(.+?)\]\s*(.*)", " ".join(lines)):
            yield {"speaker": named[1], "start": start, "end": end, "text": named[2]}


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _channels(path: Path, whisper: Whisper) -> Iterator[dict[str, Any]]:
    """The words of each channel as turns of one word."""
    for segment in whisper.transcribe(path, Hints(language="en")).segments:
        for word in segment.words:
            yield {"speaker": segment.speaker, "start": word.start, "end": word.end, "text": word.text}


def _measure(call: Labelled, diarizer: Diarizer, whisper: Whisper | None) -> dict[str, Any]:
    (samples,) = audio.load(call.path, channels=1)
    wall, cpu = time.perf_counter(), time.process_time()
    spoken = diarizer.attribute(call.words, [diarizer.listen(samples, call.words)])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    alone = [replace(word, speaker="A") for word in call.words]
    row = {
        "seconds": round(len(samples) / audio.SAMPLE_RATE, 1),
        "rtf": round(wall / (len(samples) / audio.SAMPLE_RATE), 4),
        "cpu_per_second": round(cpu / (len(samples) / audio.SAMPLE_RATE), 4),
        "speakers": len({word.speaker for word in spoken}),
        "of": len({said.who for said in call.truth}),
        "true_words": _percent(score(spoken, call.truth, owners=call.owners)),
        "one_speaker": _percent(score(alone, call.truth, owners=call.owners)),
    }
    if whisper:
        heard = [
            word for segment in whisper.transcribe(call.path, Hints()).segments for word in segment.words
        ]
        spoken = diarizer.attribute(heard, [diarizer.listen(samples, heard)])
        row["heard_words"] = _percent(score(spoken, call.truth))
    return row


def _percent(measured: Score) -> dict[str, float]:
    return asdict(measured) | _shares([asdict(measured)])


def _shares(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Percent of all words, of those spoken alone, and of the time of these, on the wrong speaker."""
    sums = {key: sum(row[key] for row in rows) for key in Score.__slots__}
    return {
        "percent": _ratio(sums["wrong"], sums["words"]),
        "percent_alone": _ratio(sums["alone_wrong"], sums["alone"]),
        "percent_time": _ratio(sums["seconds_wrong"], sums["seconds"]),
    }


def _ratio(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _overall(rows: list[dict[str, Any]]) -> dict[str, Any]:
    seconds = sum(row["seconds"] for row in rows)
    kinds = [kind for kind in ("true_words", "heard_words", "one_speaker") if kind in rows[0]]
    return {
        "calls": len(rows),
        "seconds": round(seconds, 1),
        "rtf": round(sum(row["rtf"] * row["seconds"] for row in rows) / seconds, 4),
        "cpu_per_second": round(sum(row["cpu_per_second"] * row["seconds"] for row in rows) / seconds, 4),
        **{kind: _shares([row[kind] for row in rows]) for kind in kinds},
    }
