"""Who is the agent of two-channel calls, as recorded and with the channels exchanged. Set EVAL_DIR.

The calls are not part of the project: 20 synthetic ones, agent on the left, and a real one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from calls.speech import audio, provision, roles
from calls.speech.speakers import provision as speakers
from calls.speech.types import Hints, Segment, Speech
from calls.speech.whisper import Whisper
from tests.calls.speech.test_whisper import write

ON_THE_LEFT = {"agent", "agent2", "system"}


def side(who: str, *, is_swapped: bool) -> str:
    return "AB"[(who in ON_THE_LEFT) == is_swapped]


def labelled(path: Path, *, is_swapped: bool) -> tuple[str, Speech]:
    """The direction of a labelled call, and its true turns on the channels they are on."""
    truth: dict[str, Any] = json.loads(path.read_text())
    segments = tuple(
        Segment(
            turn["start"], turn["end"], turn["text"], speaker=side(turn["speaker"], is_swapped=is_swapped)
        )
        for turn in truth["turns"]
    )
    return truth["direction"], Speech(truth["language"], truth["duration"], 2, segments)


def told(speech: Speech, direction: str, **known: int) -> dict[str, str]:
    segments = roles.with_roles(speech, direction=direction, **known).segments
    return {segment.speaker: segment.role for segment in segments if segment.role}


def exchanged(found: dict[str, str]) -> dict[str, str]:
    return {"BA"["AB".index(speaker)]: role for speaker, role in found.items()}


def test_the_true_words_tell_the_agent_whichever_channel_is_his(eval_dir: Path) -> None:
    paths = sorted((eval_dir / "synthetic").glob("*.json"))
    known = 0
    for path in paths:
        direction, call = labelled(path, is_swapped=False)
        found = told(call, direction)
        assert found.get("A") in (None, "agent", "system"), path.stem
        assert found.get("B") in (None, "customer"), path.stem
        direction, call = labelled(path, is_swapped=True)
        assert told(call, direction) == exchanged(found), path.stem
        known += bool(found)
    assert known >= 0.9 * len(paths)


def test_a_wrong_setting_makes_few_calls_wrong(eval_dir: Path) -> None:
    """Where words and setting disagree, nobody gets a role unless the words are clear."""
    calls = [labelled(path, is_swapped=False) for path in sorted((eval_dir / "synthetic").glob("*.json"))]
    found = [told(call, direction, agent_channel=1).get("A") for direction, call in calls]
    assert found.count("customer") <= 0.1 * len(found)


@pytest.fixture(scope="module")
def whisper(models_dir: Path) -> Whisper:
    return Whisper(
        provision.locate("tiny.en", models_dir),
        model="tiny.en", device="cpu", compute="default", speakers=speakers.find(models_dir),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "real/auto40_stereo.wav",
        "synthetic/dev12_outbound_sales.stereo.flac",
        "synthetic/dev15_car_dealer_ivr.stereo.flac",
    ],
)
def test_channels_exchanged_are_roles_exchanged(
    whisper: Whisper, eval_dir: Path, tmp_path: Path, name: str
) -> None:
    path = eval_dir / name
    direction = "outbound" if "outbound" in name else "inbound"
    left, right = audio.load(path, channels=2)
    as_recorded = told(whisper.transcribe(path, Hints(language="en")), direction)
    swapped = write(tmp_path / "swapped.flac", right, left)
    assert as_recorded == {"A": "agent", "B": "customer"}
    assert told(whisper.transcribe(swapped, Hints(language="en")), direction) == exchanged(as_recorded)
