"""Where phrases were said. A phrase is words that follow each other; three ways of writing say how.

    cancel my contract     each word in any of its forms: "cancelling my contracts"
    refund*                words that begin so: "refund", "refundable"
    "right to cancel"      exactly these words

A phrase may run on into the next utterance of the same speaker. Every word of the call is looked up in an
index, so the time taken grows with what is found and not with calls times phrases.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from analytics.insight import language, wordforms
from analytics.insight.text import WORD, plain, words
from analytics.insight.tools import Tools
from analytics.insight.types import Conversation

MOST_WORDS = 12  # of a phrase; what is beyond is not looked for


class Like(Enum):
    FORM = auto()
    PREFIX = auto()
    EXACT = auto()


@dataclass(frozen=True, slots=True)
class Sought:
    word: str
    like: Like


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of the phrase as they were said, and the places of their turns in `conversation.turns`.

    `begin` and `end` count the words of the call; they are equal where a whole sentence was found.
    """

    phrase: str
    said: str
    turns: tuple[int, ...]
    begin: int = 0
    end: int = 0


@lru_cache(maxsize=8192)
def sought(phrase: str) -> tuple[Sought, ...]:
    """What a phrase looks for; nothing where it has no word, such as one of signs only."""
    text = plain(phrase.strip()).translate(str.maketrans("“”„", '"""'))
    if len(text) > 1 and text[0] == text[-1] == '"':
        return tuple(Sought(word, Like.EXACT) for word in words(text)[:MOST_WORDS])
    found = []
    for match in list(WORD.finditer(text))[:MOST_WORDS]:
        like = Like.PREFIX if text[match.end() : match.end() + 1] == "*" else Like.FORM
        found.append(Sought(match[0].lower(), like))
    return tuple(found)


class Index:
    """The words of a call, by their forms. Made once for all phrases of all trackers."""

    def __init__(self, conversation: Conversation, tools: Tools) -> None:
        self._turns = conversation.turns
        self._tools = tools
        self._is_english = language.code(conversation.language) in ("en", "")
        said = [(word, place) for place, turn in enumerate(conversation.turns) for word in words(turn.text)]
        self._words = [word for word, _ in said]
        self._turn_of = [place for _, place in said]
        self._forms = self._forms_of(self._words)
        self._places = self._by_form()
        self._vocabulary = sorted(self._forms)

    def find(self, phrase: str) -> Iterator[Hit]:
        """In order of the call; hits of one phrase do not overlap."""
        wanted = sought(phrase)
        if not wanted:
            return
        matching = [self._places_of(one) for one in wanted]
        rarest = min(range(len(wanted)), key=lambda place: len(matching[place]))
        free_from = 0
        for place in sorted(matching[rarest]):
            start = place - rarest
            if start < free_from or not all((start + n) in found for n, found in enumerate(matching)):
                continue
            if hit := self._hit(phrase, start, start + len(wanted)):
                free_from = start + len(wanted)
                yield hit

    def _hit(self, phrase: str, start: int, end: int) -> Hit | None:
        turns = tuple(dict.fromkeys(self._turn_of[start:end]))
        speakers = {(self._turns[place].role, self._turns[place].speaker) for place in turns}
        if len(speakers) > 1:
            return None
        return Hit(phrase, " ".join(self._words[start:end]), turns, start, end)

    def _places_of(self, one: Sought) -> set[int]:
        match one.like:
            case Like.EXACT:
                return {place for place in self._places.get(one.word, ()) if self._words[place] == one.word}
            case Like.PREFIX:
                return {place for word in self._beginning(one.word) for place in self._places[word]}
            case Like.FORM:
                forms = self._forms_of([one.word])[one.word]
                return {place for form in forms for place in self._places.get(form, ())}

    def _beginning(self, prefix: str) -> Iterator[str]:
        for word in self._vocabulary[bisect_left(self._vocabulary, prefix) :]:
            if not word.startswith(prefix):
                return
            yield word

    def _forms_of(self, texts: Sequence[str]) -> dict[str, frozenset[str]]:
        return dict(wordforms.forms(texts, tools=self._tools, is_english=self._is_english))

    def _by_form(self) -> dict[str, list[int]]:
        places = defaultdict(list)
        for place, word in enumerate(self._words):
            for form in self._forms[word]:
                places[form].append(place)
        return dict(places)
