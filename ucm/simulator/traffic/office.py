"""The office behind the PBX: extensions, numbers of features, trunks, and where callers come from.

Every outside number is from a range that a numbering authority keeps for fiction (fiction.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ucm.simulator.traffic.fiction import NORTH_AMERICA, Range


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on a call: the number the PBX shows and a display name, which may be empty."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trunk:
    """A line to the outside. `name` is what CDRs show; `channel` is its part of a channel name."""

    index: int
    name: str

    @property
    def channel(self) -> str:
        return f"trunk_{self.index}"


STAFF = (
    Party("1101", "Amelia Park"),
    Party("1102", "Noah Singh"),
    Party("1103", "Ruth Meyer"),
    Party("1104", "Oscar Lind"),
    Party("1105", "Teresa Gomes"),
    Party("1106", "Henry Osei"),
    Party("1107", "Julia Novak"),
    Party("1108", "Simon Vale"),
)


LARGEST_GROUP = 11


@dataclass(frozen=True, slots=True)
class Office:
    """What listAccount, listQueue and listVoIPTrunk answer, and what calls are cast from."""

    extensions: tuple[Party, ...] = STAFF
    queues: tuple[Party, ...] = (Party("6500", "Front desk"),)
    trunk: Trunk = Trunk(1, "City Line")
    line: Trunk = Trunk(2, "Analog Line")
    main_number: str = "12025550100"
    ring_group: str = "6400"
    large_group: str = "6401"
    ivr: str = "7000"
    pager: str = "8005"
    park_slot: str = "71"
    outside: tuple[Range, ...] = (NORTH_AMERICA,)
    at_their_desks: int = 8

    @property
    def group_members(self) -> tuple[Party, ...]:
        return self.extensions[:4]

    def renamed(self, number: str, name: str) -> "Office":
        """The same office, but for the name that goes with this number."""

        def with_name(parties: tuple[Party, ...]) -> tuple[Party, ...]:
            return tuple(Party(number, name) if party.number == number else party for party in parties)

        return replace(self, extensions=with_name(self.extensions), queues=with_name(self.queues))

    @property
    def large_group_members(self) -> tuple[Party, ...]:
        return self.extensions[: min(LARGEST_GROUP, self.at_their_desks)]

    @property
    def staff(self) -> tuple[Party, ...]:
        """Who makes and takes calls; the other extensions appear in recordings only."""
        return self.extensions[: self.at_their_desks]


def office_with(agents: Iterable[Party], queues: Iterable[Party]) -> Office:
    """The standing staff and, by number, whoever the recordings name; a recording's name wins."""
    standing = Office()
    return Office(
        extensions=_by_number((*standing.extensions, *agents)),
        queues=_by_number((*standing.queues, *queues)),
    )


def _by_number(parties: Iterable[Party]) -> tuple[Party, ...]:
    # Keys of a dict keep their first place, so the ring group stays the first four of the staff.
    return tuple({party.number: party for party in parties}.values())


def outside(last_four: int) -> str:
    """A fictional number as a trunk delivers it: outside(142) is 12025550142."""
    return f"1202555{last_four:04d}"
