"""Invented conversations in which personal data is dictated, with labels; and ones in which other numbers are.

For `manage.py bench_privacy` and its test. Shares nothing with the finder it measures. Numbers are those set
aside for examples (555-01xx, Ofcom's ranges, cards of test systems, example.com) or random.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Say = tuple[str, str]  # role, text; what is personal stands in {braces}
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
FRENCH = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
GERMAN = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
LISTENING = (
    "Mm-hm.",
    "Okay.",
    "Go on.",
    "Yep.",
    "Uh-huh.",
    "Got it.",
    "Right.",
    "Yes, and then?",
    "And the rest?",
)
SMALL_TALK = ("Sure, one moment.", "Let me find it.", "Yeah, hold on.", "Okay, I have it here.")


@dataclass(frozen=True, slots=True)
class Label:
    """Characters `start` to `end` of the text of a turn, by its place, that are personal."""

    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A conversation of (role, text); `kind` is what is dictated, "" where nothing personal is."""

    kind: str
    turns: tuple[Say, ...]
    labels: tuple[Label, ...]
    language: str = "en"


def phrasings(count: int, *, seed: int) -> Iterator[Phrasing]:
    """As many with personal data, the four kinds in turn."""
    rng = random.Random(seed)
    kinds = (("card", _card), ("phone", _phone), ("e-mail", _email), ("national id", _identity))
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        turns, language = make(rng)
        yield _labelled(kind, turns, language)


