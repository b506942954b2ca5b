"""Set-up tells in one line what stands in its way. It runs with the standard library only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from audiapro import bootstrap

SOURCE = Path(bootstrap.__file__)


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SOURCE.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("pip_said", "word"),
    [
        ("WARNING: Retrying (Retry(total=4)) after connection broken", "index could not be reached"),
        ("ERROR: No matching distribution found for django==5.2.19", "index could not be reached"),
        ("ERROR: Could not install: OSError: [Errno 28] No space left on device", "disk filled up"),
        ("ERROR: something nobody foresaw", "something nobody foresaw"),
    ],
    ids=["offline", "empty-cache", "full-disk", "unknown"],
)  # fmt: skip
def test_what_pip_said_becomes_one_clear_sentence(pip_said: str, word: str) -> None:
    assert word in bootstrap.explain([pip_said])


def test_a_full_disk_stops_before_anything_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "none")
    monkeypatch.setattr(bootstrap, "NEEDED_BYTES", 10**18)
    with pytest.raises(bootstrap.Stop, match="disk is nearly full"):
        bootstrap.check_machine()


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(bootstrap.Stop, match=r"needs Python 3\.11"):
        bootstrap.check_machine()


def test_an_offline_machine_installs_from_the_cache_or_says_what_is_missing(tmp_path: Path) -> None:
    """A real run in an empty folder, with an empty cache and an index that does not exist."""
    (tmp_path / "audiapro").mkdir()
    (tmp_path / "audiapro" / "bootstrap.py").write_text(SOURCE.read_text())
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("nothing==1.0 --hash=sha256:" + "0" * 64 + "\n")
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "/dev/null",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", "audiapro/bootstrap.py", "run"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Connect this machine once" in done.stderr


def test_a_second_set_up_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("something was run again")

    if not bootstrap.STAMP.exists():
        pytest.skip("this environment was not made by bootstrap.py")
    monkeypatch.setattr(bootstrap, "pip", never)
    monkeypatch.setattr(bootstrap, "download", never)
    bootstrap.make_environment()
    bootstrap.install("run")


def test_the_locks_pin_every_package_with_hashes() -> None:
    for lock in bootstrap.LOCKS.values():
        packages = [line for line in lock.read_text().splitlines() if line[:1].isalnum()]
        assert packages
        assert all("==" in line and line.endswith("\\") for line in packages)
        assert "://" not in lock.read_text()
    assert settings.BASE_DIR == bootstrap.ROOT
