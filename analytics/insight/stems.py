"""The stem that the forms of an English word share, so that a search for "invoice" finds "invoiced".

Pure. The plurals, -ed and -ing of step 1 of Porter's algorithm (Program 14, 1980) and the double l of its
step 5b ("cancelled"), which keep apart what its other steps run together ("general", "generous"). Used when
words are indexed, when they are sought, and for the phrases of trackers.
"""

import re

SHORTEST = 3  # letters a stem keeps
VOWELS = frozenset("aeiouy")
SYLLABLES = re.compile(r"[aeiouy]+[^aeiouy]+")  # Porter's measure m counts these


def stem(word: str) -> str:
    """Lower-case word in, stem out: "invoices", "invoiced", "invoicing" -> "invoic"."""
    bare = _with_one_l(_without_ending(singular(word) if len(word) > SHORTEST else word))
    if len(bare) <= SHORTEST:
        return bare
    if bare.endswith("y") and bare[-2] not in VOWELS:
        return f"{bare[:-1]}i"
    return bare.removesuffix("e")


def singular(word: str) -> str:
    """Good enough to bring "box" and "boxes", "fee" and "fees" together; lower-case word in and out."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return f"{word[:-3]}y"
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= SHORTEST and VOWELS & set(bare):
            return _undoubled(bare)
    return word


def _undoubled(word: str) -> str:
    is_double = word[-1] == word[-2] and word[-1] not in "aeioulsz"
    return word[:-1] if is_double else word


def _with_one_l(word: str) -> str:
    """ "cancell" -> "cancel", "install" -> "instal"; "call" stays."""
    return word[:-1] if word.endswith("ll") and len(SYLLABLES.findall(word)) > 1 else word
