"""Reads the arrays out of a PyTorch state dict without PyTorch.

A state dict is a zip: `data.pkl` describes each array by its storage's number, size and strides,
and `data/<number>` holds the storage's raw little-endian bytes. The pickle may name four harmless
things; anything else in it is refused, so that reading a file can never run what it contains.
https://docs.pytorch.org/docs/stable/notes/serialization.html
"""

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


class NotAStateDict(Exception):
    """The file holds something else than arrays."""


def read(path: Path) -> Arrays:
    """Every array by its name; one level of nesting under `state_dict` is opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            pickled = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
            with archive.open(pickled) as stream:
                content = _Reader(stream, archive, PurePosixPath(pickled).parent).load()
    except (zipfile.BadZipFile, StopIteration, pickle.UnpicklingError, KeyError, ValueError) as error:
        raise NotAStateDict(f"{path.name} is no PyTorch state dict: {error}") from error
    content = content.get("state_dict", content)
    return {name: array for name, array in content.items() if isinstance(array, np.ndarray)}


class _Reader(pickle.Unpickler):
    def __init__(self, stream: IO[bytes], archive: zipfile.ZipFile, root: PurePosixPath) -> None:
        super().__init__(stream)
        self._archive = archive
        self._root = root

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it names {module}.{name}") from None

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, dtype, number, *_ = pid
        return np.frombuffer(self._archive.read(str(self._root / "data" / number)), dtype)


def _tensor(
    storage: NDArray[Any], offset: int, size: tuple[int, ...], stride: Iterable[int], *_: Any
) -> NDArray[Any]:
    strides = tuple(step * storage.itemsize for step in stride)
    return np.ndarray(size, storage.dtype, storage, offset * storage.itemsize, strides)


_ALLOWED: dict[tuple[str, str], Callable[..., Any] | str] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): "<f4",
    ("torch", "LongStorage"): "<i8",
}
