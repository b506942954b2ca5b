"""A call is heard, corrected, and heard again by Whisper: what the person wrote is there, and is found."""

from pathlib import Path
from typing import Any

import pytest

from analytics.queries.filters import Filters, matching
from analytics.queries.period import Period
from calls import pipeline
from calls.correcting import correct
from calls.hearing_again import hear_again
from calls.models import Call, Correction, Step, Utterance
from calls.stage import Done
from tests import factories as make
from ucm.simulator.audio import VOICES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def call(settings: Any, tmp_path: Path) -> Call:
    settings.RECORDINGS_DIR = tmp_path
    call = make.make_call()
    recording = make.make_recording(call, seconds=60.0, file="quiet.flac")
    (tmp_path / recording.file.name).write_bytes((VOICES / "quiet_lab_results.flac").read_bytes())
    make.make_step(call, "transcribe", Step.State.WAITING)
    return call


def hear(call: Call) -> None:
    assert isinstance(pipeline.run(call.steps.get(stage="transcribe").pk), Done)


def lines(call: Call) -> list[str]:
    return list(Utterance.objects.filter(transcript__call=call).values_list("text", flat=True))


def test_a_correction_survives_another_hearing_and_is_found(call: Call) -> None:
    hear(call)
    heard = lines(call)
    index = max(range(len(heard)), key=lambda n: len(heard[n].split()))
    words = heard[index].split()
    wanted = " ".join([*words[:2], "Zorbaxin", *words[3:]])
    correct(call, index, wanted, was=heard[index], by=make.make_user())
    assert isinstance(pipeline.run(call.steps.get(stage="analyse").pk), Done)

    recording = call.recordings.get()
    recording.offset = 0.4  # as if something had come before it: all lines begin at other times
    recording.save()
    assert hear_again(Call.objects.all()) == 1
    hear(call)
    assert lines(call) == [*heard[:index], wanted, *heard[index + 1 :]]
    assert Correction.objects.get().state == Correction.State.PLACED
    assert list(matching(Filters(q="zorbaxin", period=Period.ALL))) == [call]
