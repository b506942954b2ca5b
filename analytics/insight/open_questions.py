"""Which of the customer's questions nobody answered. English, and only where it is known who the customer is.

A question is open when the reply puts it off ("I'd have to check", "I don't know") and nothing said later
comes back to it. What looks like an answer is taken for one, and so is silence, which may be a nod: few are
found, and those are worth a look. Called by `report`.
"""

from collections.abc import Sequence, Set
from itertools import takewhile

from analytics.insight import formulas
from analytics.insight.stems import stem
from analytics.insight.text import cue, plain, sentences
from analytics.insight.types import Conversation, Finding, Role, Turn

REPLY_WITHIN = 3  # turns of the other side
COMES_BACK = 2  # stems that an answer shares with the question

PUT_OFF = cue(
    r"(?:i|we)(?:'m| am|'re| are)? (?:really |honestly )?(?:don't|do not|didn't|wouldn't) know",
    r"(?:i'm|i am|we're|we are) (?:really )?not (?:(?:entirely|quite|completely|really) )?(?:sure|certain"
    r"|aware)",
    r"(?:i|we)(?:'d|'ll| would| will)? (?:have|need) to (?:check|ask|find out|look into|get back|speak to"
    r"|confirm|see)",
    r"(?:i|we)(?:'ll| will| can) (?:\w+ )?(?:find out|look into (?:it|that|this)|get back to you"
    r"|check (?:on )?(?:it|that|this|with|and)|ask (?:my|the|our|around))",
    r"(?:can't|cannot|couldn't|not able to|unable to) (?:really )?(?:say|tell(?: you)?|answer|promise"
    r"|confirm)",
    r"(?:no idea|hard to say|difficult to say|that depends|good question|not my department)",
    r"let me (?:get back to you|find out and|ask (?:my|the|our))",
)


def marked(asked: Sequence[Finding], conversation: Conversation) -> tuple[Finding, ...]:
    """The same questions; details of an open one: {"open": True, "reply": index of what puts it off}."""
    turns = list(conversation.spoken_by_people)
    places = {turn.index: place for place, turn in enumerate(turns)}
    others = {question.evidence[0] for question in asked if question.role == Role.CUSTOMER}
    return tuple(_judged(question, turns, places[question.evidence[0]], others) for question in asked)


def _judged(question: Finding, turns: Sequence[Turn], place: int, others: Set[int]) -> Finding:
    """`others` are the turns in which the customer asks: what is said after the next is a reply to that."""
    if question.role != Role.CUSTOMER or not _is_last_of_its_turn(question, turns[place]):
        return question
    after = turns[place + 1 :]
    replies = [turn for turn in after if turn.role == Role.AGENT]
    first = [turn for turn in takewhile(lambda turn: turn.index not in others, after) if turn in replies]
    putting_off = next((turn for turn in first[:REPLY_WITHIN] if _puts_off(turn)), None)
    if putting_off is None or _answered(question, putting_off, replies):
        return question
    return _open(question, putting_off.index)


def _open(question: Finding, reply: int) -> Finding:
    evidence = question.evidence
    return Finding(
        question.kind, question.text, question.role, question.score, evidence, {"open": True, "reply": reply}
    )


def _is_last_of_its_turn(question: Finding, turn: Turn) -> bool:
    """Who goes on talking after a question was often thinking aloud."""
    return sentences(turn.text)[-1:] == [question.text]


def _puts_off(turn: Turn) -> bool:
    return bool(PUT_OFF.search(plain(turn.text)))


def _answered(question: Finding, putting_off: Turn, replies: Sequence[Turn]) -> bool:
    """Whether the reply says more than that it does not know, or a later one comes back to the matter."""
    said = [sentence for sentence in sentences(putting_off.text) if not PUT_OFF.search(plain(sentence))]
    about = _stems(question.text)
    if any(len(_stems(sentence) & about) >= COMES_BACK for sentence in said):
        return True
    later = [turn for turn in replies if turn.index > putting_off.index and not _puts_off(turn)]
    return any(
        len(_stems(turn.text) & about) >= min(COMES_BACK, max(len(about), 1)) and not turn.text.endswith("?")
        for turn in later
    )


def _stems(text: str) -> set[str]:
    return {stem(word) for word in formulas.content_words(text)}
