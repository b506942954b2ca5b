"""`recapi` and `getRecordInfosByCall`: from a CDR to the samples of its recording."""

import io
import wave

import av
import numpy as np

from tests.ucm.simulator.wire import Wire
from ucm.simulator.audio import VOICES, Recording
from ucm.simulator.traffic.calls import Call, Place


def recorded(wire: Wire, name: str) -> tuple[Call, Place]:
    call = wire.ucm.place_call(recording=voice(wire, name))
    assert call.recording
    return call, call.recording


def voice(wire: Wire, name: str) -> Recording:
    return next(each for each in wire.ucm.pbx.recordings if each.name == name)


def samples_of_file(name: str) -> np.ndarray:
    """(frames, channels), decoded here and not by the simulator."""
    with av.open(str(VOICES / name)) as source:
        channels = source.streams.audio[0].codec_context.channels
        parts = [frame.to_ndarray().reshape(-1, channels) for frame in source.decode(audio=0)]
    return np.concatenate(parts)


def samples_of_wav(body: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getframerate(), file.getsampwidth()) == (8000, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())


def test_the_bare_name_of_the_cdr_gives_the_very_samples(wire: Wire) -> None:
    recorded(wire, "missed_repair.flac")
    [group] = wire.groups()
    month, name = group["recordfiles"].removesuffix("@").split("/")
    assert month == "2026-03"
    answer = wire.act("recapi", filedir="monitor", filename=name)
    assert answer.content[:4] == b"RIFF"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert np.array_equal(samples_of_wav(answer.content), samples_of_file("missed_repair.flac"))


def test_two_channels_stay_two_and_stay_apart(wire: Wire) -> None:
    _, place = recorded(wire, "insurance_overlap.stereo.flac")
    heard = samples_of_wav(wire.act("recapi", filename=place.name).content)
    assert heard.shape[1] == 2
    assert np.array_equal(heard, samples_of_file("insurance_overlap.stereo.flac"))


def test_a_queue_recording_lies_in_the_queue_folder(wire: Wire) -> None:
    _, place = recorded(wire, "dental_toothache.flac")
    assert place.filedir == "queue"
    assert place.name.startswith("q6500-")
    assert wire.status("recapi", filename=place.name) == -16
    assert wire.act("recapi", filedir="monitor,queue", filename=place.name).content[:4] == b"RIFF"


def test_a_name_with_month_folder_or_separator_finds_nothing(wire: Wire) -> None:
    _, place = recorded(wire, "missed_repair.flac")
    for wrong in (f"{place.month}/{place.name}", f"{place.name}@", "auto-1-2-3.wav"):
        answer = wire.act("recapi", filedir="monitor", filename=wrong)
        assert answer.json() == {"response": {}, "status": -16}


def test_without_a_name_folders_and_their_files_are_listed(wire: Wire) -> None:
    _, place = recorded(wire, "missed_repair.flac")
    assert wire.act("recapi").text.split() == [
        "Directory",
        "monitor",
        "emergency",
        "meetme",
        "queue",
        "sca",
    ]
    listing = wire.act("recapi", filedir="monitor,queue").text.splitlines()
    assert listing == ["Directory,Filename", f"monitor,{place.name}"]


def test_the_account_id_leads_to_the_recording(wire: Wire) -> None:
    call, place = recorded(wire, "missed_repair.flac")
    answer = wire.act("getRecordInfosByCall", id=call.rows[0]["AcctId"])
    assert answer.json() == {"response": {"recordfiles": f"{place.month}/{place.name}"}, "status": 0}
    assert wire.status("getRecordInfosByCall", id="99999") == -15
    assert wire.status("getRecordInfosByCall") == -1
