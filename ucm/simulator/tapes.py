"""How a scenario keeps a recording and names it in the call's rows. Called by pbx.py.

`recordfiles_desc` was seen on some rows only. `gdms_unique_code` is taken to be the code of the copy in
Grandstream's cloud; nobody has shown a filled one. That several files of one leg are named by the instant
at which each began is an inference from the names of single ones.
"""

import hashlib
import io
import re
import wave
from dataclasses import replace

from ucm.simulator.audio import Recording
from ucm.simulator.switches import Scenario
from ucm.simulator.traffic.calls import Call, Place
from ucm.simulator.traffic.cdr import Row


def parts(place: Place, recording: Recording, scenario: Scenario) -> list[tuple[Place, Recording]]:
    """The files in which a recording is kept, in the order in which they were spoken."""
    if scenario.parts == 1:
        return [(place, recording)]
    each = recording.seconds / scenario.parts
    return [
        (_later(place, int(each * part)), _cut(recording, part, scenario.parts))
        for part in range(scenario.parts)
    ]


def labelled(call: Call, recording: Recording, scenario: Scenario) -> Call:
    """The call with its recording named in the rows as the scenario wants it."""
    rows = tuple(_label(row, call, recording, scenario) if row["recordfiles"] else row for row in call.rows)
    return replace(call, rows=rows)


def cloud_code(name: str) -> str:
    """The code of a copy in the cloud: hex digits, the same for each look at it."""
    return hashlib.sha256(name.rpartition(".")[0].encode()).hexdigest()[:24]


def _label(row: Row, call: Call, recording: Recording, scenario: Scenario) -> Row:
    if scenario.late_names or call.recording is None:
        return row | {"recordfiles": "", "recordfiles_desc": ""}
    files = parts(call.recording, recording, scenario)
    places = [place for place, _ in files]
    row = row | {"recordfiles": "".join(f"{place.month}/{place.name}@" for place in places)}
    if scenario.described is not None:
        told = "".join(_description(audio, call, row) for _, audio in files) if scenario.described else ""
        row |= {"recordfiles_desc": told}
    elif len(files) > 1:
        row |= {"recordfiles_desc": ""}
    code = cloud_code(places[0].name) if scenario.cloud_codes else ""
    return row | {"gdms_unique_code": code}


def _description(audio: Recording, call: Call, row: Row) -> str:
    answered = int(call.ends - int(row["billsec"]))
    return f"duration={int(audio.seconds)},size={len(audio.wav)}B,start-time={answered}@"


def _later(place: Place, seconds: int) -> Place:
    """The name of a file that began so much later."""
    name = re.sub(r"\d{10}", lambda epoch: str(int(epoch[0]) + seconds), place.name, count=1)
    return replace(place, name=name)


def _cut(recording: Recording, part: int, count: int) -> Recording:
    target = io.BytesIO()
    with wave.open(io.BytesIO(recording.wav)) as source, wave.open(target, "wb") as piece:
        frames = source.getnframes() // count
        source.setpos(frames * part)
        piece.setparams(source.getparams())
        piece.writeframes(source.readframes(frames))
    return replace(recording, wav=target.getvalue(), seconds=recording.seconds / count)
