"""Where a file of a watched folder goes once it was taken or refused: nothing is ever deleted.

Called by folder.py.
"""

import logging
from itertools import count
from pathlib import Path

from calls.models import ImportedFile

logger = logging.getLogger(__name__)

DONE, FAILED = "done", "failed"


def put_away(folder: Path, path: Path, row: ImportedFile) -> bool:
    """Move the file to done/ or failed/ below its folder, a refused one with a note beside it.

    False when the folder cannot be written to; the file then stays where it is.
    """
    refused = row.state == ImportedFile.State.REFUSED
    try:
        target = _free(folder / (FAILED if refused else DONE) / path.relative_to(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        if row.why and (refused or row.mend):
            target.with_name(f"{target.name}.txt").write_text(f"{row.why}\n\n{row.mend}\n")
    except OSError as error:
        logger.info("imported_file=%d stays in its folder (%s)", row.pk, type(error).__name__)
        return not path.exists()
    return True


def _free(wanted: Path) -> Path:
    """The path, or one beside it with a number, where no file is yet."""
    others = (wanted.with_name(f"{wanted.stem}-{n}{wanted.suffix}") for n in count(2))
    return wanted if not wanted.exists() else next(path for path in others if not path.exists())
