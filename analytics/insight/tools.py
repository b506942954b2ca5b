"""The models that an analysis may use, loaded once by who calls it; see `report.analyse`.

Without one of them an analysis does what it can and says in its notes what is missing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Embedder(Protocol):
    """Sentences as directions of meaning."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text, (len(texts), 384); their dot product is their likeness."""

    def __hash__(self) -> int:
        """What was embedded once is kept by who embedded it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """`parse` reads English texts into spaCy's documents, in order: parts of speech and names."""

    embedder: Embedder | None = None
    parse: "Callable[[Sequence[str]], Sequence[Doc]] | None" = None


NO_TOOLS = Tools()
