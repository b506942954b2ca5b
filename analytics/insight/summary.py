"""What a call was about, in its own sentences: why it was made, what came out, what happens next.

Extractive: each sentence is an exact part of one turn. Sentences are chosen by their place and their
cues, not by how central their words are: in calls as in news, what is said first beats centrality.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from analytics.insight import english, formulas, language
from analytics.insight.summary_cues import AGREED, EXPLANATION, MOMENTARY, NEXT_STEP, REASON, WHEN
from analytics.insight.text import WORD, plain, sentences, words
from analytics.insight.types import Conversation, Finding, Kind, Role, Rules, Turn

HEADLINE_LENGTH = 140
LEAST_WORDS = 4
REASON_BEFORE = 0.5  # share of the turns
OPENING = 0.25  # where a reason needs no cue
EXPLAINED_AFTER = 0.2
STEPS_AFTER = 0.35
DETAIL_WITHIN = 4  # sentences after the reason
WORDS_PER_SENTENCE = 30  # a call gives one sentence of summary for so many words spoken

DANGLING = re.compile(r"^(?:it|that|this|he|she|they|those|these)\b", re.I)
REPEATED = re.compile(r"\b([\w']+)(?:,? \1\b)+", re.I)
HESITATION = re.compile(r",? ?\b(?:uh|um|er|erm|uhm|hmm)\b,?", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence fit for a summary. `place` runs from 0, the start of the call, to 1, its end."""

    turn: Turn
    order: int
    text: str
    place: float
    content: frozenset[str]

    def says(self, cue: re.Pattern[str]) -> bool:
        return bool(cue.search(plain(self.text)))

    @property
    def is_question(self) -> bool:
        return self.text.endswith("?")


