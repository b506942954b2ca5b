"""Personal data over neighbouring utterances: a card number is spoken over four turns.

A number is what the words before it say it is, or after it ("... is my mobile"); without such words, what it
looks like. Called by `redact`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from analytics.insight.privacy import checks
from analytics.insight.privacy.cues import Cue, cues
from analytics.insight.privacy.dates import date
from analytics.insight.privacy.emails import emails
from analytics.insight.privacy.kinds import PersonalKind, Span
from analytics.insight.privacy.runs import Reader, Run, by_place
from analytics.insight.privacy.tokens import Sort, Token, tokens
from analytics.insight.types import Turn

NEAR = 8  # turns in which a cue is answered
WITH_LETTERS = (PersonalKind.NATIONAL_ID, PersonalKind.BANK)
# Digits (and letters) from which an answer to a cue is what was asked for.
LEAST = {
    PersonalKind.CARD: 11,
    PersonalKind.PHONE: 6,
    PersonalKind.NATIONAL_ID: 4,
    PersonalKind.BANK: 4,
    PersonalKind.CARD_CODE: 3,
    PersonalKind.CARD_EXPIRY: 3,
    PersonalKind.SECRET: 3,
}
SHORT = {PersonalKind.CARD_CODE: 4, PersonalKind.CARD_EXPIRY: 8, PersonalKind.SECRET: 10}
"""What is said once, and has at most so many digits."""
PART = 2  # symbols of the smallest part
# Digits of a whole answer: what comes after it is something else, or said again.
FULL = {PersonalKind.CARD: 12, PersonalKind.PHONE: 7, PersonalKind.NATIONAL_ID: 8, PersonalKind.BANK: 8}
NIR = 15  # digits of a French identity
USUAL = (15, 16)  # digits of a card
LONG = range(13, 25)  # digits that nothing but a card has, with what was said twice
READ_BACK = re.compile(r"[\s,.]*(?:is|that's|that is|it's|would be)?\s*(?:my|the|your|our|his|her)?\s*", re.I)
NAMED = re.compile(
    r"(?:'s| is| was|:)(?: now)?,? (?!(?:not|no|wrong|incorrect|working|expired|invalid|locked|the|"
    r"a|an|to|required|needed|case|too|being|reset|set|on|in|for|really|still|what|your|my|it|that|this|correct|right|"
    r"okay|fine|safe|changed|saved|stored|sent|asked|called|there|gone|up|about|something)\b)"
    r"[\"“]?(\w[\w!@#$%&*-]*)",
    re.I,
)
CODE_IS = re.compile(r"\b(?:the|my) (?:\w+ )?code(?:'s| is)?", re.I)
WRITTEN_SSN = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
SEVEN = 7  # digits of a number without its area code
PLUS = re.compile(r"(?:\+|\bplus\s)\s*$", re.I)


def find(turns: Sequence[Turn], language: str) -> list[Span]:
    """Where personal data is, in order; spans may touch and overlap."""
    said = [tokens(place, turn.text, language) for place, turn in enumerate(turns)]
    named = [cue for place, turn in enumerate(turns) for cue in cues(place, turn.text)]
    named = sorted([*named, *_codes(turns, named)], key=_position)
    return sorted(
        {
            *_numbers(turns, said, named),
            *_dates(said, named),
            *emails(turns, said, named),
            *_secrets(turns, said, named),
        }
    )


def _codes(turns: Sequence[Turn], named: Sequence[Cue]) -> Iterator[Cue]:
    """ "And the code is …": the card's, where the talk is of a card; any code is nobody's elsewhere."""
    for cue in named:
        if cue.kind is not PersonalKind.CARD_CODE:
            continue
        for place in range(cue.place, min(cue.place + NEAR, len(turns))):
            for found in CODE_IS.finditer(turns[place].text):
                if (place, found.start()) > (cue.place, cue.end):
                    yield Cue(place, found.start(), found.end(), PersonalKind.CARD_CODE)


def _numbers(turns: Sequence[Turn], said: Sequence[Sequence[Token]], named: Sequence[Cue]) -> Iterator[Span]:
    runs = Reader(turns, said, named).runs()
    asked = [(_cue_of(run, turns, named), run) for run in runs]
    for cue, group in groupby(asked, key=lambda pair: pair[0]):
        some = [run for _, run in group]
        looks = [(run, kind) for run in some if (kind := _by_look(run, cue, turns))]
        for run, kind in [*_answers(cue, some), *looks]:
            yield from _spans(run, said, kind, turns)


def _cue_of(run: Run, turns: Sequence[Turn], named: Sequence[Cue]) -> Cue | None:
    """The last cue before it, unless one right behind it names it."""
    number = bisect_left(named, (run.first.place, run.first.start), key=_position)
    nearest = named[number - 1] if number and run.first.place - named[number - 1].place <= NEAR else None
    if nearest and nearest.place == run.first.place:
        return nearest
    number = bisect_left(named, (run.last.place, run.last.end), key=_position)
    after = named[number] if number < len(named) else None
    if after and after.place == run.last.place:
        between = turns[after.place].text[run.last.end : after.start]
        if READ_BACK.fullmatch(between):
            return after
    return nearest


def _position(cue: Cue) -> tuple[int, int]:
    return cue.place, cue.start


def _answers(cue: Cue | None, runs: Sequence[Run]) -> Iterator[tuple[Run, PersonalKind]]:
    """The runs that answer a cue which asks for personal data."""
    kind = cue.kind if cue else None
    if kind is None or kind not in LEAST:
        return
    if kind in SHORT:
        yield from ((run, kind) for run in runs if LEAST[kind] <= len(run.main) <= SHORT[kind])
        return
    has_letters = kind in WITH_LETTERS
    if sum(len(run.symbols if has_letters else run.digits) for run in runs) < LEAST[kind]:
        return
    given = 0
    for run in runs:
        least = PART if given < FULL[kind] else FULL[kind] - 1
        given += len(run.main)
        if len(run.symbols) >= least:
            is_card = kind is PersonalKind.PHONE and checks.holds_card(run.main)
            yield run, PersonalKind.CARD if is_card else kind


def _by_look(run: Run, cue: Cue | None, turns: Sequence[Turn]) -> PersonalKind | None:
    """What a number is that nobody named, or that another word was said before."""
    is_named_otherwise = cue is not None and cue.kind is None
    if is_named_otherwise:
        return PersonalKind.CARD if len(run.main) in USUAL and checks.is_card(run.main) else None
    if checks.is_iban(run.symbols):
        return PersonalKind.BANK
    if checks.holds_card(run.main) or len(run.main) in LONG:
        is_id = len(run.main) == NIR and checks.is_national_id(run.main)
        return PersonalKind.NATIONAL_ID if is_id else PersonalKind.CARD
    if checks.is_national_id(run.symbols) or WRITTEN_SSN.search(_text(run, turns)):
        return PersonalKind.NATIONAL_ID
    before = turns[run.first.place].text[: run.first.start]
    has_plus = len(run.main) >= 8 and PLUS.search(before)
    is_phone = has_plus or checks.is_phone(run.main) or _is_local(run, turns)
    return PersonalKind.PHONE if is_phone else None


def _is_local(run: Run, turns: Sequence[Turn]) -> bool:
    """North America's seven digits, with a pause or hyphen behind the third."""
    if len(run.digits) != SEVEN or run.digits[0] in "01" or run.first.place != run.last.place:
        return False
    count = 0
    for one, other in pairwise(run.tokens):
        count += len(one.symbols)
        if count == 3:
            return bool(set(turns[one.place].text[one.end : other.start]) & set(",-."))
    return False


