"""`manage.py bench_speech`: speech models side by side on calls with a known text, as JSON.

Interleaved call by call in one run, so that a noisy machine is noisy for all; medians are reported.
Needs the development packages (jiwer, whisper-normalizer).
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.speech import provision
from calls.speech.cpwer import WordErrors, cpwer
from calls.speech.types import Hints, Speech
from calls.speech.whisper import Whisper

Turns = list[tuple[str, str]]  # who spoke, and the words

SHIPPED = settings.BASE_DIR / "ucm" / "simulator" / "voices"


class Command(BaseCommand):
    help = "Real-time factor and word error rate of speech models on labelled calls, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--model", action="append", help="a model name; several compare them")
        parser.add_argument(
            "--calls", type=Path, default=SHIPPED, help="folder of audio with .json labels beside"
        )
        parser.add_argument(
            "--language", default="en", help="leave out calls in other languages (default en)"
        )

    def handle(self, *, model: list[str] | None, calls: Path, language: str, **_: Any) -> None:
        engines = {name: _load(name) for name in model or [settings.WHISPER_MODEL]}
        runs: dict[str, list[dict[str, float]]] = defaultdict(list)
        for audio, turns in labelled(calls, language):
            for name, engine in engines.items():
                runs[name].append(_measure(engine, audio, turns, language))
                self.stderr.write(f"{audio.name} {name} {runs[name][-1]}")
        if not runs:
            raise CommandError(f"{calls} holds no audio with a label file in “{language}” beside it.")
        self.stdout.write(json.dumps({name: _summary(measured) for name, measured in runs.items()}, indent=2))


def _load(name: str) -> Whisper:
    return Whisper(
        provision.locate(name, settings.MODELS_DIR),
        model=name,
        device=settings.WHISPER_DEVICE,
        compute="default",
    )


def labelled(folder: Path, language: str) -> list[tuple[Path, Turns]]:
    """Audio files with the turns spoken in them, from the label file of the same name."""
    found = []
    for label in sorted(folder.glob("*.json")):
        facts = json.loads(label.read_text())
        audio = [label.with_suffix(kind) for kind in (".flac", ".stereo.flac", ".wav")]
        there = next((path for path in audio if path.exists()), None)
        if there and facts["language"] == language:
            found.append((there, [(turn["speaker"], turn["text"]) for turn in facts["turns"]]))
    return found


def _measure(engine: Whisper, audio: Path, turns: Turns, language: str) -> dict[str, float]:
    import jiwer  # noqa: PLC0415 - a development package
    from whisper_normalizer.english import EnglishTextNormalizer  # noqa: PLC0415

    wall, cpu = time.perf_counter(), time.process_time()
    speech = engine.transcribe(audio, Hints(language=language))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    normal = EnglishTextNormalizer()
    reference = " ".join(text for _, text in turns)
    words = jiwer.process_words(normal(reference), normal(" ".join(s.text for s in speech.segments)))
    attributed = by_speaker_errors(turns, speech, normal)
    return {
        "rtf": round(wall / speech.duration, 4),
        "cpu_per_second": round(cpu / speech.duration, 4),
        "errors": words.substitutions + words.deletions + words.insertions,
        "words": words.hits + words.substitutions + words.deletions,
        "cp_errors": attributed.errors,
        "cp_words": attributed.words,
    }


def by_speaker_errors(turns: Turns, speech: Speech, normal: Callable[[str], str]) -> WordErrors:
    """Errors of the words as they are put onto speakers: each speaker's words in a row."""
    heard = [
        (word.speaker or segment.speaker, word.text) for segment in speech.segments for word in segment.words
    ]
    return cpwer(_rows(turns, normal), _rows(heard, normal))


def _rows(spoken: Turns, normal: Callable[[str], str]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    for speaker, text in spoken:
        rows[speaker].append(text.strip())
    return {speaker: normal(" ".join(texts)).split() for speaker, texts in rows.items()}


def _summary(runs: list[dict[str, float]]) -> dict[str, float]:
    return {
        "calls": len(runs),
        "rtf_median": median(run["rtf"] for run in runs),
        "cpu_per_second_median": median(run["cpu_per_second"] for run in runs),
        "wer": round(sum(run["errors"] for run in runs) / sum(run["words"] for run in runs), 4),
        "cpwer": round(sum(run["cp_errors"] for run in runs) / sum(run["cp_words"] for run in runs), 4),
    }
