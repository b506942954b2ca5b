"""Which of several ways of decoding a window counts: the fast one, or a slower one where that is in doubt.

Pure: what an attempt costs is the decoder's matter. The order is that of docs/speech.md, "Doubt".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from calls.speech import guards


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a window is decoded. Nothing is left to chance (Whisper's own fallback samples at higher
    temperatures): the same call must give the same transcript, whatever else is in the batch.

    `unrepeated` is the length of phrases, in tokens, that may stand only once; 0 for any.
    """

    beam: int
    unrepeated: int = 0


FAST = Attempt(beam=2)
# A doubtful window is searched wider; if it still is in doubt, also without saying a phrase twice.
CAREFUL = (Attempt(beam=5), Attempt(beam=5, unrepeated=5))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attempt gave. `logprob` is the mean of the tokens' log probabilities."""

    tokens: tuple[int, ...]
    text: str
    logprob: float
    no_speech: float


Decode = Callable[[Attempt, Sequence[int]], Sequence[Answer]]
"""Decodes the windows of these numbers; an answer for each."""


def best(decode: Decode, seconds: Sequence[float]) -> list[Answer]:
    """An answer for each window, whose lengths are `seconds`; only those in doubt are decoded again."""
    answers = list(decode(FAST, range(len(seconds))))
    for attempt in CAREFUL:
        doubtful = [n for n, answer in enumerate(answers) if _is_doubtful(answer, seconds[n])]
        if not doubtful:
            break
        for n, slower in zip(doubtful, decode(attempt, doubtful), strict=True):
            answers[n] = _better(answers[n], slower)
    return answers


def _is_doubtful(answer: Answer, seconds: float) -> bool:
    if guards.is_silence(logprob=answer.logprob, no_speech=answer.no_speech):
        return False
    return guards.is_doubtful(
        answer.text, logprob=answer.logprob, no_speech=answer.no_speech, seconds=seconds
    )


def _better(one: Answer, other: Answer) -> Answer:
    """The one that does not repeat itself; of two that don't, the likelier."""
    return max(one, other, key=lambda answer: (not guards.repeats(answer.text), answer.logprob))
