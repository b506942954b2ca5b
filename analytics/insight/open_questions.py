"""Which questions of the customer nobody answered in the call. English.

Two ways lead here. Put off: the other side says that it does not know, cannot say or has to find out, and
does not come back to it. Passed over: what follows is silence, an apology, another question or another
subject. It is meant to be right rather than complete: whatever looks like an answer is taken for one.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from analytics.insight import english, formulas, language
from analytics.insight.due import WHEN
from analytics.insight.questions import ENGLISH_QUESTION
from analytics.insight.stems import stem
from analytics.insight.summary_cues import MOMENTARY
from analytics.insight.text import cue, plain, sentences, words
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn

ANSWERED_WITHIN = 6  # turns of the other side; people do not come back to a question later than that
AT_ONCE = 2  # turns in which a bare number or time still belongs to the question
MOVED_ON = 4  # words the customer says after the question in the same turn, and so gives up the answer


class Left(StrEnum):
    """Why a question is open. The values are those of a finding's `details["why"]`."""

    PUT_OFF = "put_off"
    PASSED_OVER = "passed_over"


_SURE = r"(?: (?:actually|really|honestly|just|exactly|quite|even|currently|yet|entirely|completely))*"
PUT_OFF = cue(
    rf"(?:i|we){_SURE} (?:don't|do not|wouldn't|couldn't){_SURE} (?:know|have (?:that|this|any|an?|the) "
    r"(?:information|details?|answer|date|figure|idea|update)s?)(?! (?:if|whether) you)",
    rf"(?:i'm|we're|i am|we are){_SURE} not{_SURE} (?:sure|certain|aware)(?! (?:i|what you|that i|you))",
    r"(?:no|haven't (?:a|any)|haven't got a) (?:idea|clue)|(?:hard|difficult|impossible"
    r"|too early) to (?:say|tell)",
    rf"(?:i|we){_SURE} (?:can't|cannot|couldn't){_SURE} (?:say|tell(?: you)?(?= |\W|$)|promise|know"
    r"|give you (?:a|an|any|the))(?! enough)",
    r"(?:i|we)(?:'d|'ll| would| will)?(?: \w+)? (?:have|need|want) to (?:\w+ )?(?:check|ask|find out"
    r"|look into"
    r"|look (?:that|it|this) up|confirm|verify|consult|speak|talk|get back|come back)",
    r"(?:get|come|be|ring|call|write) (?:straight |right )?back to you|get back to you|look into (?:it"
    r"|that|this)"
    r"|(?:find|try to find) out (?:and|for you and)|let you know (?:about|on|when|if|as soon|what|by|once)",
    r"(?:nobody|no one) (?:here )?(?:knows|can (?:say|tell))",
)
# What follows says something all the same: "I don't know exactly, but usually two days".
HEDGED = cue(
    r"but (?!i don't|i can't|i'm not|i'd|let me|i'll|we'll|i will)\w+(?: \w+)+",
    r"(?:i think|i believe|i(?:'d| would) (?:guess|say|think|imagine|expect)|probably|usually|normally"
    r"|typically|generally|most likely|in most cases|should be|as far as i know|it depends|could be"
    r"|might be)",
)
PROMISE = cue(
    r"(?:'ll|will|can|could|let me|going to)(?: \w+){0,3} (?:call|ring|phone|contact|e-?mail|get back"
    r"|come back"
    r"|let you know|find out|check|ask|look into|be in touch|follow up|have (?:him|her|them|someone"
    r"|\w+) \w+)",
)
SORRY = cue(
    r"(?:i'm|i am|we're|so|very|really|terribly) sorry|sorry (?:about|for|to hear)|(?:i "
    r"|we )?(?:do )?apologi[sz]e"
    r"|i (?:can |do |completely |totally |fully )?understand|i (?:hear|see) (?:you|your)|bear with me",
)
GOODBYE = cue(
    r"bye|goodbye|thank(?:s| you) for calling|have a (?:\w+ )?(?:day|evening|one|weekend)|take care"
)
AFFIRMED = cue(r"(?:well|oh|um|uh)?,? ?(?:yes|yeah|yep|sure|of course|certainly|absolutely)")
YES_OR_NO = cue(
    r"yes|yeah|yep|yup|no|nope|nah|sure|of course|certainly|absolutely|definitely|correct|exactly|right"
    r"|okay|ok"
    r"|mm-hm+|mhm|uh-huh|done|will do|fine|go ahead|no problem|not (?:at all|really|yet|that|until"
    r"|necessarily)"
    r"|got it|gladly|please do|that's (?:it|right|fine)|alright|all right|indeed|unfortunately|i'm afraid"
)
OF_TIME_OR_AMOUNT = re.compile(
    r"\b(?:when|how (?:much|many|long|soon|far|often|late)|what time|what day)\b", re.I
)
NUMBER = cue(r"\d+", *sorted(english.NUMBERS - {"one", "second", "first"}))
WH = re.compile(r"\b(?:what|when|where|who|whose|why|which|how)\b", re.IGNORECASE)
# Asked of nobody: oneself, fate, or for the sake of the reproach.
RHETORICAL = cue(
    r"what (?:was|is|'s) (?:it|that|the (?:name|word))(?: again| called)?|what do you call"
    r"|how do you (?:say|call|spell)",
    r"where (?:did|do|have) i (?:\w+ )?(?:put|leave|have|write|get|keep)|what did i|did i (?:say|tell"
    r"|mention)",
    r"who (?:knows|cares)|how (?:should|would|am) i (?:supposed to )?know|what's the (?:point|use)",
    r"(?:do )?you know what|(?:do )?you know(?: what i mean)?|know what i mean|you see|guess what|right"
    r"|isn't it|is it",
    r"how (?:hard|difficult) (?:can|could) (?:it|that)|what (?:else )?(?:can|could|do) (?:i|we|you) (?:do"
    r"|say)",
    r"(?:can|do|would|could) you (?:believe|imagine)|is th(?:is|at) (?:a joke|how you)"
    r"|what kind of \w+ is th(?:is|at)",
    r"where (?:was|were) (?:i|we)|what am i (?:saying|doing)|who am i (?:speaking|talking)",
)
REPROACH = cue(
    r"why would (?:you|anyone)|why did(?:n't)? (?:nobody|no one|anybody|anyone|you)|how (?:hard"
    r"|difficult) can",
    r"(?:are you|you must be|you've got to be) (?:joking|kidding|serious)|how (?:dare|could) you",
)
SUGGESTS = cue(
    r"(?:so |and |well |then )?(?:why don't (?:you|we)|how about|what about if|would you like|shall"
    r"|what if)"
)
TAG = re.compile(
    r",? (?:is|are|was|do|does|did|has|have|can|will|would)(?:n't)? (?:it|they|you|he|she|we|that)\?$", re.I
)