def _text(run: Run, turns: Sequence[Turn]) -> str:
    """What is written of it in its first turn."""
    own = [token for token in run.tokens if token.place == run.first.place]
    return turns[run.first.place].text[own[0].start : own[-1].end]


def _dates(said: Sequence[Sequence[Token]], named: Sequence[Cue]) -> Iterator[Span]:
    """The date that answers a question for the day of birth or the end of a card."""
    for cue in named:
        if cue.kind not in (PersonalKind.BIRTH, PersonalKind.CARD_EXPIRY):
            continue
        for place in range(cue.place, min(cue.place + NEAR // 2, len(said))):
            after = cue.end if place == cue.place else 0
            if found := date([token for token in said[place] if token.start >= after]):
                yield Span(place, found[0].start, found[-1].end, cue.kind)
                break


def _spans(
    run: Run, said: Sequence[Sequence[Token]], kind: PersonalKind, turns: Sequence[Turn]
) -> Iterator[Span]:
    """One span for each stretch of a turn without words of another kind; no lone digit behind such words."""
    has_letters = kind in WITH_LETTERS
    for own in by_place([token for token in run.tokens if has_letters or token.sort is Sort.DIGITS]):
        for number, part in enumerate(_stretches(own, said[own[0].place])):
            if number and len(part) == 1 and len(part[0].symbols) == 1:
                continue
            text = turns[part[0].place].text
            start = part[0].start - (text[: part[0].start].endswith("("))
            yield Span(part[0].place, start, part[-1].end, kind)


def _stretches(own: Sequence[Token], said: Sequence[Token]) -> Iterator[list[Token]]:
    part = [own[0]]
    for one, other in pairwise(own):
        if any(token.sort is Sort.WORD for token in said if one.end <= token.start < other.start):
            yield part
            part = []
        part.append(other)
    yield part


def _secrets(turns: Sequence[Turn], said: Sequence[Sequence[Token]], named: Sequence[Cue]) -> Iterator[Span]:
    """The word that "the password is" names; numbers are found as such."""
    for cue in named:
        if cue.kind is PersonalKind.SECRET and (found := NAMED.match(turns[cue.place].text, cue.end)):
            start, end = found.span(1)
            own = [token for token in said[cue.place] if start <= token.start and token.end <= end]
            if not all(token.sort is Sort.DIGITS for token in own):
                yield Span(cue.place, start, end, PersonalKind.SECRET)
