"""What lies in a connection's watched folder, and nothing that lies elsewhere. Called by folder.py.

Links are not followed, whoever made them, and a folder below WATCH_DIR cannot lead out of it.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from calls.sources.put_away import DONE, FAILED
from ucm.models import Connection

UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".crdownload", ".swp")
DEEPEST = 4  # folders below the watched one; a UCM's export has month folders


class BadFolder(Exception):
    """The folder of a connection cannot be watched; `why` and `mend` for its admin."""

    def __init__(self, why: str, mend: str) -> None:
        self.why, self.mend = why, mend
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the folder: `name` is its path below it."""

    path: Path
    name: str
    size: int
    written_at: datetime


def folder_of(connection: Connection) -> Path:
    """The connection's folder, which lies below WATCH_DIR wherever links lead. Raises BadFolder."""
    root = settings.WATCH_DIR.resolve()
    root.mkdir(parents=True, exist_ok=True)
    folder = (root / connection.watch_folder).resolve()
    if not folder.is_relative_to(root) or folder == root:
        raise BadFolder("The watched folder leads out of WATCH_DIR.", "Choose a folder below WATCH_DIR.")
    if not folder.is_dir():
        raise BadFolder(
            "The watched folder does not exist.",
            f"Make {folder}, or mount it there, readable for the user that runs AudiaPro.",
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise BadFolder(
            "The watched folder may not be read.", f"Let the user that runs AudiaPro read {folder}."
        )
    return folder


def files_in(root: Path, folder: Path, *, depth: int = 0) -> Iterator[Found]:
    """The files in `folder` and the folders in it, but for those still being uploaded or put away."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir() and depth < DEEPEST and not (depth == 0 and entry.name in (DONE, FAILED)):
                yield from files_in(root, Path(entry.path), depth=depth + 1)
            elif entry.is_file() and not entry.name.lower().endswith(UNFINISHED):
                yield _found(root, Path(entry.path), entry.stat())


def _found(root: Path, path: Path, facts: os.stat_result) -> Found:
    written_at = datetime.fromtimestamp(int(facts.st_mtime), UTC)
    name = os.fsencode(path.relative_to(root)).decode("utf-8", "replace")
    return Found(path, name[:400], facts.st_size, written_at)


def opened(folder: Path, path: Path) -> IO[bytes]:
    """The file itself: no link, no pipe, and still inside the folder when it is open."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    inside = Path(f"/proc/self/fd/{file.fileno()}").resolve().is_relative_to(folder)
    if not (inside and stat.S_ISREG(os.fstat(file.fileno()).st_mode)):
        file.close()
        raise OSError(0, "it is no file inside the folder")
    return file
