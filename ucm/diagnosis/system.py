"""The steps Model and firmware, and Clock.

The clock matters: calls are asked for and shown by the times it gives. A UCM tells it as
`2019-11-22 17:50:26 UTC+02:00` (Grandstream “IPPBX HTTPS API”, 2024-11, p. 10).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from ucm.client import read_clock
from ucm.diagnosis import faults
from ucm.diagnosis.findings import Failed, NothingToSee
from ucm.diagnosis.probe import Probe

TOLERANCE = 120.0
"""Seconds by which the UCM's clock may differ from ours."""


def model(probe: Probe) -> Iterator[str]:
    _only_new(probe, "model and firmware")
    general = probe.ask("getSystemGeneralStatus")
    found = " ".join(str(general.get("product-model", "")).split())
    yield f"{found or 'Unknown model'}, firmware {general.get('prog-version') or 'unknown'}."


def clock(probe: Probe) -> Iterator[str]:
    _only_new(probe, "the UCM's clock")
    shown = read_clock(str(probe.ask("getSystemStatus").get("system-time", "")))
    if shown is None:
        raise NothingToSee("The UCM's answer holds no time that can be read.")
    drift = (shown - datetime.now(UTC)).total_seconds()
    yield f"It shows {shown:%Y-%m-%d %H:%M:%S %Z}, {_drift(drift)}."
    _compare_zones(shown, probe)
    if abs(drift) > TOLERANCE:
        raise Failed(f"The UCM's clock is {_drift(drift)}: its calls have wrong times.", fault=faults.CLOCK)


def _only_new(probe: Probe, what: str) -> None:
    if probe.is_old:
        raise NothingToSee(f"The old API does not tell {what}.")


def _drift(seconds: float) -> str:
    if abs(seconds) < 2:
        return "in step with this machine's"
    return f"{abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} this machine's"


def _compare_zones(shown: datetime, probe: Probe) -> None:
    zone = probe.client.zone
    ours = datetime.now(zone)
    if shown.utcoffset() != ours.utcoffset():
        raise Failed(
            f"The UCM's clock is set to {shown:%Z}, but the connection's time zone is {zone.key}, which is "
            f"now at UTC{ours.isoformat()[-6:]}.",
            fault=faults.CLOCK,
        )