def open_questions(conversation: Conversation, asked: Sequence[Finding] | None) -> tuple[Finding, ...]:
    """The customer's questions of `asked` that are left open; details: {"why": Left}.

    The evidence is the turn that asks and those that put it off. Empty where nobody knows who is who, and
    in other languages than English.
    """
    if language.code(conversation.language) != "en":
        return ()
    people = conversation.spoken_by_people
    places = {turn.index: place for place, turn in enumerate(people)}
    found = (
        _left_open(question, people, places[question.evidence[0]])
        for question in asked or ()
        if question.role == Role.CUSTOMER
    )
    return tuple(_last_time_asked([finding for finding in found if finding]))


def _left_open(question: Finding, people: Sequence[Turn], place: int) -> Finding | None:
    if not _wants_an_answer(question.text, people[place]):
        return None
    replies = _replies(people[place + 1 :])
    if not replies:
        return None  # the recording ends, or the customer does
    telling = [turn for turn in replies if _puts_off(turn.text) or _may_answer(question.text, turn.text)]
    if telling and _puts_off(telling[0].text):
        later = replies[replies.index(telling[0]) + 1 :]
        is_told = any(_is_about(question.text, turn.text) for turn in later) or any(
            _tells_when(question.text, turn.text) for turn in later[:AT_ONCE]
        )
        return None if is_told else _finding(question, Left.PUT_OFF, telling[:1])
    if telling:
        return None
    return _finding(question, Left.PASSED_OVER, replies[:1])


def _finding(question: Finding, why: Left, replies: Sequence[Turn]) -> Finding:
    evidence = {*question.evidence, *(turn.index for turn in replies)}
    return Finding(
        Kind.OPEN_QUESTION, question.text, question.role, None, tuple(sorted(evidence)), {"why": str(why)}
    )


def _wants_an_answer(question: str, turn: Turn) -> bool:
    """Asked of the other side, not to oneself, and not run over by what the customer says next."""
    bare = plain(question)
    if RHETORICAL.fullmatch(bare.strip(" ?.!,")) or RHETORICAL.match(bare):
        return False
    if (
        REPROACH.search(bare)
        or SUGGESTS.match(bare)
        or formulas.is_question_formula(bare)
        or TAG.search(bare)
    ):
        return False
    after = turn.text.partition(question)[2]
    rest = [sentence for sentence in sentences(after) if not sentence.endswith("?")]
    return len(words(" ".join(rest))) < MOVED_ON and len(words(bare)) > 2


