"""Names, organisations, places, amounts and dates that were said, with the turns that say them. English.

Found by spaCy's statistical model (`Tools.parse`), which learned from written news: on the telephone it
misses and invents some, so these serve to find one's way in a call and nothing is counted on them.
Called by `report`.
"""

from collections.abc import Sequence

from analytics.insight import formulas, language
from analytics.insight.tools import Tools
from analytics.insight.types import Conversation, Finding, Kind

KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "MONEY": "amount",
    "DATE": "date",
    "TIME": "time",
    "PRODUCT": "product",
}
MOST = 40
NAMES = frozenset({"person", "organisation", "place", "product"})


def entities(conversation: Conversation, tools: Tools) -> tuple[Finding, ...]:
    """One finding for each thing, all its turns as evidence, in order of first mention; details: its kind."""
    if tools.parse is None or language.code(conversation.language) != "en":
        return ()
    turns = conversation.spoken_by_people
    mentions: dict[tuple[str, str], tuple[str, list[int]]] = {}
    for turn, read in zip(turns, tools.parse([turn.text for turn in turns]), strict=True):
        for entity in read.ents:
            kind = KINDS.get(entity.label_, "")
            text = entity.text.strip(" .,!?'\"")
            if kind and _is_fit(text, kind):
                mentions.setdefault((kind, text.lower()), (text, []))[1].append(turn.index)
    return tuple(_finding(kind, text, said) for (kind, _), (text, said) in list(mentions.items())[:MOST])


def _is_fit(text: str, kind: str) -> bool:
    """The model takes "Okay" and "Mm-hm" at the head of a sentence for names."""
    if len(text) < 2 or formulas.is_formula(text):
        return False
    return kind not in NAMES or (text[0].isupper() and bool(formulas.content_words(text)))


def _finding(kind: str, text: str, said: Sequence[int]) -> Finding:
    return Finding(Kind.ENTITY, text, "", None, tuple(sorted(set(said))), {"kind": kind})
