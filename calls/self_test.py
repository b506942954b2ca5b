"""The recogniser hears a shipped call whose words are known: do words come out, how many, how fast?

Asked for on the System page and by `manage.py self_test`; done in the transcriber, with its own engine.
"""

import json
import logging
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from django.utils import timezone

from calls import doorbell
from calls.faults import trail
from calls.models import SelfTest
from calls.recogniser import engine
from calls.speech.engine import Engine
from calls.speech.types import Hints, Speech
from ucm.simulator.audio import VOICES

logger = logging.getLogger(__name__)

CLIP = VOICES / "appointment_reminder.flac"
ENOUGH = 0.7  # of the words; base finds 86 %
S = SelfTest.State


@dataclass(frozen=True, slots=True)
class Proof:
    """What was heard of the clip: `right` of its `words`, in order; `seconds` of work for `audio` seconds."""

    engine: str
    model: str
    words: int
    right: int
    audio: float
    seconds: float
    has_speakers: bool

    @property
    def share(self) -> float:
        return self.right / self.words

    @property
    def rtf(self) -> float:
        """Real-time factor."""
        return self.seconds / self.audio

    @property
    def is_enough(self) -> bool:
        return self.share >= ENOUGH


def ask() -> SelfTest:
    """Ask the transcriber for a test, unless one is under way."""
    last = latest()
    if last and last.is_open and not last.is_unanswered:
        return last
    test = SelfTest.objects.create()
    doorbell.ring_for_self_test(test)
    return test


def latest() -> SelfTest | None:
    return SelfTest.objects.order_by("-id").first()


def run(test: SelfTest) -> None:
    """Do it here and now, and keep what came of it. A bell that rings twice finds it done."""
    if SelfTest.objects.filter(pk=test.pk, state=S.WAITING).update(state=S.RUNNING) != 1:
        return
    try:
        proof = prove(engine())
    except Exception as error:
        logger.error("self-test=%d: %s", test.pk, trail(error))
        test.why = getattr(error, "why", f"It stopped with an unexpected error ({type(error).__name__}).")
        test.mend = getattr(error, "mend", "The transcriber's log has the details.")
        test.state = S.FAILED
    else:
        test.result = asdict(proof)
        test.state = S.PASSED if proof.is_enough else S.FAILED
        test.why, test.mend = ("", "") if proof.is_enough else _too_few(proof)
    test.finished_at = timezone.now()
    test.save()


def _too_few(proof: Proof) -> tuple[str, str]:
    why = f"Only {proof.right} of {proof.words} words were heard right by the model {proof.model}."
    return (
        why,
        "Set WHISPER_MODEL to base or a larger one that knows English, and restart; or install it again.",
    )


def prove(recogniser: Engine) -> Proof:
    """Hear the clip. Raises what the engine raises."""
    label = json.loads(CLIP.with_suffix(".json").read_text())
    began = time.monotonic()
    speech = recogniser.transcribe(CLIP, Hints(language="en"))
    seconds = time.monotonic() - began
    said = _words(turn["text"] for turn in label["turns"])
    return Proof(
        engine=recogniser.name,
        model=recogniser.model,
        words=len(said),
        right=_in_order(said, _heard(speech)),
        audio=round(speech.duration, 1),
        seconds=round(seconds, 2),
        has_speakers=speech.has_speakers,
    )


def _heard(speech: Speech) -> list[str]:
    return _words(segment.text for segment in speech.segments)


def _words(texts: Iterable[str]) -> list[str]:
    return re.findall(r"[\w']+", " ".join(texts).lower())


def _in_order(said: Sequence[str], heard: Sequence[str]) -> int:
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