def _replies(after: Sequence[Turn]) -> list[Turn]:
    """What the agent says next; a question of the customer's own does not end it."""
    return [turn for turn in after if turn.role == Role.AGENT][:ANSWERED_WITHIN]


def _puts_off(reply: str) -> bool:
    """Whether it says that the answer is not to be had now, and gives none along with that."""
    said = [plain(sentence) for sentence in sentences(reply)]
    if not said or AFFIRMED.match(said[0]):
        return False
    for place, sentence in enumerate(said):
        if _defers(sentence):
            rest = [other for other in said[place + 1 :] if not _is_empty(other)]
            return not any(_states(other) and HEDGED.search(other) for other in rest) and not any(
                _states(other) and not SORRY.search(other) for other in said[:place]
            )
    return False


def _defers(sentence: str) -> bool:
    return bool(PUT_OFF.search(sentence)) and not HEDGED.search(sentence) and not sentence.endswith("?")


def _states(sentence: str) -> bool:
    """Whether it tells something: no question, no courtesy, no "one moment"."""
    return not (sentence.endswith("?") or _is_empty(sentence) or _asks(sentence))


def _asks(sentence: str) -> bool:
    said = words(sentence)
    start = next((n for n, word in enumerate(said) if word not in english.OPENERS), 0)
    return bool(ENGLISH_QUESTION.match(" ".join(said[start:])))


def _is_empty(sentence: str) -> bool:
    return formulas.is_formula(sentence) or not formulas.content_words(sentence) or _is_noise(sentence)


def _is_about(question: str, reply: str) -> bool:
    """Whether a later turn comes back to what was put off, by naming its subject."""
    return any(_subject(question) & _subject(sentence) for sentence in _told(reply))


def _tells_when(question: str, reply: str) -> bool:
    """Whether it gives the time or the amount that was asked for."""
    return bool(OF_TIME_OR_AMOUNT.search(question)) and any(
        WHEN.search(sentence) or NUMBER.search(sentence) for sentence in _told(reply)
    )


def _told(reply: str) -> list[str]:
    """What it tells, without what it promises to find out."""
    said = [sentence for sentence in map(plain, sentences(reply)) if _states(sentence)]
    return [sentence for sentence in said if not _defers(sentence) and not PROMISE.search(sentence)]


def _may_answer(question: str, reply: str) -> bool:
    """Whether anything in the turn can be an answer, even a bad one."""
    said = [plain(sentence) for sentence in sentences(reply)]
    if any(not sentence.endswith("?") and not _is_noise(sentence) for sentence in said):
        return True
    if any(SUGGESTS.search(sentence) or _has_number_or_time(sentence) for sentence in said):
        return True
    if not WH.search(_opening(question)) and any(YES_OR_NO.match(sentence) for sentence in said):
        return True
    return any(_subject(question) & _subject(sentence) for sentence in said)


def _is_noise(sentence: str) -> bool:
    """Whether it leaves any question as it was: an apology, "one moment", a sign of listening, a good-bye."""
    said = words(sentence)
    return (
        all(word in english.OPENERS or word in english.GREETING_WORDS for word in said)
        or bool(MOMENTARY.search(sentence))
        or (bool(SORRY.search(sentence)) and len(said) <= 8)
        or (bool(GOODBYE.search(sentence)) and len(said) <= 7)
        or len(said) < 2
    )


def _opening(question: str) -> str:
    return " ".join(words(question)[:5])


def _has_number_or_time(sentence: str) -> bool:
    said = words(sentence)
    return bool(WHEN.search(sentence)) or any(
        word in english.NUMBERS or any(map(str.isdigit, word)) or word in english.TIME_WORDS for word in said
    )


def _subject(sentence: str) -> set[str]:
    return {stem(word) for word in formulas.content_words(sentence)} - _NO_SUBJECT


_NO_SUBJECT = {
    stem(word) for word in (*english.TIME_WORDS, "get", "go", "know", "need", "come", "take", "thing")
}


def _last_time_asked(found: Sequence[Finding]) -> Iterator[Finding]:
    """A turn's questions on the same replies are one: the last, which people answer first."""
    kept: dict[tuple[int, ...], Finding] = {}
    for finding in found:
        kept[finding.evidence] = finding
    yield from kept.values()
