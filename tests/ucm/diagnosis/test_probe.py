"""One diagnosis asks each thing once and ends in time."""

from collections.abc import Callable

import pytest

from tests.ucm.conftest import actions
from ucm.client import UcmClient
from ucm.diagnosis.probe import BUDGET, OutOfTime, Probe
from ucm.simulator.server import RunningUcm

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., UcmClient]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_patience_ends_with_the_budget(ucm_of: UcmOf, client_of: ClientOf) -> None:
    clock = Clock()
    probe = Probe(client_of(ucm_of(), timeout=(5.0, 15.0)), clock=clock)
    assert probe.client.timeout == (5.0, 15.0)
    clock.now = BUDGET - 10
    assert probe.client.timeout == (5.0, 10.0)
    clock.now = BUDGET - 1
    assert (probe.client.timeout, probe.patience) == ((1.0, 1.0), 1.0)
    clock.now = BUDGET
    with pytest.raises(OutOfTime):
        probe.ask("cdrapi")


def test_the_same_question_is_asked_once(ucm_of: UcmOf, client_of: ClientOf) -> None:
    ucm = ucm_of()
    probe = Probe(client_of(ucm))
    assert probe.ask("recapi") == probe.ask("recapi")
    assert actions(ucm).count("recapi") == 1
