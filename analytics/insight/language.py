"""Which analysis exists in which language, and the sentence that says so where it does not.

Languages are the codes a recogniser gives ("en", "es", "pt-BR"); only the part before the hyphen counts.
"""

from enum import StrEnum


class Analysis(StrEnum):
    """The values are the words a note uses."""

    SUMMARY = "summary"
    QUESTIONS = "questions"
    KEYWORDS = "keywords"
    SENTIMENT = "sentiment"


AVAILABLE = {
    "en": frozenset(Analysis),
    "es": frozenset({Analysis.QUESTIONS}),
}

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sr": "Serbian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

# Written without spaces between words, so that a count of words would mean nothing.
UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "th", "yue", "zh"})


def code(language: str) -> str:
    """ "pt-BR" -> "pt"."""
    return language.strip().lower().replace("_", "-").partition("-")[0]


def name(language: str) -> str:
    """The language in English, or its code, or "an unknown language"."""
    short = code(language)
    return NAMES.get(short) or (f"the language “{short}”" if short else "an unknown language")


def has(language: str, analysis: Analysis) -> bool:
    return analysis in AVAILABLE.get(code(language), frozenset())


def separates_words(language: str) -> bool:
    return code(language) not in UNSPACED


def missing(language: str) -> str:
    """What is not available in this language, in a sentence; "" when everything is."""
    absent = [analysis.value for analysis in Analysis if not has(language, analysis)]
    if not absent:
        return ""
    if not code(language):
        return f"{_list(absent)} are missing, because the language of this call is not known."
    return f"{_list(absent)} are not available in {name(language)} yet."


def _list(parts: list[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}".capitalize()
