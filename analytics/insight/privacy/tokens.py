"""Text as words, numbers and marks, each with its characters, and the digits or letters it stands for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from unicodedata import decimal

from analytics.insight.privacy import numbers
from analytics.insight.text import plain, word_set

TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")


class Sort(Enum):
    DIGITS = auto()
    LETTER = auto()
    FILLER = auto()
    MARK = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as it is written; `symbols` the digits or the letter (upper case) it stands for, or ""."""

    place: int
    start: int
    end: int
    text: str
    sort: Sort = Sort.WORD
    symbols: str = ""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_symbol(self) -> bool:
        return self.sort in (Sort.DIGITS, Sort.LETTER)


FILLERS = word_set(
    "uh um er erm ah eh hm hmm mm mhm uhm and then so okay ok yes yeah yep yup right sorry wait no now next "
    "dash hyphen space minus slash period dot point comma it's its is that's thats that the it's it this "
    "let me see think actually well like again first last plus please followed by with ends starts "
    "beginning area code y e und et bitte dann also"
)
BANK_CODE = 4  # capitals among the digits of an IBAN
# After these a number counts or measures something.
UNITS = word_set(
    "dollar dollars buck bucks pound pounds quid euro euros cent cents pence p percent minute minutes min "
    "mins hour hours day days week weeks month months year years seconds o'clock am pm a.m p.m times "
    "people persons item items box boxes unit units piece pieces pack packs case cases mile miles degrees "
    "kilometers kilometres kilo kilos kg mg grams litres liters gallons inches inch feet foot meters metres "
    "megs megabytes gigs gigabytes nights guests percentages tickets million billion grand st nd rd th"
)
CURRENCIES = frozenset("$£€¥")
NATO = {
    word: word[0].upper()
    for word in word_set(
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november "
        "oscar papa quebec romeo sierra tango uniform victor whiskey whisky x-ray xray yankee zulu"
    )
}
THE = word_set("the this that another which each any every no only some")  # "the one" is no number
SUCH_AS = frozenset({"for", "as", "like"})  # "B for Bravo", "B as in Bravo"
NO_LETTERS = frozenset({"OK", "PM", "AM", "TV", "UK", "US", "EU", "IT", "ID", "PIN", "PO", "NO", "MY", "IS"})


def tokens(place: int, text: str, language: str) -> list[Token]:
    """The tokens of one turn's text, with what they stand for."""
    found = [Token(place, match.start(), match.end(), match.group()) for match in TOKEN.finditer(plain(text))]
    found = list(_with_numbers(found, language))
    found = list(_with_zeros(found))
    found = list(_without_measures(found))
    return list(_with_letters(found))


def _with_numbers(found: Sequence[Token], language: str) -> Iterator[Token]:
    """Words of numbers become digits; what belongs together becomes one token."""
    at, before = 0, False
    while at < len(found):
        token, used = _number(found, at, language, is_first=not before)
        before = token.sort is Sort.DIGITS or (before and token.sort is Sort.MARK)
        yield token
        at += used


def _number(found: Sequence[Token], at: int, language: str, *, is_first: bool) -> tuple[Token, int]:
    """The token that begins at `at`, and of how many it was made."""
    token = found[at]
    if not token.text[0].isalpha():
        if not token.text.isdecimal():
            return replace(token, sort=Sort.MARK), 1
        return replace(token, sort=Sort.DIGITS, symbols="".join(str(decimal(one)) for one in token.text)), 1
    if token.low in numbers.TIMES and (digit := _digit(found, at + 1, language)):
        return _joined(found, at, 2, digit * numbers.TIMES[token.low]), 2
    return _word(found, at, language, is_first=is_first)


def _word(found: Sequence[Token], at: int, language: str, *, is_first: bool) -> tuple[Token, int]:
    """The same for a word: "twenty-three", "twenty three", "hundred", "card"."""
    token = found[at]
    for used in (5, 3):  # "quatre-vingt-dix", "twenty-three"
        if (text := _hyphenated(found, at, used)) and (whole := numbers.value(text, language)) is not None:
            return _joined(found, at, used, str(whole)), used
    number = numbers.value(token.low, language)
    if number is None or (number == 1 and at and found[at - 1].low in THE):
        sort = Sort.FILLER if token.low in FILLERS else Sort.WORD
        return replace(token, sort=sort), 1
    used, unit = _unit_of(found, at, number, language)
    if unit:
        return _joined(found, at, used, str(number + int(unit))), used
    return _joined(found, at, 1, numbers.digits_after(number, is_first=is_first)), 1


def _digit(found: Sequence[Token], at: int, language: str) -> str:
    if at >= len(found):
        return ""
    text = found[at].low
    if text in numbers.ZEROS:
        return "0"
    if text.isdecimal() and len(text) == 1:
        return text
    number = numbers.value(text, language)
    return str(number) if number is not None and number < 10 else numbers.MISHEARD.get(text, "")


def _hyphenated(found: Sequence[Token], at: int, count: int) -> str:
    some = found[at : at + count]
    marks = [token.text for token in some[1::2]]
    if (
        len(some) < count
        or set(marks) != {"-"}
        or some[-1].end - some[0].start != sum(len(t.text) for t in some)
    ):
        return ""
    return "-".join(token.low for token in some[::2])


def _unit_of(found: Sequence[Token], at: int, number: int, language: str) -> tuple[int, str]:
    """ "twenty" "three" -> 2 tokens, "3"; "treinta" "y" "tres" -> 3 tokens, "3"."""
    if not numbers.is_tens(number):
        return 1, ""
    step = 2 if at + 1 < len(found) and language != "en" and found[at + 1].low in numbers.AND else 1
    if at + step >= len(found) or found[at + step].text.isdecimal():
        return 1, ""
    unit = numbers.value(found[at + step].low, language)
    return (step + 1, str(unit)) if unit and unit < 10 else (1, "")


