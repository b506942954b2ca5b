"""MiniLM: sentences as directions of meaning, on a CPU. `analytics.tools` loads it once a process.

The model is all-MiniLM-L6-v2 (Reimers and Gurevych, 2019; https://arxiv.org/abs/1908.10084), English,
converted at set-up (`provision`). A text is the mean of what the net makes of each of its tokens.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

SIZE = 384
LONGEST = 256  # tokens, those it was trained with; what is beyond is not read
BATCH = 32  # texts; of about the same length, so that little is padding


class MiniLM:
    """A `tools.Embedder`. Loading takes about 0.1 s. One may be asked from several threads."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self._encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="default", inter_threads=1, intra_threads=threads
        )

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text, (len(texts), 384)."""
        rows = np.zeros((len(texts), SIZE), np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        for places in _batches(tokens):
            rows[places] = self._means([tokens[place] for place in places])
        lengths: NDArray[np.float32] = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        return rows / lengths

    def _means(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        states = np.asarray(self._encoder.forward_batch(tokens).last_hidden_state)
        lengths = np.array([len(ids) for ids in tokens])
        counts = np.arange(states.shape[1]) < lengths[:, None]
        summed: NDArray[np.float32] = (states * counts[:, :, None]).sum(axis=1)
        means: NDArray[np.float32] = np.divide(summed, lengths[:, None], dtype=np.float32)
        return means


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The places of all texts, the short ones together."""
    by_length = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    for first in range(0, len(by_length), BATCH):
        yield by_length[first : first + BATCH]