def summary(conversation: Conversation, rules: Rules) -> tuple[Finding, ...]:
    """Up to five sentences in order of the call; fewer for short calls, none in other languages."""
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return ()
    fit = list(_fit_sentences(conversation.spoken_by_people))
    spoken = sum(len(words(turn.text)) for turn in conversation.spoken_by_people)
    most = min(rules.summary_sentences, 1 + spoken // WORDS_PER_SENTENCE)
    return tuple(
        Finding(Kind.SUMMARY, sentence.text, sentence.turn.role, None, (sentence.turn.index,))
        for sentence in sorted(_chosen(fit, most), key=lambda sentence: sentence.order)
    )


def reason(conversation: Conversation) -> Finding | None:
    """The sentence that says what the call is about, in English; None where nobody says it."""
    if not language.has(conversation.language, language.Analysis.SUMMARY):
        return None
    found = _best(list(_fit_sentences(conversation.spoken_by_people)), _as_reason, ())
    if found is None:
        return None
    return Finding(Kind.REASON, found.text, found.turn.role, None, (found.turn.index,))


def headline(found: Sequence[Finding]) -> str:
    """A line for lists: the first sentence of a summary that says something, made fit to read.

    No hesitations, nothing stammered, a capital, at most HEADLINE_LENGTH characters.
    """
    if not found:
        return ""
    telling = (finding for finding in found if len(set(formulas.content_words(finding.text))) > 1)
    spoken = next(telling, found[0]).text
    line = REPEATED.sub(r"\1", HESITATION.sub("", spoken)).strip(" ,")
    line = line[:1].upper() + line[1:]
    if len(line) <= HEADLINE_LENGTH:
        return line
    return line[:HEADLINE_LENGTH].rpartition(" ")[0].rstrip(" ,;") + "…"


def _fit_sentences(turns: Sequence[Turn]) -> Iterator[Sentence]:
    order = 0
    for number, turn in enumerate(turns):
        for whole in sentences(turn.text):
            order += 1
            text = _without_opener(whole)
            content = frozenset(formulas.content_words(text))
            if _is_fit(text, content):
                yield Sentence(turn, order, text, number / len(turns), content)


def _without_opener(sentence: str) -> str:
    """From the first word that says something: "Hi Ann, it's Bo Lee, uh, I lost it." -> "I lost it."."""
    rest = sentence
    while ", " in rest and formulas.is_formula(rest.partition(", ")[0]):
        rest = rest.partition(", ")[2]
    for word in WORD.finditer(rest):
        if plain(word.group()).lower() not in english.OPENERS:
            return rest[word.start() :]
    return ""


def _is_fit(text: str, content: frozenset[str]) -> bool:
    return (
        len(words(text)) >= LEAST_WORDS
        and bool(content)
        and not text.endswith("-")
        and not formulas.is_formula(text)
        and not formulas.is_dictation(text)
    )


Score = Callable[[Sentence], float]


def _chosen(fit: Sequence[Sentence], most: int) -> list[Sentence]:
    """The slots in order of importance; each takes its best sentence, or none when nothing suits."""
    reason = _best(fit, _as_reason, ())
    slots: tuple[Score, ...] = (
        _as_next_step,
        partial(_as_detail, reason=reason) if reason else _as_explanation,
        _as_explanation,
        _as_next_step,
    )
    chosen = [reason] if reason else []
    for score in slots:
        found = _best(fit, score, chosen)
        if found and len(chosen) < most:
            chosen.append(found)
    return chosen


def _best(fit: Iterable[Sentence], score: Score, chosen: Sequence[Sentence]) -> Sentence | None:
    """The first of the highest score above 0 that says something the chosen ones do not."""
    new = [sentence for sentence in fit if not any(_repeats(sentence, other) for other in chosen)]
    best = max(new, key=score, default=None)
    return best if best and score(best) > 0 else None


def _repeats(sentence: Sentence, other: Sentence) -> bool:
    common = len(sentence.content & other.content)
    return sentence.order == other.order or common > 0.6 * min(len(sentence.content), len(other.content))


def _as_reason(sentence: Sentence) -> float:
    """Early, by the customer, with a cue such as "I'm calling about"; the earliest where cues are equal."""
    is_agent = sentence.turn.role == Role.AGENT
    cued = sentence.says(REASON)
    if sentence.place > (REASON_BEFORE if cued else OPENING):
        return 0.0
    if (not cued and len(sentence.content) < 2) or (is_agent and sentence.is_question):
        return 0.0
    by_customer = 0.75 * (not is_agent)
    telling = _weight(sentence) - 0.5 * sentence.is_question
    return 0.5 + cued + by_customer + telling - 3 * sentence.place


def _as_detail(sentence: Sentence, reason: Sentence) -> float:
    """What the same person goes on to say about the reason."""
    near = 0 < sentence.order - reason.order <= DETAIL_WITHIN
    if (
        not near
        or sentence.turn.role != reason.turn.role
        or sentence.is_question
        or len(sentence.content) < 3
    ):
        return 0.0
    return len(sentence.content) / math.sqrt(sentence.order - reason.order)


def _as_explanation(sentence: Sentence) -> float:
    """What was found out or decided, more often by the agent than by the customer."""
    if sentence.place < EXPLAINED_AFTER or sentence.is_question or not sentence.says(EXPLANATION):
        return 0.0
    return 1.0 + 0.5 * (sentence.turn.role == Role.AGENT) + _weight(sentence)


def _as_next_step(sentence: Sentence) -> float:
    """What somebody will do, late in the call; better with a time, and better from the agent."""
    if sentence.place < STEPS_AFTER or sentence.is_question or sentence.says(MOMENTARY):
        return 0.0
    timed = sentence.says(WHEN)
    if not sentence.says(NEXT_STEP) and not (timed and sentence.says(AGREED)):
        return 0.0
    by_agent = 0.5 * (sentence.turn.role == Role.AGENT)
    return 1.0 + timed + by_agent + 0.5 * sentence.place + _weight(sentence)


def _weight(sentence: Sentence) -> float:
    """Sentences that say more are better; those that lean on what went before ("It will...") are worse."""
    return 0.1 * min(len(sentence.content), 6) - 0.7 * sentence.says(DANGLING)
