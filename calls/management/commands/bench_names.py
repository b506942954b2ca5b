"""`manage.py bench_names`: what a vocabulary does to names, word errors, invented names and time, as JSON.

Each call is heard without a vocabulary, then with one: the names of its own people and company, and
names of the other calls up to `--terms`, which are those that may be written down falsely.
Needs the development packages (jiwer, whisper-normalizer).
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.management.commands.bench_speech import SHIPPED
from calls.speech import provision
from calls.speech.types import Hints
from calls.speech.vocabulary import SHORTEST, plain
from calls.speech.whisper import Whisper


@dataclass(frozen=True, slots=True)
class Labelled:
    """A call, the words spoken in it, and the names of its people and company."""

    audio: Path
    said: str
    names: tuple[str, ...]


class Command(BaseCommand):
    help = "Recall of names, word errors and invented names with and without a vocabulary, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--model", default=settings.WHISPER_MODEL)
        parser.add_argument(
            "--calls", type=Path, default=SHIPPED, help="folder of audio with .json labels beside"
        )
        parser.add_argument("--language", default="en", help="leave out calls in other languages")
        parser.add_argument("--terms", type=int, default=20, help="names in the vocabulary (default 20)")

    def handle(self, *, model: str, calls: Path, language: str, terms: int, **_: Any) -> None:
        found = labelled(calls, language)
        if not found:
            raise CommandError(f"{calls} holds no audio with a label file in “{language}” beside it.")
        engine = Whisper(
            provision.locate(model, settings.MODELS_DIR),
            model=model,
            device=settings.WHISPER_DEVICE,
            compute=settings.WHISPER_COMPUTE,
            threads=settings.WHISPER_THREADS,
        )
        known = [vocabulary(call, found, terms) for call in found]
        measured = partial(_measured, engine, found, known, language)
        self.stdout.write(json.dumps({way: measured(expects=way == "with") for way in ("without", "with")}))


def _measured(
    engine: Whisper,
    calls: Sequence[Labelled],
    known: Sequence[tuple[str, ...]],
    language: str,
    *,
    expects: bool,
) -> dict[str, float]:
    def heard(call: Labelled, terms: tuple[str, ...]) -> str:
        speech = engine.transcribe(call.audio, Hints(language=language, vocabulary=terms if expects else ()))
        return "".join(word.text for segment in speech.segments for word in segment.words)

    started = time.process_time()
    with ThreadPoolExecutor(settings.WHISPER_CALLS) as pool:
        texts = list(pool.map(heard, calls, known))
    seconds = time.process_time() - started
    counted = map(score, calls, texts, known)
    return {**summary(sum(counted, Counter())), "cpu_seconds": round(seconds, 1)}


def labelled(folder: Path, language: str) -> list[Labelled]:
    """Mono audio where there is some: there it is hardest."""
    found = []
    for label in sorted(folder.glob("*.json")):
        facts = json.loads(label.read_text())
        audio = [label.with_suffix(kind) for kind in (".wav", ".flac", ".stereo.flac")]
        there = next((path for path in audio if path.exists()), None)
        if there and facts["language"] == language:
            said = " ".join(turn["text"] for turn in facts["turns"])
            found.append(Labelled(there, said, tuple(dict.fromkeys(_names(facts)))))
    return found


def _names(facts: dict[str, Any]) -> Iterator[str]:
    people = [facts.get(role) or {} for role in ("agent", "agent2", "customer")]
    yield from (person["name"] for person in people if person.get("name"))
    if facts.get("company"):
        yield facts["company"]


def vocabulary(call: Labelled, calls: Sequence[Labelled], size: int) -> tuple[str, ...]:
    """The call's own names first, then others' that were not said in it."""
    others = (name for other in calls for name in other.names if not _is_said(name, call.said))
    return tuple(dict.fromkeys((*call.names, *others)))[:size]


def score(call: Labelled, heard: str, known: Sequence[str]) -> Counter[str]:
    """Counts of: errors and words (of the word error rate), names said and heard, names invented."""
    import jiwer  # noqa: PLC0415 - a development package
    from whisper_normalizer.english import EnglishTextNormalizer  # noqa: PLC0415

    normal = EnglishTextNormalizer()
    words = jiwer.process_words(normal(call.said), normal(heard))
    parts = {part for name in call.names for part in _words(name) if len(part) >= SHORTEST}
    said, got = Counter(_words(call.said)), Counter(_words(heard))
    return Counter(
        errors=words.substitutions + words.deletions + words.insertions,
        words=words.hits + words.substitutions + words.deletions,
        names=sum(said[part] for part in parts),
        heard=sum(min(said[part], got[part]) for part in parts),
        invented=sum(_is_said(term, heard) and not _is_said(term, call.said) for term in known),
    )


def _words(text: str) -> list[str]:
    return [letters for letters in map(plain, text.replace("-", " ").split()) if letters]


def _is_said(term: str, text: str) -> bool:
    return f" {' '.join(_words(term))} " in f" {' '.join(_words(text))} "


def summary(counted: Counter[str]) -> dict[str, float]:
    """Shares of 1, and how many terms stand in a call in which nobody said them."""
    return {
        "name_recall": round(counted["heard"] / max(counted["names"], 1), 4),
        "names_said": counted["names"],
        "wer": round(counted["errors"] / max(counted["words"], 1), 4),
        "invented": counted["invented"],
    }
