"""Which installed Whisper this machine can keep up with, for WHISPER_MODEL=automatic.

The cost of tiny.en was measured (docs/speech.md); those of the others follow from the multiplications in
their layers. Memory is for four calls heard at a time with 8-bit numbers.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from calls.speech.provision import folder_of

AUTOMATIC = "automatic"
FALLBACK = "base"  # what `make run` installs
FAST_ENOUGH = 0.2  # seconds of work per second of audio, on all cores: five hours of calls an hour
SHARE = 0.6  # of the memory; database, web and workers need the rest


@dataclass(frozen=True, slots=True)
class Known:
    """`cost`: seconds of one core per second of audio, speakers not counted. `memory` in bytes."""

    name: str
    cost: float
    memory: int


GB = 2**30
KNOWN = (
    Known("large-v3", 3.4, 7 * GB),
    Known("large-v3-turbo", 2.2, 5 * GB),
    Known("medium", 1.6, 5 * GB),
    Known("small", 0.45, 3 * GB),
    Known("base", 0.10, 2 * GB),
    Known("tiny", 0.04, 3 * GB // 2),
)
"""The best one first. Whoever wants a model of English only (tiny.en) names it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`cores` that may be used; `memory` in bytes."""

    cores: int
    memory: int
    has_gpu: bool = False


def named(model: str, models_dir: Path, *, cores: int = 0, device: str = "cpu") -> str:
    """The model's name: itself, or for "automatic" the best installed one that keeps up."""
    if model != AUTOMATIC:
        return model
    installed = [one.name for one in KNOWN if (folder_of(one.name, models_dir) / "model.bin").is_file()]
    return best(installed, this_machine(cores=cores, device=device))


def best(installed: Collection[str], machine: Machine) -> str:
    """The best of the installed ones that fits; the smallest of them when none does."""
    there = [known for known in KNOWN if known.name in installed]
    fitting = [known for known in there if _fits(known, machine)]
    return (fitting or there[-1:] or [Known(FALLBACK, 0, 0)])[0].name


def _fits(known: Known, machine: Machine) -> bool:
    is_fast = machine.has_gpu or known.cost / machine.cores <= FAST_ENOUGH
    return is_fast and known.memory <= SHARE * machine.memory


def this_machine(*, cores: int = 0, device: str = "cpu") -> Machine:
    """`cores` 0: all that this process may use. `device` is auto, cpu or cuda."""
    import ctranslate2  # noqa: PLC0415 - slow to load, and only asked for here

    return Machine(
        cores=cores or len(os.sched_getaffinity(0)),
        memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        has_gpu=device != "cpu" and ctranslate2.get_cuda_device_count() > 0,
    )
