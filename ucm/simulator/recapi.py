"""The actions `recapi` and `getRecordInfosByCall`: recordings, listed and served. Called by actions.py.

A wrong address is answered with the JSON envelope, a right one with the bytes of a RIFF file. The layout of
listings (`Directory,Filename`) and the status of a missing file (-16) are unproven. Several names at
once are not served: what the new API answers then is not known.
"""

from ucm.simulator.archive import FILEDIRS
from ucm.simulator.audio import Recording
from ucm.simulator.envelope import Answer, Request, envelope, html_answer
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status

AUDIO = "application/octet-stream"


def recapi(pbx: Pbx, request: Request) -> Answer:
    """Neither parameter: the filedirs. Only filedir: what is in it. filename: the audio."""
    filedir, filename = request.parameters.get("filedir"), request.parameters.get("filename")
    if filename:
        return _audio(pbx, request.text("filedir") if filedir else "monitor", request.text("filename"))
    return _listing(pbx, request.text("filedir")) if filedir else _directories()


def _directories() -> Answer:
    return _csv(["Directory", *FILEDIRS])


def _listing(pbx: Pbx, filedirs: str) -> Answer:
    lines = [f"{filedir},{name}" for filedir in filedirs.split(",") for name in pbx.archive.names(filedir)]
    return _csv(["Directory,Filename", *lines])


def _audio(pbx: Pbx, filedirs: str, filename: str) -> Answer:
    for filedir in filedirs.split(","):
        if recording := pbx.archive.find(filedir, filename):
            return _serve(pbx, recording, asked=pbx.archive.count_try(filedir, filename))
    raise Refused(Status.NO_SUCH_ITEM)


def _serve(pbx: Pbx, recording: Recording, *, asked: int) -> Answer:
    """The file, or what the scenario puts in its place; `asked` counts the tries for this file."""
    scenario = pbx.scenario
    if scenario.missing_recording or asked <= scenario.not_ready_tries:
        raise Refused(Status.NO_SUCH_ITEM)
    if scenario.html_recording:
        return html_answer("Please log in.")
    cut_after = len(recording.wav) // 2 if asked <= scenario.cut_tries else None
    return Answer(recording.wav, AUDIO, cut_after=cut_after)


def record_infos(pbx: Pbx, request: Request) -> Answer:
    """The recordings of the leg with this AcctId, separated by commas and without the `@` of a CDR."""
    wanted = str(request.parameters.get("id", ""))
    if not wanted:
        raise Refused(Status.INVALID_PARAMETERS)
    for call in pbx.calls():
        for row in call.rows:
            if row["AcctId"] == wanted:
                return envelope({"recordfiles": ",".join(filter(None, row["recordfiles"].split("@")))})
    raise Refused(Status.INVALID_VALUE)


def _csv(lines: list[str]) -> Answer:
    return Answer("\r\n".join([*lines, ""]).encode(), "text/csv;charset=UTF-8")
