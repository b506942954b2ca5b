"""Dates as people say them: a day, a month or a year, in figures or in words."""

from collections.abc import Sequence

from analytics.insight.privacy.tokens import Sort, Token
from analytics.insight.text import word_set

MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre januar februar märz juni juli oktober dezember"
)
ORDINALS = word_set(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth primero"
)
LINKS = word_set("of the st nd rd th de del den in on and / - . ,")
LEAST = 2  # figures, when neither month nor ordinal says that it is a date


def date(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of the first date among these, [] without any."""
    found: list[Token] = []
    for token in tokens:
        if _is_part(token):
            found.append(token)
        elif found and token.low not in LINKS and token.sort is not Sort.MARK:
            if _is_date(found):
                return found
            found = []
    return found if _is_date(found) else []


def _is_part(token: Token) -> bool:
    return bool(token.symbols and token.sort is Sort.DIGITS) or token.text.isdecimal() or _names_day(token)


def _names_day(token: Token) -> bool:
    return token.low in MONTHS or token.low in ORDINALS


def _is_date(found: Sequence[Token]) -> bool:
    figures = sum(len(token.symbols or token.text) for token in found if not _names_day(token))
    if [token.low for token in found] == ["one", "second"]:
        return False
    names = sum(_names_day(token) for token in found)
    return (names > 0 and len(found) > 1) or (len(found) >= 2 and figures > LEAST) or figures >= 4
