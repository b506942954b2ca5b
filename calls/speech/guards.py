"""What Whisper makes up: loops, sentences over noise, text at a speed nobody speaks. Found and taken out.

The limits of compression ratio, log probability and no-speech probability are those of Whisper's own
decoding (Radford et al. 2022, https://arxiv.org/abs/2212.04356, section 4.5).
"""

import re
import zlib
from collections.abc import Sequence

from calls.speech.types import Word

COMPRESSION = 2.4  # text that zlib shrinks further repeats itself
LOGPROB = -1.0  # mean log probability of the tokens below which the text is a guess
DOUBTFUL = -0.4  # below which a second, slower attempt is worth its time
NO_SPEECH = 0.6
WORDS_A_SECOND = 8.0  # auctioneers reach it, people on the telephone don't
REPEATS = 4  # times a phrase may stand behind itself: "no no no no" is said, five are not
LONGEST_PHRASE = 12  # words of it
# Endings of the subtitles that Whisper learned from; over noise and silence it says them to nobody.
INVENTED = re.compile(
    r"(thank(s| you)( so much| very much)? for (watching|listening|viewing)"
    r"|(please )?(like and )?subscribe( to (my|the|our) channel)?|see you (in the )?next (video|time)"
    r"|(subtitles|captions|transcri(bed|ption)|subtitled) (by|made by).*|.*amara\.org.*|.*opensubtitles.*"
    r"|untertitel(ung)?( (der|des|von|im auftrag)).*|vielen dank fürs zuschauen|copyright wdr.*"
    r"|sous-?titr(es|age).*|merci d'avoir regardé( cette vidéo)?"
    r"|gracias por ver( el video)?|¡?suscríbete.*|subtítulos (por|realizados).*"
    r"|sottotitoli( (a cura|e revisione)).*|obrigad[oa] por assistir|legendas? (por|pela).*"
    r"|napisy stworzone.*|ondertiteling.*|ondertitels.*)[.!… ]*",
    re.IGNORECASE,
)


def compression(text: str) -> float:
    """How many times smaller zlib makes it."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def is_doubtful(text: str, *, logprob: float, no_speech: float, seconds: float) -> bool:
    """Whether a window's text should be heard again, slower."""
    if not text:
        return no_speech < NO_SPEECH and seconds > 1.0
    too_fast = len(text.split()) > WORDS_A_SECOND * max(seconds, 0.5)
    return logprob < DOUBTFUL or too_fast or repeats(text)


def repeats(text: str) -> bool:
    """Whether a text runs in circles."""
    return compression(text) > COMPRESSION or bool(loops(text.split()))


def is_silence(*, logprob: float, no_speech: float) -> bool:
    """Whether Whisper itself takes the window for silence, whatever it has written."""
    return no_speech > NO_SPEECH and logprob < LOGPROB


def loops(words: Sequence[str]) -> list[tuple[int, int]]:
    """First and last-but-one word of what goes on repeating itself, without its first REPEATS times."""
    plain = [re.sub(r"\W+", "", word.lower()) for word in words]
    found, start = [], 0
    while start < len(plain):
        size = next((n for n in range(1, LONGEST_PHRASE + 1) if _times(plain, start, n) > REPEATS), 0)
        if size:
            end = start + size * _times(plain, start, size)
            found.append((start + size * REPEATS, end))
            start = end
        else:
            start += 1
    return found


def _times(words: Sequence[str], start: int, size: int) -> int:
    """How often the phrase of `size` words stands at `start`, one behind the other."""
    phrase = words[start : start + size]
    if len(phrase) < size or not any(phrase):
        return 0
    times = 1
    while words[start + times * size : start + (times + 1) * size] == phrase:
        times += 1
    return times


def believable(words: Sequence[Word], voiced: Sequence[float]) -> list[Word]:
    """The words that somebody can have said, out of one piece of speech.

    `voiced` says for each word how likely there was a voice at all, 0 to 1.
    """
    if not words:
        return []
    repeated = {n for start, end in loops([word.text for word in words]) for n in range(start, end)}
    kept = [word for n, word in enumerate(words) if n not in repeated]
    text = "".join(word.text for word in kept).strip()
    seconds = max(words[-1].end - words[0].start, 0.1)
    if INVENTED.fullmatch(text) and max(voiced) < 0.9:
        return []
    sure = sum(word.confidence for word in kept) / max(len(kept), 1)
    if len(kept) > 3 and len(kept) > WORDS_A_SECOND * seconds and sure < 0.5:
        return []
    return kept
