"""Whether digits and letters can be what they look like: check digits and shapes of cards and identities.

Sources: ISO/IEC 7812-1 (cards), ISO 13616 (IBAN), the US Social Security Administration on SSN ranges, HMRC's
manual NIM39110 (NINO), Spain's Real Decreto 1553/2005 (DNI, NIE), INSEE (NIR), Italy's DM 23/12/1976
(codice fiscale). Pure functions of a string of digits and capital letters.
"""

import re

CARD_LENGTHS = range(13, 20)
NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
DNI = re.compile(r"(?<!\d)(\d{8}|[XYZ]\d{7})([A-Z])")
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
CODICE_FISCALE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]")
NIR = re.compile(r"(?<!\d)([12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{8})(\d{2})(?!\d)")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# A telephone number in full, as North America, Britain and most of Europe write it.
PHONE = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}|0[1-9]\d{7,10}|(?:00|011)[1-9]\d{7,13}")


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """A whole number of a payment card: first digit of a bank or shop, length, check digit."""
    return len(digits) in CARD_LENGTHS and digits[0] in "3456" + "2" and luhn(digits)


def holds_card(digits: str) -> bool:
    """Whether a card number of the usual 15 or 16 digits lies somewhere in it."""
    return any(
        is_card(digits[at : at + length]) for length in (16, 15) for at in range(len(digits) - length + 1)
    )


def is_iban(symbols: str) -> bool:
    """ISO 13616: moved to the end, country and check digits leave 1 when divided by 97."""
    found = IBAN.search(symbols)
    if not found:
        return False
    text = found.group()
    lengths = range(15, len(text) + 1)
    return any(_mod97(text[4:length] + text[:4]) == 1 for length in lengths)


def _mod97(text: str) -> int:
    return int("".join(str(int(symbol, 36)) for symbol in text)) % 97


def is_national_id(symbols: str) -> bool:
    """Whether it holds the identity number of a country whose shape is its own."""
    if NINO.search(symbols) or CODICE_FISCALE.search(symbols):
        return True
    return any(_is_dni(found) for found in DNI.finditer(symbols)) or any(
        97 - int(found.group(1)) % 97 == int(found.group(2)) for found in NIR.finditer(symbols)
    )


def _is_dni(found: re.Match[str]) -> bool:
    number = found.group(1).translate(str.maketrans("XYZ", "012"))
    return DNI_LETTERS[int(number) % 23] == found.group(2)


def is_phone(digits: str) -> bool:
    return bool(PHONE.fullmatch(digits))
