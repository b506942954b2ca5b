"""The old API of a running simulator, asked by a stranger's client."""

from collections.abc import Callable

import pytest

from tests.ucm.simulator.wire import Wire


@pytest.fixture
def open_wire(wire_to: Callable[..., Wire]) -> Wire:
    """A UCM whose old API asks for no login."""
    return wire_to(scenario="old-api-open")
