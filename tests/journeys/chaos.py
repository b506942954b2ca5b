"""A Celery app that is ours but for one thing: it kills its whole worker (-9) at named places, once each.

Run as `celery -A tests.journeys.chaos worker`. CHAOS_DIR holds a file `<place>` for each place at
which to die; whoever gets there first moves it to `<place>.<step id>` and takes the process group
with it. Everything else is the real code.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.apps import apps

from audiapro.celery import app

if not apps.ready:
    # Celery would set Django up only after it has imported this module.
    django.setup()

from calls import doorbell, ingest, pipeline, tasks
from calls.models import Step
from calls.stage import Outcome, Stage

# Between and inside every pair of stages, in the order in which a step passes them.
PLACES = ("unrung", "before-claim", "claimed", "worked", "saved", "committed")
INGEST_PLACES = ("before-ingest", "in-ingest")

__all__ = ["app"]


def die_at(place: str, mark: object) -> None:
    wanted = Path(os.environ["CHAOS_DIR"]) / place
    try:
        # A rename succeeds for one of several workers.
        wanted.rename(wanted.with_name(f"{place}.{mark}"))
    except FileNotFoundError:
        return
    os.killpg(os.getpgid(0), signal.SIGKILL)


_run, _attempt, _write = pipeline.run, pipeline._attempt, pipeline._write
_ring, _store, _ingest_one = doorbell.ring, ingest._store, ingest.ingest_one


def ring(step_id: int, stage: Stage) -> None:
    """Dies between the commit and the bell."""
    die_at(f"{stage.name}-unrung", step_id)
    _ring(step_id, stage)


def run(step_id: int) -> Outcome | None:
    stage = Step.objects.values_list("stage", flat=True).get(pk=step_id)
    die_at(f"{stage}-before-claim", step_id)
    outcome = _run(step_id)
    # After the commit the bell has rung; a bell lost with its worker is the sweeper's to notice.
    die_at(f"{stage}-committed", step_id)
    return outcome


def attempt(step: Step) -> Outcome:
    with (Path(os.environ["CHAOS_DIR"]).parent / "claims").open("a") as claims:
        claims.write(f"{step.pk} {time.time()}\n")
    die_at(f"{step.stage}-claimed", step.pk)
    outcome = _attempt(step)
    die_at(f"{step.stage}-worked", step.pk)
    return outcome


def write(step: Step, outcome: Outcome) -> bool:
    """Dies inside the transaction, with every row of the result written and nothing committed."""
    kept = _write(step, outcome)
    die_at(f"{step.stage}-saved", step.pk)
    return kept


def ingest_one(event_id: int) -> Any:
    die_at("before-ingest", event_id)
    return _ingest_one(event_id)


def store(*arguments: Any) -> Any:
    call = _store(*arguments)
    die_at("in-ingest", call.pk)
    return call


def places(stages: list[Stage]) -> list[str]:
    return [*INGEST_PLACES, *(f"{stage.name}-{place}" for stage in stages for place in PLACES)]


def arm(folder: Path, stages: list[Stage]) -> None:
    folder.mkdir()
    for place in places(stages):
        (folder / place).touch()


def install() -> None:
    replacements: dict[Any, dict[str, Callable[..., Any]]] = {
        pipeline: {"run": run, "_attempt": attempt, "_write": write},
        doorbell: {"ring": ring},
        ingest: {"_store": store, "ingest_one": ingest_one},
    }
    for module, names in replacements.items():
        for name, function in names.items():
            setattr(module, name, function)
    assert tasks.pipeline is pipeline


if "CHAOS_DIR" in os.environ:
    install()