def negatives(count: int, *, seed: int) -> Iterator[Phrasing]:
    """As many in which numbers are said that are nobody's."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _labelled("", _nobodys(rng), "en")


def _labelled(kind: str, said: Sequence[Say], language: str) -> Phrasing:
    turns: list[Say] = []
    labels: list[Label] = []
    for place, (role, marked) in enumerate(said):
        text = ""
        for number, piece in enumerate(marked.replace("}", "{").split("{")):
            if number % 2:
                labels.append(Label(place, len(text), len(text) + len(piece)))
            text += piece
        turns.append((role, text))
    return Phrasing(kind, tuple(turns), tuple(labels), language)


# --- How digits are said --------------------------------------------------------------------------


def _words(digits: str, rng: random.Random) -> str:
    zero = rng.choice(["oh", "zero", "zero"])
    return " ".join(zero if digit == "0" else UNITS[int(digit)] for digit in digits)


def _doubles(digits: str, rng: random.Random) -> str:
    said, at = [], 0
    while at < len(digits):
        same = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        times = min(same, 3)
        word = "oh" if digits[at] == "0" and rng.random() < 0.5 else UNITS[int(digits[at])]
        said.append({1: "", 2: "double ", 3: "triple "}[times] + word)
        at += times
    return " ".join(said)


def _pairs(digits: str, rng: random.Random) -> str:
    """ "4531" as "forty-five thirty-one"; digit by digit where that cannot be said."""
    if len(digits) % 2 or any(digits[at] == "0" for at in range(0, len(digits), 2)):
        return _words(digits, rng)
    hyphen = rng.choice(["-", " "])
    return " ".join(_two(int(digits[at : at + 2]), hyphen) for at in range(0, len(digits), 2))


def _two(number: int, hyphen: str) -> str:
    if number < 20:
        return TEENS[number - 10]
    return TENS[number // 10] + (hyphen + UNITS[number % 10] if number % 10 else "")


def _spaced(digits: str, rng: random.Random) -> str:
    return rng.choice([" ", "-", ", "]).join(digits)


def _figures(digits: str, _: random.Random) -> str:
    return digits


STYLES: tuple[Callable[[str, random.Random], str], ...] = (
    _words,
    _words,
    _doubles,
    _pairs,
    _spaced,
    _figures,
    _figures,
)


def _groups(digits: str, sizes: Sequence[int]) -> list[str]:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return [part for part in parts if part]


def _digits(count: int, rng: random.Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _dictated(parts: Sequence[str], rng: random.Random, opening: str = "") -> list[Say]:
    """Parts said by the customer in one turn or several, with what people say between."""
    style = rng.choice(STYLES)
    said = [style(part, rng) for part in parts]
    if rng.random() < 0.15:
        place = rng.randrange(len(said))
        said[place] = f"{said[place]}, no wait, {style(parts[place], rng)}"
    if rng.random() < 0.2:
        place = rng.randrange(len(said))
        said[place] = said[place] + rng.choice([", um", ", uh", "..."])
    if len(parts) > 1 and rng.random() < 0.4:
        return list(_over_turns(parts, said, style, rng, opening))
    between = (
        rng.choice([", ", " ", ", ", "-"]) if style is _figures else rng.choice([", ", " ", "... ", ", uh, "])
    )
    ending = rng.choice([".", "", ", thanks."])
    return [("customer", f"{opening}{{{between.join(said)}}}{ending}")]


def _over_turns(
    parts: Sequence[str],
    said: Sequence[str],
    style: Callable[[str, random.Random], str],
    rng: random.Random,
    opening: str,
) -> Iterator[Say]:
    for number, text in enumerate(said):
        first = rng.choice(["", "", "then ", "and then ", "uh, "]) if number else opening
        yield "customer", f"{first}{{{text}}}{rng.choice(['.', ',', ''])}"
        if number < len(said) - 1:
            read_back = f"{{{style(parts[number], rng)}}}." if rng.random() < 0.3 else rng.choice(LISTENING)
            yield "agent", read_back
    if rng.random() < 0.3:
        yield "agent", f"So that's {{{', '.join(style(part, rng) for part in parts)}}}."


# --- The four kinds -------------------------------------------------------------------------------


def _with_check_digit(start: str) -> str:
    """The last digit of a card, by Luhn."""
    total = sum(
        sum(divmod(int(digit) * 2, 10)) if place % 2 == 0 else int(digit)
        for place, digit in enumerate(reversed(start))
    )
    return start + str(-total % 10)


def _card(rng: random.Random) -> tuple[list[Say], str]:
    is_amex = rng.random() < 0.15
    number = _with_check_digit(
        rng.choice(["34", "37"]) + _digits(12, rng)
        if is_amex
        else rng.choice(["4", "51", "6011"]) + _digits(15, rng)
    )[: 15 if is_amex else 16]
    number = _with_check_digit(number[:-1])
    if rng.random() < 0.25:  # misheard
        place = rng.randrange(len(number))
        number = number[:place] + rng.choice("0123456789") + number[place + 1 :]
    parts = _groups(
        number,
        rng.choice([(4, 6, 5)]) if is_amex else rng.choice([(4, 4, 4, 4), (4, 4, 4, 4), (8, 8), (16,)]),
    )
    if rng.random() < 0.08:
        spanish = [" ".join(SPANISH[int(digit)] for digit in part) for part in parts]
        asks = rng.choice(["¿Me da el número de la tarjeta?", "Necesito el número de su tarjeta de crédito."])
        return [("agent", asks), ("customer", f"Sí, es {{{', '.join(spanish)}}}.")], "es"
    asks = [
        "Can I take the long number across the front of the card?", "What's the card number, please?",
        "And the number on your card?", "Could you read me your credit card number?",
        "Which card would you like to use? I need the sixteen-digit number.", "I'll need the card details now.",
        "Go ahead with the Visa number.", "Okay, ready for the card.",
    ]  # fmt: skip
    if rng.random() < 0.75:
        small = (
            [("customer", rng.choice(SMALL_TALK)), ("agent", "Take your time.")] if rng.random() < 0.3 else []
        )
        opening = rng.choice(["", "It's ", "Sure, ", "Yes, it's ", "Okay so that's ", "Uh, "])
        return [("agent", rng.choice(asks)), *small, *_dictated(parts, rng, opening)], "en"
    opening = rng.choice(
        ["My card number is ", "I'd like to pay with my card, it's ", "The card is ", "Here's my card: "]
    )
    return _dictated(parts, rng, opening), "en"


def _phone(rng: random.Random) -> tuple[list[Say], str]:
    american = rng.choice(["212", "415", "720", "305"]) + "555" + "01" + _digits(2, rng)
    british = rng.choice(["07700900", "02079460", "01614960"]) + _digits(3, rng)
    parts = rng.choice(
        [
            _groups(american, (3, 3, 4)), _groups("1" + american, (1, 3, 3, 4)), _groups(american[3:], (3, 4)),
            _groups(british, (5, 3, 3)), _groups(british, (3, 4, 4)),
        ]
    )  # fmt: skip
    roll = rng.random()
    if roll < 0.05:
        number = " ".join(GERMAN[int(digit)] for digit in "0" + _digits(9, rng))
        return [("agent", "Wie ist Ihre Telefonnummer?"), ("customer", f"Das ist die {{{number}}}.")], "de"
    if roll < 0.1:
        number = " ".join(FRENCH[int(digit)] for digit in "06" + _digits(8, rng))
        return [
            ("agent", "Quel est votre numéro de téléphone ?"),
            ("customer", f"C'est le {{{number}}}."),
        ], "fr"
    asks = [
        "What's the best number to reach you on?", "Can I get a callback number?", "And your phone number?",
        "What's a good contact number for you?", "Is there a mobile number we can text?", "Which number should we call?",
        "Can I have your telephone number in case we get cut off?", "What number are you calling from?",
    ]  # fmt: skip
    if rng.random() < 0.6:
        opening = rng.choice(["", "It's ", "Sure, it's ", "Yeah, ", "Um, ", "That would be "])
        return [("agent", rng.choice(asks)), *_dictated(parts, rng, opening)], "en"
    opening = rng.choice(
        [
            "You can reach me at ", "My number is ", "Call me back on ", "Please ring me on ", "My cell is ",
            "You can text me on ", "The best number for me is ", "I'm calling from ", "My mobile's ",
        ]
    )  # fmt: skip
    return _dictated(parts, rng, opening), "en"


NAMES = (
    "john smith",
    "maria lopez",
    "peter jones",
    "anna schmidt",
    "raj patel",
    "linda wu",
    "tom o'brien",
    "claire martin",
)
DOMAINS = (
    "example.com",
    "example.org",
    "gmail.com",
    "hotmail.co.uk",
    "yahoo.com",
    "outlook.com",
    "mail.example.net",
)
RADIO = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray", "yankee", "zulu"]  # fmt: skip


def _email(rng: random.Random) -> tuple[list[Say], str]:
    first, last = rng.choice(NAMES).replace("'", "").split()
    number = rng.choice(["", "", "82", "2004", "7"])
    link = rng.choice([".", "_", "", "-"])
    local = rng.choice(
        [f"{first}{link}{last}{number}", f"{first[0]}{link}{last}{number}", f"{first}{number}", "accounts"]
    )
    domain = rng.choice(DOMAINS)
    text = _spoken_address(local, domain, rng)
    asks = [
        "What's your email address?", "And an e-mail I can send that to?", "Which email should I use?",
        "Can you spell your email for me?", "Where should I email the invoice?", "And the email on the account?",
    ]  # fmt: skip
    if rng.random() < 0.65:
        opening = rng.choice(["", "It's ", "Sure, it's ", "Yes, that's ", "Um, "])
        return [("agent", rng.choice(asks)), *_address_turns(text, opening, rng)], "en"
    opening = rng.choice(
        [
            "My email is ",
            "You can email me at ",
            "Send it to ",
            "My email address is ",
            "Please send that to ",
        ]
    )
    return _address_turns(text, opening, rng), "en"


def _spoken_address(local: str, domain: str, rng: random.Random) -> str:
    style = rng.choice(["written", "spoken", "spoken", "mixed", "spelled", "radio"])
    if style == "written":
        return f"{local}@{domain}"
    at, dots = rng.choice([" at ", " at ", ", at "]), domain.replace(".", " dot ")
    if style == "mixed":
        return f"{local}{at}{domain}"
    said = {".": " dot ", "_": " underscore ", "-": " dash "}
    if style == "spoken":
        number = "".join(symbol for symbol in local if symbol.isdigit())
        words = "".join(said.get(symbol, symbol) for symbol in local if not symbol.isdigit())
        return f"{words}{' ' + _pairs(number, rng) if number else ''}{at}{dots}"
    if style == "radio":
        letters = local[:3]
        rest = local[3:]
        heard = ", ".join(
            f"{one.upper()} as in {RADIO[ord(one) - 97].title()}"
            if one.isalpha()
            else said.get(one, one).strip()
            for one in letters
        )
        return f"{heard}, {''.join(said.get(symbol, symbol) for symbol in rest)}{at}{dots}"
    joint = rng.choice(["-", " ", ", "])
    return joint.join(said.get(symbol, symbol.upper()).strip() for symbol in local) + f"{at}{dots}"


def _address_turns(text: str, opening: str, rng: random.Random) -> list[Say]:
    if " at " in text and rng.random() < 0.25:
        local, domain = text.rsplit(" at ", 1)
        heard = rng.choice(["Okay.", "Mm-hm.", "Got that."])
        return [("customer", f"{opening}{{{local}}}"), ("agent", heard), ("customer", f"{{at {domain}}}.")]
    return [("customer", f"{opening}{{{text}}}.")]


def _identity(rng: random.Random) -> tuple[list[Say], str]:
    return rng.choice([_ssn, _ssn, _nino, _dni, _others])(rng)


def _ssn(rng: random.Random) -> tuple[list[Say], str]:
    number = str(rng.randrange(100, 665)) + f"{rng.randrange(1, 99):02}" + f"{rng.randrange(1, 9999):04}"
    parts = _groups(number, (3, 2, 4))
    asks = [
        "What's your social security number?", "Can you confirm your social?", "And your SSN, please?",
        "I need the full social security number to pull up the file.", "Could you give me your Social?",
    ]  # fmt: skip
    if rng.random() < 0.7:
        return [
            ("agent", rng.choice(asks)),
            *_dictated(parts, rng, rng.choice(["", "It's ", "Sure. ", "Um, ", "Yes, "])),
        ], "en"
    return _dictated(
        parts, rng, rng.choice(["My social is ", "My social security number is ", "My SSN is "])
    ), "en"


def _nino(rng: random.Random) -> tuple[list[Say], str]:
    letters, number, last = rng.choice(["AB", "JK", "SC", "PE"]), _digits(6, rng), rng.choice("ABCD")
    style = rng.choice(STYLES[:3])
    said = rng.choice(
        [
            f"{letters}{number}{last}", f"{letters} {number[:2]} {number[2:4]} {number[4:]} {last}",
            f"{letters[0]} {letters[1]}, {style(number[:2], rng)}, {style(number[2:4], rng)}, {style(number[4:], rng)}, {last}",
            f"{RADIO[ord(letters[0]) - 65].title()} {RADIO[ord(letters[1]) - 65].title()} {style(number, rng)} {RADIO[ord(last) - 65].title()}",
        ]
    )  # fmt: skip
    asks = rng.choice(["What's your National Insurance number?", "Do you have your NI number there?"])
    if rng.random() < 0.7:
        return [("agent", asks), ("customer", f"{rng.choice(['', 'Yes, ', 'It is '])}{{{said}}}.")], "en"
    return [("customer", f"My national insurance number is {{{said}}}.")], "en"


def _dni(rng: random.Random) -> tuple[list[Say], str]:
    number = _digits(8, rng)
    letter = "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]
    said = rng.choice(
        [f"{number}{letter}", f"{number} {letter}", f"{number[:2]}.{number[2:5]}.{number[5:]}-{letter}"]
    )
    spoken = f"{' '.join(SPANISH[int(digit)] for digit in number)}, {letter}"
    text = rng.choice([said, spoken])
    return [("agent", "¿Me dice su DNI, por favor?"), ("customer", f"Sí, {{{text}}}.")], "es"


def _others(rng: random.Random) -> tuple[list[Say], str]:
    what = rng.choice(["passport number", "driver's license number", "driving licence number", "tax id"])
    number = rng.choice("CDLMX") + _digits(8, rng)
    style = rng.choice(STYLES[:3] + STYLES[4:])
    said = rng.choice([number, f"{number[0]} {style(number[1:5], rng)} {style(number[5:], rng)}"])
    return [
        ("agent", f"And your {what}?"),
        ("customer", f"{rng.choice(['', 'It is ', 'Okay, '])}{{{said}}}."),
    ], "en"


# --- Numbers that are nobody's --------------------------------------------------------------------


def _nobodys(rng: random.Random) -> list[Say]:
    price = f"{rng.randrange(1, 3000):,}.{rng.randrange(100):02}"
    amount = f"{_two(rng.randrange(21, 99), '-')} dollars and {_two(rng.randrange(10, 99), '-')} cents"
    code = rng.choice(STYLES)(_digits(rng.choice([5, 6, 8]), rng), rng)
    long = _digits(rng.choice([9, 10, 12]), rng)
    things = [
        "order",
        "reference",
        "tracking",
        "booking",
        "confirmation",
        "invoice",
        "ticket",
        "case",
        "part",
        "claim",
    ]
    thing = rng.choice(things)
    day = f"{rng.choice(['March', 'June', 'October'])} {rng.choice(['3rd', 'the fifth', '21st', 'twenty second'])}"
    said = [
        f"That comes to ${price} with tax.", f"It's {amount} a month.", f"Your {thing} number is {code}.",
        f"The {thing} number? It's {long}.", f"We can come on {day} between 10:30 and 12:15.",
        f"I ordered {rng.randrange(2, 900)} of those and got {rng.randrange(2, 900)}.",
        "One of the two boxes was for you, one for me, and four to go.",
        f"Flight {rng.randrange(100, 9999)} leaves at {rng.randrange(1, 12)}:{rng.randrange(10, 59)} from gate {rng.randrange(1, 60)}.",
        f"It's room {rng.randrange(100, 999)} on floor {rng.randrange(2, 40)}.", f"The zip code is {_digits(5, rng)}.",
        f"The postcode is {rng.choice(['SW1A 1AA', 'M1 1AE', 'EC1A 1BB'])}, number {rng.randrange(1, 300)}.",
        "You can visit us at example dot com, or look at our website at shop dot example dot org.",
        f"We sold {rng.randrange(1, 9)} million units in {rng.randrange(1990, 2025)}, up {rng.randrange(2, 40)} percent.",
        f"The meter reads {_words(_digits(6, rng), rng)}.", f"I waited {_two(rng.randrange(21, 59), ' ')} minutes, twice.",
        f"Add {rng.randrange(2, 9)} teaspoons, then {rng.randrange(100, 900)} grams, at {rng.randrange(150, 230)} degrees.",
        f"From {rng.randrange(1, 12)} to {rng.randrange(1, 12)} p.m., Monday to Friday, nineteen hours a week.",
        f"It ran {rng.randrange(10, 99)} thousand miles in {_two(rng.randrange(21, 59), '-')} months.",
        f"My extension is {rng.randrange(1000, 9999)}.", f"It's version {rng.randrange(1, 20)}.{rng.randrange(10)}.{rng.randrange(20)}.",
        f"The card ending in {rng.randrange(1000, 9999)} was charged {amount}.", f"Press {rng.randrange(1, 9)} for sales.",
        f"We meet at {_two(rng.randrange(10, 12), ' ')} thirty on the {rng.choice(['first', 'second', 'ninth'])}.",
        f"Model {rng.choice('ABCX')}{_digits(4, rng)} takes {rng.randrange(2, 9)} double A batteries.",
    ]  # fmt: skip
    roles = ["agent", "customer"] * 3
    return [(roles[number], text) for number, text in enumerate(rng.sample(said, 4))]
