"""The automatic choice: the best model that is there and that the machine keeps up with."""

from pathlib import Path

import pytest

from calls.speech.choice import AUTOMATIC, GB, KNOWN, Machine, best, named, this_machine

ALL = [known.name for known in KNOWN]


@pytest.mark.parametrize(
    ("machine", "model"),
    [
        (Machine(cores=2, memory=8 * GB), "base"),
        (Machine(cores=4, memory=8 * GB), "small"),
        (Machine(cores=4, memory=4 * GB), "base"),
        (Machine(cores=8, memory=16 * GB), "medium"),
        (Machine(cores=16, memory=32 * GB), "large-v3-turbo"),
        (Machine(cores=2, memory=32 * GB, has_gpu=True), "large-v3"),
    ],
)
def test_a_bigger_machine_gets_a_better_model(machine: Machine, model: str) -> None:
    assert best(ALL, machine) == model


def test_only_what_is_installed_is_chosen() -> None:
    assert best(["tiny", "large-v3"], Machine(cores=4, memory=8 * GB)) == "tiny"


def test_where_nothing_fits_the_smallest_is_taken_and_where_nothing_is_the_one_that_set_up_installs() -> None:
    assert best(["medium", "small"], Machine(cores=1, memory=GB)) == "small"
    assert best([], Machine(cores=1, memory=GB)) == "base"


def test_a_named_model_is_taken_whatever_the_machine(tmp_path: Path) -> None:
    assert named("large-v3", tmp_path) == "large-v3"
    assert named(AUTOMATIC, tmp_path) == "base"
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "model.bin").touch()
    assert named(AUTOMATIC, tmp_path) == "tiny"


def test_this_machine_has_cores_and_memory() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.memory > GB // 4
    assert this_machine(cores=3).cores == 3
