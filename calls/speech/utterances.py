"""Words into utterances: the pieces a person reads, clicks and cites.

Whisper's own segments follow its 30-second windows, not the conversation. Utterances are cut from
the words instead: where the speaker changes, at pauses, and at the ends of sentences.
"""

from collections.abc import Iterable, Iterator
from statistics import fmean as mean

from calls.speech.types import Segment, Word

PAUSE = 0.8  # seconds of silence that always end an utterance
SENTENCE_PAUSE = 0.1  # seconds that end it after a full stop
LONG_SENTENCE = 5  # words after which a full stop ends it without any pause
SENTENCE_END = (".", "?", "!", "…", "。", "？", "！")
TITLES = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "sr.", "sra.", "jr.", "no."})


def split(words: Iterable[Word], *, speaker: str = "") -> Iterator[Segment]:
    """Cut words, in order of time, into utterances of one speaker each.

    `speaker` is whose words these are; left out, the words know it themselves or nobody does.
    """
    current: list[Word] = []
    for word in words:
        if current and _ends(current, word):
            yield _segment(current, speaker)
            current = []
        current.append(word)
    if current:
        yield _segment(current, speaker)


def _ends(spoken: list[Word], following: Word) -> bool:
    last = spoken[-1]
    gap = following.start - last.end
    if gap >= PAUSE or following.speaker != last.speaker:
        return True
    text = last.text.strip()
    full_stop = text.endswith(SENTENCE_END) and text.lower() not in TITLES
    return full_stop and (gap >= SENTENCE_PAUSE or len(spoken) >= LONG_SENTENCE)


def _segment(words: list[Word], speaker: str) -> Segment:
    return Segment(
        start=words[0].start,
        end=words[-1].end,
        text="".join(word.text for word in words).strip(),
        words=tuple(words),
        confidence=mean(word.confidence for word in words),
        speaker=speaker or words[0].speaker,
        speaker_confidence=1.0 if speaker else mean(word.speaker_confidence for word in words),
    )
