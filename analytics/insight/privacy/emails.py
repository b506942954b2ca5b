"""E-mail addresses, written and spoken: "j underscore smith at example dot com", over several turns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.insight.privacy.cues import Cue
from analytics.insight.privacy.kinds import PersonalKind, Span
from analytics.insight.privacy.runs import by_place
from analytics.insight.privacy.tokens import Sort, Token
from analytics.insight.text import word_set
from analytics.insight.types import Turn

WRITTEN = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
AT = word_set("at @ arroba arobase klammeraffe chiocciola")
DOT = word_set("dot . point punto punkt ponto")
LINK = DOT | word_set(
    "_ - + underscore under score dash hyphen minus plus tiret guion bindestrich unterstrich barra"
)
SURE_LINK = word_set("dot underscore _ hyphen dash . punto punkt tiret guion")
PROVIDERS = word_set(
    "gmail googlemail yahoo hotmail outlook icloud aol msn proton protonmail gmx live comcast verizon "
    "btinternet sky web orange free wanadoo me mac mail ymail att sbcglobal"
)
SURE_PROVIDERS = PROVIDERS - word_set("sky web orange free me mac mail live")
ENDINGS = word_set(
    "com net org edu gov info biz co uk us ca au nz ie de fr es it nl eu io me ai app dev ch at be pt pl se "
    "no dk mil tv cc shop online"
)
# Before these words an address does not begin.
STOPS = word_set(
    "no is it's its be to email e-mail mail address yes yeah sure okay ok that's thats at us on via under "
    "reach contact send sent me my the so it was use using have has with for from i i'm you your our we "
    "write es est ist correo adresse dirección and are his her their website visit online site look find go"
)
TO = word_set("to still is it's its that's thats address email e-mail mail")
WEB = word_set(
    "visit register book log check sign go find look order apply download see read shop online site website "
    "page more details information out pay available"
)
NO_DOMAIN = word_set("is it the and or to for i you we with on a so because when")
HESITATION = word_set("uh um er erm ah , hm all one word lowercase capital small letters")
LONGEST = 40  # tokens before "at"
PLAIN_WORDS = 3  # of a local part without a dot or the like
NEAR = 8  # turns after a cue
DOMAIN = 12  # tokens of it at most


def emails(turns: Sequence[Turn], said: Sequence[Sequence[Token]], named: Sequence[Cue]) -> Iterator[Span]:
    for place, turn in enumerate(turns):
        for match in WRITTEN.finditer(turn.text):
            yield Span(place, match.start(), match.end(), PersonalKind.EMAIL)
    stream = [token for tokens in said for token in tokens]
    asked = {cue.place for cue in named if cue.kind is PersonalKind.EMAIL}
    for at, token in enumerate(stream):
        if token.low in AT:
            is_asked = any(0 <= token.place - cue <= NEAR for cue in asked)
            found = _address(_own(stream, turns, at), is_asked=is_asked)
            for own in by_place(found):
                yield Span(own[0].place, own[0].start, own[-1].end, PersonalKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Around:
    """What one speaker says before and after an "at", in several turns."""

    before: Sequence[Token]
    at: Token
    after: Sequence[Token]


def _own(stream: Sequence[Token], turns: Sequence[Turn], at: int) -> Around:
    """Without what the other one says between."""

    def speaker(token: Token) -> str:
        return turns[token.place].role or turns[token.place].speaker

    own = speaker(stream[at])
    before = [token for token in stream[max(0, at - LONGEST) : at] if speaker(token) == own]
    after = [token for token in stream[at + 1 : at + 1 + 2 * DOMAIN] if speaker(token) == own]
    return Around(before, stream[at], after)


def _address(around: Around, *, is_asked: bool) -> list[Token]:
    """The tokens of the address around "at", [] when it is none."""
    end, is_sure = _domain(around.after)
    if end is None:
        return []
    local = _local(around.before, around.at)
    has_link = any(token.low in SURE_LINK or token.is_symbol for token in local)
    if not local or not (is_asked or is_sure or has_link or _is_addressed(around.before, local)):
        return []
    return [*local, around.at, *around.after[:end]]


def _is_addressed(before: Sequence[Token], local: Sequence[Token]) -> bool:
    """Whether "accounts at example dot com" follows "it's" or "to", or begins a turn; web addresses don't."""
    if any(token.low in WEB for token in local):
        return False
    at = before.index(local[0])
    return at == 0 or before[at - 1].low in TO or before[at - 1].place != local[0].place


def _domain(after: Sequence[Token]) -> tuple[int | None, bool]:
    """How many tokens of the domain there are, None without one; whether only e-mail has it."""
    is_sure = False
    after_dot = False
    found = None
    for place, token in enumerate(after[:DOMAIN]):
        if token.low in ENDINGS and (after_dot or (is_sure and place == found)):
            found, after_dot = place + 1, False
        elif token.low in DOT:
            after_dot = token.text != "." or (place + 1 < len(after) and after[place + 1].start == token.end)
        elif token.low in SURE_PROVIDERS:
            is_sure = True
            found = found or place + 1
        elif is_sure and token.low == "mail" and place == found:  # "proton mail"
            found = place + 1
        elif found or not _may_be_in_domain(token):
            break
        else:
            after_dot = False
    return found, is_sure


def _may_be_in_domain(token: Token) -> bool:
    return token.low not in NO_DOMAIN and (token.text[0].isalnum() or token.low in LINK or token.text == ",")


def _local(before: Sequence[Token], at: Token) -> list[Token]:
    """The tokens of the part before "at", also when it was said in a turn before."""
    found: list[Token] = []
    plain = 0
    follows = at
    for token in reversed(before):
        if token.place < follows.place and found and not _goes_on(found, token):
            break
        if token.text in "?!:;" or (token.text == "." and token.end < follows.start and found):
            break
        if _is_skipped(token, follows) or (token.low in STOPS and not found and token.place < at.place):
            continue
        is_linked = token.is_symbol or token.low in LINK or bool(found and found[0].low in LINK)
        plain += not is_linked
        if plain > PLAIN_WORDS or (token.low in STOPS and not token.is_symbol):
            break
        found.insert(0, token)
        follows = token
    while found and found[0].low in LINK:
        found.pop(0)
    return found


def _is_skipped(token: Token, follows: Token) -> bool:
    """Hesitation, and marks that are no part of an address: the full stop of a sentence."""
    if token.text == ".":
        return token.end < follows.start or token.place < follows.place
    return token.low in HESITATION or (token.sort is Sort.MARK and token.low not in LINK)


def _goes_on(found: Sequence[Token], token: Token) -> bool:
    """Whether the turn before belongs to it: what stands first here needs something before it."""
    return found[0].low in LINK or (found[0].is_symbol and (token.is_symbol or token.low in LINK))
