"""The agents one can filter by: every extension that has or had a name, by connection and number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from calls.models import DirectoryEntry
from ucm.protocol.directory import Kind


@dataclass(frozen=True, slots=True)
class Agents:
    """`labels` by the filter's value: {"3-1002": "Maria Lopez (1002)"}, in the order of their names."""

    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, value: str) -> str:
        """What to call the agent; the bare number when no name is known."""
        return self.labels.get(value) or value.partition("-")[2]

    def choices(self, chosen: str) -> Iterator[tuple[str, str]]:
        """For a select; whoever is `chosen` is among them, known or not."""
        if chosen and chosen not in self.labels:
            yield chosen, self.label(chosen)
        yield from self.labels.items()


def agents_known() -> Agents:
    """One query. A number that was given to somebody else goes by its latest name and keeps its calls.

    Where there are several phone systems, the system is named as well.
    """
    rows = DirectoryEntry.objects.filter(kind=Kind.EXTENSION).exclude(name="").order_by("pk")
    latest = {
        f"{connection}-{number}": (name, number, system)
        for connection, number, name, system in rows.values_list(
            "connection", "number", "name", "connection__name"
        )
    }
    is_alone = len({system for _, _, system in latest.values()}) < 2
    by_name = sorted(latest.items(), key=lambda item: (item[1][0].casefold(), item[1]))
    return Agents(
        {
            value: f"{name} ({number})" if is_alone else f"{name} ({number}), {system}"
            for value, (name, number, system) in by_name
        }
    )
