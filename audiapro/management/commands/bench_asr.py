"""`manage.py bench_asr`: our recogniser beside faster-whisper's ways, openai-whisper and whisper.cpp.

All hear the same queue of calls in turn, several rounds, so that a noisy machine is noisy for all;
medians are reported, as a table on standard error and as JSON. A peer that is not installed is named with
the reason. Needs the development packages (jiwer, whisper-normalizer).
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audiapro.bench.recognisers import RECOGNISERS, Rows
from calls.management.commands.bench_speech import SHIPPED
from calls.speech import audio, provision
from calls.speech.cpwer import WordErrors, cpwer
from calls.speech.speakers import provision as speakers

FOREIGN = ("openai-whisper", "whisper.cpp")
PEERS = settings.DATA_DIR / "peers"
"""Where `make bench-peers` installs those: with versions of packages that are not ours."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A recording, its length in seconds, and who said what in it ("" when the label does not tell)."""

    path: Path
    seconds: float
    turns: Rows


@dataclass(slots=True)
class Peer:
    """A recogniser's process, and its answers of each round."""

    name: str
    process: "subprocess.Popen[str]"
    missing: str = ""
    answers: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, question: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"missing": "its process ended"}


class Command(BaseCommand):
    help = "Speed, word error rate, cpWER and memory of speech recognisers on labelled calls."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=Path, action="append", help="folder of labelled audio; several")
        parser.add_argument("--model", default="tiny.en", help="for all alike (default tiny.en)")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--only", action="append", choices=RECOGNISERS, help="leave out the others")

    def handle(
        self, *, calls: list[Path] | None, model: str, rounds: int, only: list[str] | None, **_: Any
    ) -> None:
        queue = [call for folder in calls or [SHIPPED] for call in labelled(folder)]
        if not queue:
            raise CommandError(
                "None of the folders holds English audio with a .json or .txt label beside it."
            )
        peers = [_start(name, provision.locate(model, settings.MODELS_DIR)) for name in only or RECOGNISERS]
        for _round in range(rounds):
            for peer in peers:
                self._hear(peer, queue)
        results = {peer.name: _result(peer, queue) for peer in peers}
        for peer in peers:
            with peer.process:  # closes its pipes and waits for its end
                peer.process.kill()
        self.stderr.write(_table(results))
        heard = round(sum(call.seconds for call in queue))
        self.stdout.write(
            json.dumps({"model": model, "calls": len(queue), "seconds": heard, "results": results}, indent=2)
        )

    def _hear(self, peer: Peer, queue: Sequence[Labelled]) -> None:
        if peer.missing:
            return
        peer.ask([str(call.path) for call in queue])
        answer = peer.answer()
        peer.missing = answer.get("missing", "")
        if not peer.missing:
            peer.answers.append(answer)
            self.stderr.write(f"{peer.name}: {answer['wall']:.1f} s")


def _start(name: str, model: Path) -> Peer:
    folder = speakers.find(settings.MODELS_DIR)
    command = [sys.executable, "-m", "audiapro.bench.recognisers", name, str(model), str(folder or "")]
    process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PEERS)} if name in FOREIGN else None,
    )
    peer = Peer(name, process)
    peer.missing = peer.answer().get("missing", "")
    return peer


def labelled(folder: Path) -> list[Labelled]:
    """The English recordings of a folder: turns from a .json label, or the text of a .txt beside it."""
    found = []
    for path in sorted([*folder.glob("*.wav"), *folder.glob("*.flac")]):
        base = path.with_name(path.name.split(".")[0])
        turns = _turns(base.with_suffix(".json")) or _text(base.with_suffix(".txt"))
        if turns:
            found.append(Labelled(path, audio.probe(path).duration, turns))
    return found


def _turns(label: Path) -> Rows:
    facts = json.loads(label.read_text()) if label.exists() else {}
    if not isinstance(facts, dict) or facts.get("language") != "en":
        return []
    return [(turn["speaker"], turn["text"]) for turn in facts["turns"]]


def _text(label: Path) -> Rows:
    other_language = label.with_suffix(".json").exists()
    return [("", label.read_text())] if label.exists() and not other_language else []


def _result(peer: Peer, queue: Sequence[Labelled]) -> dict[str, Any]:
    if not peer.answers:
        return {"not_run": peer.missing}
    from whisper_normalizer.english import EnglishTextNormalizer  # noqa: PLC0415 - a development package

    seconds = sum(call.seconds for call in queue)
    normal, heard = EnglishTextNormalizer(), peer.answers[-1]["rows"]
    return {
        "rtf": round(median(answer["wall"] for answer in peer.answers) / seconds, 4),
        "cpu_per_second": round(median(answer["cpu"] for answer in peer.answers) / seconds, 4),
        "wer": _wer(queue, heard, normal),
        "cpwer": _cpwer(queue, heard, normal),
        "cpwer_one_speaker": _cpwer(queue, [[("", text) for _, text in rows] for rows in heard], normal),
        "megabytes": round(peer.answers[-1]["megabytes"]),
    }


def _wer(queue: Sequence[Labelled], heard: Sequence[Rows], normal: Callable[[str], str]) -> float:
    import jiwer  # noqa: PLC0415 - a development package

    done = jiwer.process_words(
        [normal(" ".join(text for _, text in call.turns)) for call in queue],
        [normal(" ".join(text for _, text in rows)) for rows in heard],
    )
    return round(done.wer, 4)


def _cpwer(queue: Sequence[Labelled], heard: Sequence[Rows], normal: Callable[[str], str]) -> float | None:
    """Over the calls whose label says who speaks; None when there are none."""
    known = [
        (call.turns, rows)
        for call, rows in zip(queue, heard, strict=True)
        if any(who for who, _ in call.turns)
    ]
    errors = sum(
        (cpwer(_by_speaker(turns, normal), _by_speaker(rows, normal)) for turns, rows in known),
        start=WordErrors(0, 0),
    )
    return round(errors.rate, 4) if known else None


def _by_speaker(rows: Rows, normal: Callable[[str], str]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = defaultdict(list)
    for who, text in rows:
        said[who].append(text.strip())
    return {who: normal(" ".join(texts)).split() for who, texts in said.items()}


COLUMNS = ("rtf", "cpu_per_second", "wer", "cpwer", "cpwer_one_speaker", "megabytes")


def _table(results: dict[str, dict[str, Any]]) -> str:
    lines = [f"{'':36}" + "".join(f"{column:>19}" for column in COLUMNS)]
    for name, row in results.items():
        cells = "".join(f"{row.get(column)!s:>19}" for column in COLUMNS)
        lines.append(f"{name:36}" + (f"  not run: {row['not_run'][:90]}" if "not_run" in row else cells))
    return "\n".join(lines)
