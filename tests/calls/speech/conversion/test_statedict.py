"""A state dict is read without PyTorch, and nothing in it can run."""

import io
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from calls.speech.conversion import statedict
from calls.speech.conversion.statedict import NotAStateDict


class Storage:
    """Stands for a storage in the pickle; PyTorch writes it as a persistent id as below."""


class Writer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        kind = sys.modules["torch"].FloatStorage
        return ("storage", kind, "7", "cpu", 6) if isinstance(obj, Storage) else None


class Tensor:
    def __reduce__(self) -> Any:
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        # Two rows of two, from the second number on, transposed by its strides.
        return rebuild, (Storage(), 1, (2, 2), (1, 2), False, OrderedDict())


@pytest.fixture
def like_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just enough of the names that PyTorch's pickles refer to, for writing one here."""
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")

    def _rebuild_tensor_v2() -> None: ...

    class FloatStorage: ...

    for module, thing in ((torch, FloatStorage), (utils, _rebuild_tensor_v2)):
        thing.__module__, thing.__qualname__ = module.__name__, thing.__name__
        setattr(module, thing.__name__, thing)
        monkeypatch.setitem(sys.modules, module.__name__, module)


def archive(path: Path, content: Any) -> Path:
    pickled = io.BytesIO()
    Writer(pickled, protocol=2).dump(content)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("any/data.pkl", pickled.getvalue())
        file.writestr("any/data/7", np.arange(6, dtype="<f4").tobytes())
    return path


@pytest.mark.usefixtures("like_torch")
def test_an_array_is_read_with_its_offset_and_strides(tmp_path: Path) -> None:
    arrays = statedict.read(archive(tmp_path / "weights.pt", OrderedDict({"layer.weight": Tensor()})))
    assert arrays["layer.weight"].tolist() == [[1, 3], [2, 4]]


@pytest.mark.usefixtures("like_torch")
def test_arrays_may_lie_one_level_down(tmp_path: Path) -> None:
    arrays = statedict.read(archive(tmp_path / "w.pt", {"version": 1, "state_dict": {"bias": Tensor()}}))
    assert set(arrays) == {"bias"}


@pytest.mark.usefixtures("like_torch")
def test_what_would_run_on_reading_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "ran",)

    with pytest.raises(NotAStateDict, match="it names"):
        statedict.read(archive(tmp_path / "evil.pt", {"weight": Evil()}))
    assert not (tmp_path / "ran").exists()


def test_another_file_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "notes.pt").write_text("hello")
    with pytest.raises(NotAStateDict, match=r"notes\.pt is no PyTorch state dict"):
        statedict.read(tmp_path / "notes.pt")
