"""The actions `recapi` and `getRecordInfosByCall`: recordings, listed and served. Called by actions.py.

A wrong address is answered with the JSON envelope, a right one with the bytes of a file. The layout of local
listings (`Directory,Filename`) and the status of a missing file (-16) are unproven; that of the cloud's is
documented. Several names at once are not served: what the new API answers then is not known.
"""

from ucm.simulator.archive import FILEDIRS
from ucm.simulator.audio import Recording
from ucm.simulator.containers import half_written, packed
from ucm.simulator.envelope import Answer, Request, envelope, html_answer
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.switches import Storage
from ucm.simulator.tapes import cloud_code
from ucm.simulator.traffic.calls import Call

AUDIO = "application/octet-stream"
CLOUD_PAGE = 20


def recapi(pbx: Pbx, request: Request) -> Answer:
    """Neither parameter: the filedirs. Only filedir: what is in it. filename: the audio."""
    filedir, filename = request.parameters.get("filedir"), request.parameters.get("filename")
    if not filedir and not filename:
        return _directories()
    if request.parameters.get("path_type", "") != pbx.scenario.storage:
        raise Refused(Status.NO_SUCH_ITEM)
    if filename:
        return _audio(pbx, request, request.text("filedir") if filedir else "monitor")
    in_cloud = pbx.scenario.storage is Storage.GDMS
    return (_cloud_listing if in_cloud else _listing)(pbx, request)


def _directories() -> Answer:
    return _csv(["Directory", *FILEDIRS])


def _listing(pbx: Pbx, request: Request) -> Answer:
    filedirs = request.text("filedir").split(",")
    lines = [f"{filedir},{name}" for filedir in filedirs for name in pbx.archive.names(filedir)]
    return _csv(["Directory,Filename", *lines])


def _cloud_listing(pbx: Pbx, request: Request) -> Answer:
    """The copies of one month, so many to a page."""
    filedirs, month = request.text("filedir").split(","), str(request.parameters.get("gdms_date", ""))
    lines = [
        f"{filedir},{_venc(name)},{cloud_code(name)}"
        for filedir in filedirs
        for name in pbx.archive.names(filedir, month=month)
    ]
    size = int(request.parameters.get("gdms_item_number", CLOUD_PAGE))
    start = (int(request.parameters.get("gdms_page", 1)) - 1) * size
    return _csv(["Directory,Filename,uniqueCode", *lines[start : start + size]])


def _audio(pbx: Pbx, request: Request, filedirs: str) -> Answer:
    filename = request.text("filename")
    if pbx.scenario.storage is Storage.GDMS:
        if request.parameters.get("uniquecode") != cloud_code(filename) or not filename.endswith(".venc"):
            raise Refused(Status.NO_SUCH_ITEM)
        filename = filename.removesuffix(".venc") + ".wav"
    for filedir in filedirs.split(","):
        if recording := pbx.archive.find(filedir, filename):
            return _serve(pbx, recording, filename, asked=pbx.archive.count_try(filedir, filename))
    raise Refused(Status.NO_SUCH_ITEM)


def _serve(pbx: Pbx, recording: Recording, name: str, *, asked: int) -> Answer:
    """The file, or what the scenario puts in its place; `asked` counts the tries for this file."""
    scenario = pbx.scenario
    if scenario.missing_recording or asked <= scenario.not_ready_tries:
        raise Refused(Status.NO_SUCH_ITEM)
    if scenario.html_recording:
        return html_answer("Please log in.")
    if asked <= scenario.growing_tries:
        return Answer(half_written(recording.wav, closed=scenario.growing_header), AUDIO)
    body = packed(name.rpartition("/")[2], recording, scenario)
    return Answer(body, AUDIO, cut_after=len(body) // 2 if asked <= scenario.cut_tries else None)


def _venc(name: str) -> str:
    return name.removesuffix(".wav") + ".venc"


def record_infos(pbx: Pbx, request: Request) -> Answer:
    """The recordings of the leg with this AcctId, separated by commas and without the `@` of a CDR."""
    wanted = str(request.parameters.get("id", ""))
    if not wanted:
        raise Refused(Status.INVALID_PARAMETERS)
    for call in pbx.calls():
        for row in call.rows:
            if row["AcctId"] == wanted:
                return envelope({"recordfiles": ",".join(_named(pbx, call, row["recordfiles"]))})
    raise Refused(Status.INVALID_VALUE)


def _named(pbx: Pbx, call: Call, recordfiles: str) -> list[str]:
    if pbx.scenario.late_names and call.recording:
        return [f"{call.recording.month}/{call.recording.name}"]
    return [name for name in recordfiles.split("@") if name]


def _csv(lines: list[str]) -> Answer:
    return Answer("\r\n".join([*lines, ""]).encode(), "text/csv;charset=UTF-8")
