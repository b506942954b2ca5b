"""The recognisers' benchmark: labels read, missing peers named, words counted on their speakers."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audiapro.management.commands import bench_asr
from calls.management.commands.bench_speech import SHIPPED


def test_labels_are_turns_or_plain_text_and_other_languages_are_left_out() -> None:
    found = {call.path.name: call for call in bench_asr.labelled(SHIPPED)}
    assert "cita_en_el_taller.flac" not in found
    assert {who for who, _ in found["dental_toothache.flac"].turns} == {"agent", "customer"}
    assert found["dental_toothache.flac"].seconds == pytest.approx(86, abs=1)


def test_a_text_beside_the_audio_is_a_label_without_speakers(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "dental_toothache.flac", tmp_path / "call.flac")
    (tmp_path / "call.txt").write_text("Hello there.")
    [call] = bench_asr.labelled(tmp_path)
    assert call.turns == [("", "Hello there.")]


def test_a_folder_without_labels_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="label"):
        call_command("bench_asr", calls=[tmp_path])


@pytest.mark.slow
def test_ours_is_measured_and_a_peer_that_is_not_installed_is_named(tmp_path: Path) -> None:
    for kind in ("flac", "json"):
        shutil.copy(SHIPPED / f"dental_toothache.{kind}", tmp_path)
    out = StringIO()
    call_command(
        "bench_asr", calls=[tmp_path], rounds=1, only=["AudiaPro", "openai-whisper"], stdout=out,
        stderr=StringIO(),
    )  # fmt: skip
    results = json.loads(out.getvalue())["results"]
    assert results["AudiaPro"]["wer"] < 0.2
    assert results["AudiaPro"]["cpwer"] < results["AudiaPro"]["cpwer_one_speaker"]
    assert results["openai-whisper"]["not_run"].startswith("ModuleNotFoundError")
