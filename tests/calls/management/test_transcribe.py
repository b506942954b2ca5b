"""`manage.py transcribe` works by itself, and says what is wrong with a file and what to do."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from calls.speech import provision

CALL = settings.BASE_DIR / "ucm" / "simulator" / "voices" / "clinic_voicemail.flac"


def test_a_call_is_heard_without_a_database(models_dir: Path) -> None:
    # No django_db mark: pytest-django fails the test at its first query.
    provision.locate("tiny.en", models_dir)
    out, err = StringIO(), StringIO()
    call_command("transcribe", CALL, "--json", "--model", "tiny.en", stdout=out, stderr=err)
    heard = json.loads(out.getvalue())
    words = [word for segment in heard["segments"] for word in segment["words"]]
    assert len(words) > 20
    assert all(word["start"] <= word["end"] <= heard["duration"] + 0.1 for word in words)
    assert "Heard" in err.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be opened: No such file"),
        (b"", "The file is empty"),
        (b"just some text, no sound at all", "no audio that can be decoded"),
    ],
)
def test_a_file_that_cannot_be_heard_is_explained(content: bytes | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "call.wav"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=told):
        call_command("transcribe", file, "--model", "tiny.en", stdout=StringIO())


def test_a_missing_model_is_explained() -> None:
    with pytest.raises(CommandError, match="no-such-model"):
        call_command("transcribe", CALL, "--model", "no-such-model", stdout=StringIO())


def test_a_language_that_whisper_does_not_know_is_explained() -> None:
    with pytest.raises(CommandError, match="klingon"):
        call_command("transcribe", CALL, "--language", "klingon", stdout=StringIO())
