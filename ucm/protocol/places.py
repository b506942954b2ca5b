"""Where a recording may lie on a UCM, and how `recapi` is asked for it there. Called by downloads.py.

No source settles whether `recapi` wants the month folder, and files may be moved to a network drive or
to Grandstream's cloud (“IPPBX HTTPS API” 2024-11, pp. 236-244: `path_type`, `gdms_date`, `uniquecode`),
so a name is tried in several places, and the one that worked comes first the next time.
"""

import csv
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ucm.protocol import clock, errors


class Folder(StrEnum):
    """Where the month folder of a name goes in a `recapi` request."""

    DROPPED = "dropped"
    IN_FILENAME = "in filename"
    IN_FILEDIR = "in filedir"


class Storage(StrEnum):
    """What holds the file; the values are those of `path_type`, which is left out for the UCM itself."""

    UCM = ""
    NETDISK = "netdisk"
    GDMS = "gdms"


class Place(NamedTuple):
    """One way of asking `recapi` for a recording."""

    filedir: str
    folder: Folder = Folder.DROPPED
    storage: Storage = Storage.UCM

    def request(self, name: str) -> dict[str, str]:
        """The parameters that ask for a name as the CDR gives it; for GDMS the `uniquecode` is not yet in."""
        folder, _, bare = name.rpartition("/")
        filedir, filename = self.filedir, bare
        if self.folder is Folder.IN_FILENAME:
            filename = name
        if self.folder is Folder.IN_FILEDIR and folder:
            filedir = f"{self.filedir}/{folder}"
        stored = {"path_type": str(self.storage)} if self.storage else {}
        return {"filedir": filedir, "filename": filename, **stored}

    def __str__(self) -> str:
        """As it is remembered with a connection: `monitor, in filedir, netdisk`."""
        return ", ".join(filter(None, (self.filedir, self.folder, self.storage)))


def read_place(text: str) -> Place | None:
    """The place that `str` wrote; None for anything else."""
    filedir, *rest = text.split(", ")
    try:
        return Place(filedir, Folder(rest[0]), Storage(rest[1]) if rest[1:] else Storage.UCM)
    except (ValueError, IndexError):
        return None


PLACES = (
    Place("monitor"),
    Place("queue"),
    Place("meetme"),
    Place("monitor", Folder.IN_FILENAME),
    Place("monitor", Folder.IN_FILEDIR),
)
"""Where recordings usually are, likeliest first."""
REMOTE = (
    Place("monitor", storage=Storage.NETDISK),
    Place("monitor", Folder.IN_FILENAME, Storage.NETDISK),
    Place("monitor", Folder.IN_FILEDIR, Storage.NETDISK),
    Place("monitor", storage=Storage.GDMS),
)
RARE = (*REMOTE, Place("emergency"), Place("sca"))
"""Asked only when the usual places have had time to have it: each is a request to a busy UCM."""


def trial_order(name: str, *, worked: Place | None = None, everywhere: bool = False) -> list[Place]:
    """Places to ask for `name`, likeliest first.

    `worked` is the place that gave the last recording of this UCM; `everywhere` adds RARE. Places that
    would send the same request twice are left out.
    """
    filedir = _filedir(name)
    order = [worked._replace(filedir=filedir), worked] if worked else []
    order += [Place(filedir), *PLACES, *(Place(filedir, folder) for folder in Folder)]
    if everywhere:
        order += [place._replace(filedir=filedir) for place in REMOTE] + list(RARE)
    distinct: dict[tuple[str, ...], Place] = {}
    for place in order:
        distinct.setdefault(tuple(place.request(name).values()), place)
    return list(distinct.values())


def _filedir(name: str) -> str:
    """The folder that the name itself tells."""
    bare = name.rpartition("/")[2]
    if re.match(r"q\d", bare):
        return "queue"
    return "meetme" if bare.startswith("meetme-") else "monitor"


def most_telling(failures: list[errors.UcmError]) -> errors.UcmError:
    """Of what the places answered, what a person should read; a file on its way comes before all."""
    for kind in (errors.NotReady, errors.Encrypted, errors.NotAudio):
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return errors.NoSuchRecording()


# --- Grandstream's cloud ---------------------------------------------------------------------------


class CloudCopy(NamedTuple):
    """One row of a GDMS listing: `monitor,auto-1680780504-2015-2002.venc,18831795fad7`."""

    directory: str
    filename: str
    unique_code: str


def read_listing(text: str) -> list[CloudCopy]:
    """The rows of a listing `Directory,Filename,uniqueCode`; its header and anything else are left out."""
    rows: Iterable[list[str]] = csv.reader(text.splitlines())
    copies = [CloudCopy(*(cell.strip() for cell in row)) for row in rows if len(row) == 3]
    return [copy for copy in copies if copy.filename.lower() != "filename" and copy.unique_code]


def stem(name: str) -> str:
    """What a recording and its copy in the cloud have in common: `.wav` becomes `.venc` there."""
    return name.rpartition("/")[2].rpartition(".")[0]


def month_of(name: str) -> str:
    """`2026-03`, from the name's folder or else its epoch (UTC); empty when it tells neither."""
    if folder := re.match(r"(\d{4}-\d\d)/", name):
        return folder[1]
    instants: list[datetime] = clock.epochs(name)
    return f"{instants[0]:%Y-%m}" if instants else ""
