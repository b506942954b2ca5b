"""Which language a call is in, from what its windows sound like, and which window is in another one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SURE = 0.9  # probability from which a window's own language stands against the call's
ENOUGH = 8.0  # seconds of speech it takes for that: on less, Whisper mistakes accents for languages
UNLIKELY = 1e-4  # what a language that a window does not name is given at least


@dataclass(frozen=True, slots=True)
class WindowLanguage:
    """How a window sounds: the probability of each language, and its seconds of speech."""

    probabilities: Mapping[str, float]
    seconds: float


def of_call(windows: Sequence[WindowLanguage]) -> str:
    """The language of the whole call: the one that explains all windows best, longer ones counting more."""
    languages = {language for window in windows for language in window.probabilities}
    return max(sorted(languages), key=lambda language: _likelihood(language, windows), default="")


def _likelihood(language: str, windows: Sequence[WindowLanguage]) -> float:
    return sum(
        window.seconds * math.log(max(window.probabilities.get(language, 0.0), UNLIKELY))
        for window in windows
    )


def of_window(window: WindowLanguage, call: str) -> str:
    """The language to write a window down in: the call's, unless it surely is in another one."""
    own = max(window.probabilities, key=lambda language: window.probabilities[language], default=call)
    is_sure = window.probabilities.get(own, 0.0) >= SURE and window.seconds >= ENOUGH
    return own if is_sure else call
