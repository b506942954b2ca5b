"""What the import contracts cannot say about the shape of the house."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from calls.stage import named, stages


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_stage_can_be_found_by_its_name() -> None:
    assert [named(stage.name) for stage in stages()] == stages()


def test_stage_names_are_distinct() -> None:
    names = [stage.name for stage in stages()]
    assert len(set(names)) == len(names)


def test_an_unknown_stage_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="CALL_STAGES"):
        named("polish")


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
