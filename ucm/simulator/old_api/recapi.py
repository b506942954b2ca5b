"""GET /recapi: one URL for folders, listings, one recording and several. Called by listener.py.

From Grandstream's REC API guide (2013), pp. 15-17: `@` separates names, several files come as a tar, no match
is a 404, and so is a parameter that is empty or repeated. The header line of a listing is unproven.
"""

import io
import tarfile

from ucm.simulator.archive import FILEDIRS
from ucm.simulator.audio import Recording
from ucm.simulator.containers import half_written, packed
from ucm.simulator.envelope import Answer, html_answer
from ucm.simulator.old_api.query import Query
from ucm.simulator.pbx import Pbx

AUDIO, TAR, CSV = "audio/x-wav", "application/x-tar", "text/csv;charset=UTF-8"
LONGEST_NAME = 256


def recapi(pbx: Pbx, query: Query) -> Answer:
    """Neither parameter: the folders. Only filedir: what is in each. filename: the audio."""
    if query.has_empty or query.repeated or query.parameters.keys() - {"filedir", "filename"}:
        return _no_match()
    filedirs = query.parameters.get("filedir", "monitor").split("@")
    if "filename" in query.parameters:
        return _files(pbx, filedirs, query.parameters["filename"].split("@"))
    return _listing(pbx, filedirs) if "filedir" in query.parameters else _csv(["Directory", *FILEDIRS])


def _listing(pbx: Pbx, filedirs: list[str]) -> Answer:
    lines = [f"{filedir},{name}" for filedir in filedirs for name in pbx.archive.names(filedir)]
    return _csv(["Directory,Filename", *lines]) if lines else _no_match()


def _files(pbx: Pbx, filedirs: list[str], names: list[str]) -> Answer:
    wanted = [name[:LONGEST_NAME] for name in names if name and " " not in name and ".." not in name]
    found = {
        (filedir, name): recording
        for filedir in filedirs
        for name in wanted
        if (recording := pbx.archive.find(filedir, name))
    }
    tries = [pbx.archive.count_try(*place) for place in found]
    if not found or pbx.scenario.missing_recording or min(tries) <= pbx.scenario.not_ready_tries:
        return _no_match()
    if pbx.scenario.html_recording:
        return html_answer("Please log in.")
    if len(found) > 1:
        return Answer(_tar(pbx, found), TAR)
    (((_, name), recording),) = found.items()
    if tries[0] <= pbx.scenario.growing_tries:
        return Answer(half_written(recording.wav, closed=pbx.scenario.growing_header), AUDIO)
    body = packed(name.rpartition("/")[2], recording, pbx.scenario)
    return Answer(body, AUDIO, cut_after=len(body) // 2 if tries[0] <= pbx.scenario.cut_tries else None)


def _tar(pbx: Pbx, found: dict[tuple[str, str], Recording]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for (_, name), recording in found.items():
            member = tarfile.TarInfo(name.rpartition("/")[2])
            member.size, member.mtime = len(recording.wav), int(pbx.clock())
            tar.addfile(member, io.BytesIO(recording.wav))
    return archive.getvalue()


def _no_match() -> Answer:
    return html_answer("Not found", "404 Not Found")


def _csv(lines: list[str]) -> Answer:
    return Answer("\r\n".join([*lines, ""]).encode(), CSV)
