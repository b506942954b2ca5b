"""`manage.py bench_speakers` reads labels in each form and counts words on the wrong speaker."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from calls.management.commands.bench_speakers import labelled
from calls.speech.speakers import provision

VOICES = settings.BASE_DIR / "ucm" / "simulator" / "voices"
NAME = "clinic_voicemail"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(VOICES / f"{NAME}.flac", tmp_path)
    return tmp_path


def test_a_labelled_call_is_measured_beside_one_speaker(folder: Path, models_dir: Path) -> None:
    provision.locate(models_dir)
    shutil.copy(VOICES / f"{NAME}.json", folder)
    out = StringIO()
    call_command("bench_speakers", calls=folder, stdout=out, stderr=StringIO())
    measured = json.loads(out.getvalue())
    call = measured["calls"][NAME]
    assert (call["speakers"], call["of"]) == (2, 2)
    assert call["true_words"]["percent"] < 3 < call["one_speaker"]["percent"]
    assert measured["overall"]["calls"] == 1


def test_subtitles_with_names_are_labels_too(folder: Path) -> None:
    (folder / f"{NAME}.srt").write_text(
        "1\n00:00:01,500 --> 00:00:03,000\n[System] You have\nreached us.\n\n"
        "2\n00:00:04,000 --> 00:00:05,000\n[Caller] Hello.\n"
    )
    [call] = labelled(folder, None)
    assert [(said.start, said.end, said.who) for said in call.truth] == [
        (1.5, 3.0, "System"),
        (4.0, 5.0, "Caller"),
    ]
    assert [(word.text, who) for word, who in zip(call.words, call.owners, strict=True)] == [
        (" You", "System"), (" have", "System"), (" reached", "System"), (" us.", "System"),
        (" Hello.", "Caller"),
    ]  # fmt: skip
    assert call.words[0].start == 1.5
    assert call.words[3].end == pytest.approx(3.0)


def test_a_folder_without_labels_is_said_in_words(folder: Path, models_dir: Path) -> None:
    provision.locate(models_dir)
    with pytest.raises(CommandError, match=r"no mono audio with a \.json or \.srt"):
        call_command("bench_speakers", calls=folder, stdout=StringIO())
