"""A running UCM, a clock that moves when told, and a stranger's client."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.ucm.simulator.wire import PASSWORD, USER, Wire
from ucm.simulator.server import running

NOON = 1_772_539_200.0  # Tuesday 3 March 2026, 12:00 UTC


class Clock:
    """Unix time that stands still until `pass_seconds`."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire_to(clock: Clock) -> Iterator[Callable[..., Wire]]:
    """wire_to(scenario="good", …), as for `running`: a UCM of that kind and a wire to it, not logged in."""
    with ExitStack() as stack:

        def start(**options: object) -> Wire:
            ucm = stack.enter_context(running(user=USER, password=PASSWORD, clock=clock, **options))
            return stack.enter_context(Wire(ucm))

        yield start


@pytest.fixture
def wire(wire_to: Callable[..., Wire]) -> Wire:
    """A UCM that works, and a client that is logged in."""
    return wire_to().login()
