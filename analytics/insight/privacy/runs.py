"""Digits and letters dictated together, over pauses, fillers, the listener's "go on" and read-backs."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.insight.privacy.cues import Cue
from analytics.insight.privacy.tokens import Sort, Token
from analytics.insight.types import Turn

BETWEEN = 3  # turns without a digit that may lie between two parts: "mm-hm", "go on"
LISTENING = 8  # words such a turn has at most
TAIL, HEAD = 3, 3  # words after the last digit of a turn, before the first one of the next
LOOSE = 3  # digits from which a word of another kind does not end a run
PATIENCE = 45.0  # seconds between two parts


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of digits and letters, in order; `speaker` is who said most of them."""

    tokens: tuple[Token, ...]
    speaker: str
    by_speaker: str

    @property
    def symbols(self) -> str:
        return "".join(token.symbols for token in self.tokens)

    @property
    def digits(self) -> str:
        return "".join(token.symbols for token in self.tokens if token.sort is Sort.DIGITS)

    @property
    def main(self) -> str:
        """Its digits without those that only the other one said, who reads back."""
        return "".join(symbol for symbol in self.by_speaker if symbol.isdecimal())

    @property
    def first(self) -> Token:
        return self.tokens[0]

    @property
    def last(self) -> Token:
        return self.tokens[-1]


class Reader:
    """Cuts a conversation into runs. `said` has the tokens of each turn, `cues` are in order."""

    def __init__(self, turns: Sequence[Turn], said: Sequence[Sequence[Token]], cues: Sequence[Cue]) -> None:
        self._turns, self._said = turns, said
        self._cues = [(cue.place, cue.start) for cue in cues]
        self._ends = [cue.end for cue in cues]

    def runs(self) -> Iterator[Run]:
        run: list[Token] = []
        for tokens in self._said:
            for token in tokens:
                if not token.is_symbol or self._is_in_cue(token):
                    continue
                if run and not self._goes_on(run, token):
                    yield from self._run(run)
                    run = []
                run.append(token)
        yield from self._run(run)

    def _run(self, tokens: list[Token]) -> Iterator[Run]:
        """Nothing for letters alone."""
        if not any(token.sort is Sort.DIGITS for token in tokens):
            return
        count: Counter[str] = Counter()
        for token in tokens:
            count[self._speaker(token)] += len(token.symbols)
        speaker = max(count, key=count.__getitem__)
        own = "".join(token.symbols for token in tokens if self._speaker(token) == speaker)
        yield Run(tuple(tokens), speaker, own)

    def _speaker(self, token: Token) -> str:
        turn = self._turns[token.place]
        return turn.role or turn.speaker

    def _goes_on(self, run: Sequence[Token], token: Token) -> bool:
        last = run[-1]
        if self._cue_between(last, token):
            return False
        if last.place == token.place:
            between = [one for one in self._said[last.place] if last.end <= one.start < token.start]
            return self._is_loose(run, token, between)
        return self._is_near(last, token) and not self._asks(last)

    def _is_loose(self, run: Sequence[Token], token: Token, between: Sequence[Token]) -> bool:
        if any(one.text == "?" for one in between):
            return False
        others = sum(one.sort is Sort.WORD for one in between)
        both_digits = token.sort is Sort.DIGITS and run[-1].sort is Sort.DIGITS
        return others == 0 or (others <= 2 and both_digits and sum(len(one.symbols) for one in run) >= LOOSE)

    def _is_near(self, last: Token, token: Token) -> bool:
        places = range(last.place + 1, token.place)
        if len(places) > BETWEEN or any(self._words(self._said[place]) > LISTENING for place in places):
            return False
        tail = [one for one in self._said[last.place] if one.start >= last.end]
        head = [one for one in self._said[token.place] if one.start < token.start]
        if self._words(tail) > TAIL or self._words(head) > HEAD:
            return False
        return self._turns[token.place].start - self._turns[last.place].end <= PATIENCE

    def _asks(self, last: Token) -> bool:
        return any(
            one.text == "?" for one in self._said[last.place] if one.start >= last.end and self._words([one])
        )

    @staticmethod
    def _words(tokens: Sequence[Token]) -> int:
        """Words that are no fillers."""
        return sum(one.sort is Sort.WORD for one in tokens)

    def _is_in_cue(self, token: Token) -> bool:
        """The three of "three-digit code" is no digit."""
        number = bisect_right(self._cues, (token.place, token.start)) - 1
        return number >= 0 and self._cues[number][0] == token.place and token.start < self._ends[number]

    def _cue_between(self, last: Token, token: Token) -> bool:
        after = bisect_left(self._cues, (last.place, last.end))
        return after < len(self._cues) and self._cues[after] < (token.place, token.start)


def by_place(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each turn."""
    for _, some in groupby(tokens, key=lambda token: token.place):
        yield list(some)
