"""Several scenarios at once: one PBX with the switches of all. Used by the command and by server.py."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ucm.simulator.scenarios import GOOD, SCENARIOS
from ucm.simulator.switches import Scenario

NAMING = ("name", "summary")
_Switches = TypeVar("_Switches", bound=Any)


class Contradiction(ValueError):
    """Two scenarios set one switch to different values."""


def scenario_of(names: Sequence[str]) -> Scenario:
    """The scenario of these names; without one, `good`. Raises KeyError for an unknown one, Contradiction."""
    chosen = [SCENARIOS[name] for name in names] or [GOOD]
    return replace(
        _merged(chosen, GOOD),
        name=" and ".join(row.name for row in chosen),
        summary=" ".join(row.summary for row in chosen),
    )


def _merged(rows: Sequence[_Switches], usual: _Switches) -> _Switches:
    """`usual` with every switch that a row sets."""
    names = [field.name for field in fields(usual) if field.name not in NAMING]
    values = {name: _one([getattr(row, name) for row in rows], getattr(usual, name), name) for name in names}
    return replace(usual, **values)


def _one(values: Sequence[Any], usual: Any, name: str) -> Any:
    if is_dataclass(usual):
        return _merged(values, usual)
    if isinstance(usual, frozenset):
        return usual.union(*values)
    return _agreed((value for value in values if value != usual), usual, name)


def _agreed(values: Iterable[Any], usual: Any, name: str) -> Any:
    found = list(dict.fromkeys(values))
    if len(found) > 1:
        raise Contradiction(f"“{name}” cannot be {found[0]} and {found[1]} at once.")
    return found[0] if found else usual
