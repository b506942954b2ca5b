"""Trackers and scorecards as an analysis takes them. `analytics.rules` makes them from people's rows.

Both are part of `types.Rules`, whose fingerprint tells which of them a report was made with.
"""

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Whose words count. ANYONE includes recorded voices: a menu may give the recording notice."""

    ANYONE = ""
    AGENT = "agent"
    CUSTOMER = "customer"


class Asked(StrEnum):
    ANY = ""
    QUESTION = "question"
    STATEMENT = "statement"


class Where(StrEnum):
    ANYWHERE = ""
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Tracker:
    """What to listen for: any of the phrases, or any sentence that means what an example does.

    `seconds` is the length of the stretch at the start or end, `threshold` the likeness, 0 to 1, from
    which a sentence means the same. With `is_absence` the tracker applies where nothing was found.
    """

    id: int
    name: str
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    threshold: float = 0.6
    said_by: str = Speaker.ANYONE
    asked: str = Asked.ANY
    where: str = Where.ANYWHERE
    seconds: float = 60.0
    is_absence: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a scorecard: either of a tracker, by its id, or of a metric, by its key.

    Passed when the tracker applies (`is_wanted`) or does not, or when the metric lies from `least`
    to `most`, bounds included, None for no bound. Failing an `is_auto_fail` item makes the score 0.
    """

    id: int
    text: str
    weight: float = 1.0
    is_auto_fail: bool = False
    tracker: int | None = None
    is_wanted: bool = True
    metric: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`direction` is that of the calls it is for, "" for every call."""

    id: int
    name: str
    items: tuple[Item, ...]
    direction: str = ""
