"""Numbers as people dictate them: which digits a word stands for.

Words of numbers are read by text2num, in the languages it knows. What it does not know is how digits are
dictated: "oh" for zero, "double two", "forty-five sixty-seven".
"""

from functools import lru_cache

from text_to_num import text2num

LANGUAGES = frozenset({"en", "es", "fr", "de", "it", "pt", "nl"})
TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2, "doppel": 2}
# Zero only beside other digits: "oh" and "o" are words of their own.
ZEROS = frozenset({"oh", "o", "ow", "nought", "naught", "nil", "aught"})
# What recognisers write for a digit between digits, and what the alphabet of radio calls them.
MISHEARD = {
    "for": "4", "fore": "4", "to": "2", "too": "2", "won": "1", "ate": "8", "tree": "3", "free": "3",
    "fife": "5", "niner": "9", "sex": "6", "sick": "6", "sics": "6", "tu": "2", "owe": "0",
}  # fmt: skip
AND = frozenset({"and", "y", "e", "und", "et"})
SHORTEST = 2  # letters; text2num takes "o" for zero everywhere
LARGEST = 1000  # "million" is no way to dictate digits


@lru_cache(maxsize=16_384)
def value(word: str, language: str) -> int | None:
    """The number that a word, in lower case, or words joined by hyphens stand for; None for other words."""
    if len(word) < SHORTEST or not word.replace("-", "").isalpha() or language not in LANGUAGES:
        return None
    try:
        found = int(text2num(word.replace("-", " "), language))
    except ValueError:
        return None
    return found if 0 <= found <= LARGEST else None


def digits_after(number: int, *, is_first: bool) -> str:
    """The digits of a number's word: "hundred" after another number only adds its zeros."""
    if number in (100, 1000) and not is_first:
        return str(number)[1:]
    return str(number)


def is_tens(number: int | None) -> bool:
    """Whether a digit may follow that belongs to it: "twenty three"."""
    return number is not None and 20 <= number <= 90 and number % 10 == 0
