"""Which sentences of a model's answer the call bears out. The rest is dropped, each with the reason.

A sentence stays when it cites lines that were shown, copies words from one of them, states no number, name,
day, quote or address that nobody said, and shares words or meaning with what it cites. What cannot be told
so: whether a sentence turned what was said into its opposite. That is why each links to the seconds it rests
on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analytics.insight import formulas
from analytics.insight.llm import grounds
from analytics.insight.llm.types import Claim, Sentence, Slot
from analytics.insight.privacy.redact import MARKS
from analytics.insight.stems import stem
from analytics.insight.text import words
from analytics.insight.tools import Tools
from analytics.insight.types import Turn

COMMON = 0.25  # share of a sentence's stems that its lines have
NEAR = 0.35  # cosine of a sentence and its lines, where it shares too few words
AROUND = 1  # lines before and after a cited one that belong to it
ALIKE = 0.8  # share of the stems of two sentences, from which they say the same
MOST_PER_SLOT = 4
MOST_CITED = 6
KEPT = 0.5  # share of the sentences that must hold for an answer to be trusted
LONG_CALL = 10  # lines, from which one sentence is no summary


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that did not hold, and why, in words for an admin."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    sentences: tuple[Sentence, ...]
    dropped: tuple[Dropped, ...]
    lines: int

    @property
    def worse(self) -> str:
        """Why the sentences of the call itself serve better; "" where these do."""
        count, all_of_them = len(self.sentences), len(self.sentences) + len(self.dropped)
        if not count:
            return "The call bears out none of its sentences."
        if count < KEPT * all_of_them:
            return f"The call bears out only {count} of its {all_of_them} sentences."
        if self.lines >= LONG_CALL and count < 2:
            return "It left one sentence for a whole call."
        if not any(sentence.slot == Slot.REASON for sentence in self.sentences) and count < 3:
            return "It does not say what the call was about."
        return ""


def check(
    claims: Sequence[Claim],
    lines: Sequence[Turn],
    *,
    language: str,
    tools: Tools,
    written_in: str = "",
) -> Checked:
    """`lines` are the turns that the model was shown, `language` the call's and `written_in` the summary's
    where it is another one. Sentences come in the order of their slots."""
    code = grounds.code_of(language)
    shown = _Shown(lines, code, tools, written_in=grounds.code_of(written_in) if written_in else code)
    kept: list[Sentence] = []
    dropped: list[Dropped] = []
    for claim in claims:
        evidence = shown.evidence_of(claim)
        why = shown.fault_of(claim, evidence) or shown.surplus_of(claim, kept)
        if why:
            dropped.append(Dropped(claim.text, why))
        else:
            kept.append(Sentence(claim.slot, claim.text, evidence))
    order = list(Slot)
    kept.sort(key=lambda sentence: order.index(sentence.slot))
    return Checked(tuple(kept), tuple(dropped), len(lines))


class _Shown:
    """What was shown to a model, ready to be looked things up in."""

    def __init__(self, lines: Sequence[Turn], code: str, tools: Tools, *, written_in: str) -> None:
        self._lines = list(lines)
        self._place = {turn.index: place for place, turn in enumerate(lines)}
        self._code = code
        self._written_in = written_in
        self._tools = tools
        texts = [turn.text for turn in lines]
        everything = " ".join(texts)
        self._words = grounds.vocabulary(texts)
        self._numbers = grounds.numbers_in(everything, code)
        self._digits = [grounds.digits_in(text, code) for text in texts]
        self._marks = {found for found in grounds.marks_in(everything) if found in MARKS}
        self._addresses = set(grounds.addresses_in(everything.lower()))

    def evidence_of(self, claim: Claim) -> tuple[int, ...]:
        """The cited lines that exist. Words copied from elsewhere show where the model really looked."""
        cited = [index for index in dict.fromkeys(claim.evidence) if index in self._place]
        if not any(grounds.is_quoted_in(claim.quote, self._text(index)) for index in cited):
            cited += [turn.index for turn in self._lines if grounds.is_quoted_in(claim.quote, turn.text)][:1]
        return tuple(sorted(set(cited[-MOST_CITED:])))

    def fault_of(self, claim: Claim, evidence: Sequence[int]) -> str:
        """The first thing that is wrong with it, or ""."""
        if not evidence:
            return "It cites no line of this call."
        tests: Mapping[str, Callable[[], bool]] = {
            "The words it quotes were not said.": lambda: self._quotes(claim, evidence),
            "It names a number that was not said.": lambda: self._counts(claim.text),
            "It names somebody, something or a day that was not said.": lambda: self._names(claim.text),
            "It holds an address or a mark that was not said.": lambda: self._marked(claim.text),
            "The lines it cites do not speak of that.": lambda: self._supports(claim.text, evidence),
        }
        return next((why for why, holds in tests.items() if not holds()), "")

    def surplus_of(self, claim: Claim, kept: Sequence[Sentence]) -> str:
        """Why it is not needed beside those that were kept, or ""."""
        mine = self._stems(claim.text)
        for sentence in kept:
            theirs = self._stems(sentence.text)
            if len(mine & theirs) > ALIKE * len(mine | theirs):
                return "It says again what another one says."
        if sum(sentence.slot == claim.slot for sentence in kept) >= MOST_PER_SLOT:
            return "There are enough of its kind."
        return ""

    def _text(self, index: int) -> str:
        return self._lines[self._place[index]].text

    def _quotes(self, claim: Claim, evidence: Sequence[int]) -> bool:
        if not any(grounds.is_quoted_in(claim.quote, self._text(index)) for index in evidence):
            return False
        return all(
            any(grounds.is_quoted_in(quote, turn.text) for turn in self._lines)
            for quote in grounds.quotes_in(claim.text)
        )

    def _counts(self, text: str) -> bool:
        return all(
            number in self._numbers
            or (len(number) > 2 and number.isdigit() and any(number in said for said in self._digits))
            for number in grounds.numbers_in(text, self._written_in)
        )

    def _names(self, text: str) -> bool:
        named = grounds.names_in(text, self._written_in, self._tools)
        if self._is_translated:
            named -= grounds.DAYS
        return all(
            word in self._words or all(part in self._words for part in word.split("-")) for word in named
        )

    def _marked(self, text: str) -> bool:
        return set(grounds.marks_in(text)) <= self._marks and all(
            address in self._addresses for address in grounds.addresses_in(text.lower())
        )

    @property
    def _is_translated(self) -> bool:
        """Words of two languages cannot be compared, nor what they mean: the model at hand knows English."""
        return self._written_in != self._code

    def _supports(self, text: str, evidence: Sequence[int]) -> bool:
        if self._is_translated:
            return True
        near = sorted(
            {
                place
                for index in evidence
                for place in range(self._place[index] - AROUND, self._place[index] + AROUND + 1)
                if 0 <= place < len(self._lines)
            }
        )
        said = " ".join(self._lines[place].text for place in near)
        mine, theirs = self._stems(text), self._stems(said)
        if not mine or len(mine & theirs) >= COMMON * len(mine):
            return bool(mine)
        return self._means(text, " ".join(self._text(index) for index in evidence))

    def _stems(self, text: str) -> set[str]:
        content = (
            formulas.content_words(text) if self._code == "en" else [w for w in words(text) if len(w) > 3]
        )
        return {stem(word) for word in content} - grounds.OF_A_SUMMARY

    def _means(self, text: str, said: str) -> bool:
        if self._tools.embedder is None or self._code != "en":
            return False
        one, other = self._tools.embedder.embed([text, said])
        return bool(one @ other >= NEAR)