def _joined(found: Sequence[Token], at: int, count: int, digits: str) -> Token:
    first, last = found[at], found[at + count - 1]
    text = " ".join(token.text for token in found[at : at + count])
    return Token(first.place, first.start, last.end, text, Sort.DIGITS, digits)


def _with_zeros(found: Sequence[Token]) -> Iterator[Token]:
    """ "oh" beside a digit is a zero, "for" between two a four."""
    known = list(found)
    for at, token in enumerate(found):
        before, after = _neighbour(known, at, -1), _neighbour(known, at, 1)
        if token.low in numbers.ZEROS and (_is_digits(before) or _is_digits(after) or _is_zero(after)):
            known[at] = replace(token, sort=Sort.DIGITS, symbols="0")
        elif token.low in numbers.MISHEARD and _is_digit(before) and _is_digit(after):
            known[at] = replace(token, sort=Sort.DIGITS, symbols=numbers.MISHEARD[token.low])
    yield from known


def _neighbour(found: Sequence[Token], at: int, step: int) -> Token | None:
    at += step
    while 0 <= at < len(found) and found[at].text in ",-":
        at += step
    return found[at] if 0 <= at < len(found) else None


def _is_digits(token: Token | None) -> bool:
    return token is not None and token.sort is Sort.DIGITS


def _is_digit(token: Token | None) -> bool:
    return token is not None and token.sort is Sort.DIGITS and len(token.symbols) <= 2


def _is_zero(token: Token | None) -> bool:
    return token is not None and token.low in numbers.ZEROS


def _without_measures(found: Sequence[Token]) -> Iterator[Token]:
    """Prices, times, shares and counts are no digits that somebody dictates."""
    known = list(found)
    for at, token in enumerate(found):
        if (token.low in UNITS and token.text != "P") or token.text == "%":
            _unmark(known, at - 1)
        elif token.text in CURRENCIES and at + 1 < len(found):
            _unmark_forward(known, at + 1)
        elif token.text == ":" and _is_clock(found, at):
            for place in (at - 1, at + 1):
                known[place] = replace(known[place], sort=Sort.WORD, symbols="")
    yield from known


def _unmark(known: list[Token], at: int) -> None:
    """The number that ends at `at`, back to a mark or another word."""
    while at >= 0 and (known[at].sort is Sort.DIGITS or known[at].low in numbers.AND):
        is_written = known[at].text.isdecimal()
        known[at] = replace(known[at], sort=Sort.WORD, symbols="")
        decimals = is_written and at >= 2 and known[at - 1].text in ".," and known[at - 2].text.isdecimal()
        if is_written and not decimals:
            return
        at -= 2 if decimals else 1


def _unmark_forward(known: list[Token], at: int) -> None:
    while at < len(known) and known[at].text.isdecimal():
        known[at] = replace(known[at], sort=Sort.WORD, symbols="")
        if at + 1 < len(known) and known[at + 1].text in ".," and known[at + 1].start == known[at].end:
            at += 2
        else:
            return


def _is_clock(found: Sequence[Token], at: int) -> bool:
    if not 0 < at < len(found) - 1:
        return False
    hours, minutes = found[at - 1].text, found[at + 1].text
    touching = found[at - 1].end == found[at].start and found[at].end == found[at + 1].start
    return touching and hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2


def _with_letters(found: Sequence[Token]) -> Iterator[Token]:
    """Letters that are spelled: by themselves, "B for Bravo", in radio's alphabet, or capitals at digits."""
    skip_to = -1
    for at, token in enumerate(found):
        if at < skip_to:
            yield replace(token, sort=Sort.LETTER, symbols="")
            continue
        letters = _letters(found, at) if token.sort in (Sort.WORD, Sort.FILLER) else ""
        if not letters:
            yield token
            continue
        yield replace(token, sort=Sort.LETTER, symbols=letters)
        skip_to = _after_explanation(found, at)


def _letters(found: Sequence[Token], at: int) -> str:
    token = found[at]
    beside = [one for one in (_neighbour(found, at, -1), _neighbour(found, at, 1)) if one]
    if len(token.text) == 1:
        if _after_explanation(found, at) > 0:
            return token.text.upper()
        is_word = token.text in "aIyeo"
        return "" if is_word and not any(_is_short(one) for one in beside) else token.text.upper()
    if token.low in NATO and any(_is_short(one) or one.low in NATO for one in beside):
        return NATO[token.low]
    touches = any(one.sort is Sort.DIGITS for one in beside)
    if touches and token.text.isupper() and len(token.text) <= BANK_CODE and token.text not in NO_LETTERS:
        return token.text
    return ""


def _is_short(token: Token) -> bool:
    """Another letter or a digit, not a word: what stands beside a letter that is spelled."""
    return token.sort is Sort.DIGITS or (len(token.text) == 1 and token.text.isalpha()) or token.text == "-"


def _after_explanation(found: Sequence[Token], at: int) -> int:
    """Behind "as in Bravo" or "for Bravo", where the letter at `at` is explained."""
    rest = [token.low for token in found[at + 1 : at + 4]]
    if rest[:2] == ["as", "in"] and len(rest) > 2:
        return at + 4
    is_such = len(rest) > 1 and rest[0] in SUCH_AS and rest[1][0] == found[at].low[0]
    return at + 3 if is_such else -1
