"""The house's processes: a recogniser that dies is started again, one that is stopped is not."""

import shlex
import subprocess
from pathlib import Path

from audiapro.house import lasting


def test_a_process_that_dies_is_started_again_until_it_ends_well(tmp_path: Path) -> None:
    script = tmp_path / "worker.sh"
    script.write_text(
        f'echo x >> {tmp_path}/starts; [ "$(wc -l < {tmp_path}/starts)" -ge 2 ] || kill -9 $$\n'
    )
    done = subprocess.run(shlex.split(lasting(f"sh {script}")), timeout=20, check=False)
    assert done.returncode == 0
    assert (tmp_path / "starts").read_text().split() == ["x", "x"]
