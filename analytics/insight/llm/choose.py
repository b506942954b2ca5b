"""Which lines of a call are shown to a language model, where not all of them fit into its context.

The opening says why a call is made and the end what comes of it; between them stand the lines on which the
analysis has found something to rest, with their neighbours. All lines where they fit.
"""

from collections.abc import Iterator, Sequence

from analytics.insight.llm.prompt import is_to_a_model, line_of, tokens_of, who_of
from analytics.insight.types import Conversation, Finding, Kind, Turn

OPENING, ENDING = 0.3, 0.3  # shares of the room
TELLING = (Kind.SUMMARY, Kind.REASON, Kind.OUTCOME, Kind.ACTION, Kind.OBJECTION, Kind.RISK)
AROUND = 2  # lines before and after a telling one


def chosen(conversation: Conversation, findings: Sequence[Finding], *, tokens: int) -> tuple[Turn, ...]:
    """Turns whose lines take about so many tokens at most, in order."""
    turns = [turn for turn in conversation.turns if turn.text.strip() and not is_to_a_model(turn.text)]
    costs = [tokens_of(line_of(turn, who_of(turn))) for turn in turns]
    if sum(costs) <= tokens:
        return tuple(turns)
    taken: set[int] = set()
    room = float(tokens)
    for places, share in _wanted(turns, findings):
        room -= _take(places, costs, taken, within=min(room, share * tokens))
    return tuple(turns[place] for place in sorted(taken))


def _wanted(turns: Sequence[Turn], findings: Sequence[Finding]) -> Iterator[tuple[list[int], float]]:
    """Places in order of how much they tell, with the share of the room that they may take."""
    every = list(range(len(turns)))
    yield every, OPENING
    yield every[::-1], ENDING
    yield _telling(turns, findings), 1.0


def _telling(turns: Sequence[Turn], findings: Sequence[Finding]) -> list[int]:
    place_of = {turn.index: place for place, turn in enumerate(turns)}
    ordered = sorted(
        (finding for finding in findings if finding.kind in TELLING), key=lambda f: TELLING.index(f.kind)
    )
    cited = [place_of[index] for finding in ordered for index in finding.evidence if index in place_of]
    near = (place + step for place in cited for step in range(-AROUND, AROUND + 1))
    return [place for place in dict.fromkeys(near) if 0 <= place < len(turns)]


def _take(places: Sequence[int], costs: Sequence[int], taken: set[int], *, within: float) -> float:
    """Take places in their order until the next does not fit; the tokens that they cost."""
    spent = 0.0
    for place in places:
        if place in taken:
            continue
        if spent + costs[place] > within:
            break
        taken.add(place)
        spent += costs[place]
    return spent
