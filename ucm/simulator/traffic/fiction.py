"""Telephone numbers that nobody has: the ranges that numbering authorities keep for fiction.

Sources: North American Numbering Plan Administrator, "555 Line Numbers" (555-0100 to 555-0199 of every
area code); Ofcom, "Telephone numbers for use in TV and radio drama programmes".
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Range:
    """Every number that begins with `prefix` and has `digits` more, as a trunk delivers it."""

    prefix: str
    digits: int

    def draw(self, rng: Random) -> str:
        return f"{self.prefix}{rng.randrange(10**self.digits):0{self.digits}d}"


NORTH_AMERICA = Range("120255501", 2)
UNITED_KINGDOM = (
    Range("442079460", 3),  # London
    Range("441632960", 3),  # no area
    Range("447700900", 3),  # mobile
    Range("+447700900", 3),  # some trunks keep the plus
)
ELSEWHERE_IN_AMERICA = (Range("131255501", 2), Range("141555501", 2), Range("+161755501", 2))
ALL = (NORTH_AMERICA, *ELSEWHERE_IN_AMERICA, *UNITED_KINGDOM)
