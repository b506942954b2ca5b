"""The project's own settings, read with the tests' environment: a scratch data folder, a small model."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = tempfile.mkdtemp(prefix="audiapro-tests-")
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["DATA_DIR"] = SCRATCH
os.environ.setdefault("MODELS_DIR", str(ROOT / "var" / "models"))
os.environ["WHISPER_MODEL"] = "tiny.en"
os.environ["DEBUG"] = "0"

from audiapro.settings import *

STATIC_ROOT.mkdir()  # noqa: F405 - whitenoise warns of a missing folder, and warnings fail
# Django's own test runner does the same: hashing passwords slowly proves nothing here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
