"""Word error rate as the field measures it: numbers, contractions and spelling normalised first."""

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

_normalise = EnglishTextNormalizer()


def word_error_rate(reference: str, heard: str) -> float:
    """Substitutions, deletions and insertions over the words of the reference."""
    return jiwer.wer(_normalise(reference), _normalise(heard))
