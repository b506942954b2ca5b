"""Writes an ONNX model: a graph of nodes as protobuf bytes, by hand.

The `onnx` package would be 40 MB for what is a dozen field numbers. They are those of onnx.proto
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), protobuf's wire format is
https://protobuf.dev/programming-guides/encoding/.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Value = int | float | str | Sequence[int]

IR_VERSION = 8
OPSET = 17
FLOAT, INT64 = 1, 7  # TensorProto.DataType
# AttributeProto.AttributeType
OF_FLOAT, OF_INT, OF_STRING, OF_INTS = 1, 2, 3, 7


class Graph:
    """A graph being written. Each method answers the name by which later nodes refer to its result."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []

    def input(self, name: str, *axes: int | str) -> str:
        """A float input; an axis is a length, or the name of one that may vary."""
        self._inputs.append(_value_info(name, axes))
        return name

    def constant(self, array: NDArray[Any]) -> str:
        name = f"c{len(self._constants)}"
        kind = INT64 if array.dtype.kind == "i" else FLOAT
        raw = array.astype("<i8" if kind == INT64 else "<f4").tobytes()
        dims = b"".join(_int(1, length) for length in array.shape)
        self._constants.append(dims + _int(2, kind) + _text(8, name) + _bytes(9, raw))
        return name

    def add(self, op: str, *inputs: str, **attributes: Value) -> str:
        """One node with one result. An empty name leaves an optional input out."""
        name = f"n{len(self._nodes)}"
        parts = [_text(1, each) for each in inputs]
        parts += [_text(2, name), _text(4, op)]
        parts += [_bytes(5, _attribute(key, value)) for key, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return name

    def output(self, result: str, name: str, *axes: int | str) -> None:
        self._nodes.append(_text(1, result) + _text(2, name) + _text(4, "Identity"))
        self._outputs.append(_value_info(name, axes))

    def to_bytes(self) -> bytes:
        graph = (
            _repeated(1, self._nodes)
            + _text(2, self._name)
            + _repeated(5, self._constants)
            + _repeated(11, self._inputs)
            + _repeated(12, self._outputs)
        )
        opset = _text(1, "") + _int(2, OPSET)
        return _int(1, IR_VERSION) + _text(2, "audiapro") + _bytes(7, graph) + _bytes(8, opset)


def _attribute(name: str, value: Value) -> bytes:
    match value:
        case str():
            return _text(1, name) + _text(4, value) + _int(20, OF_STRING)
        case int():
            return _text(1, name) + _int(3, value) + _int(20, OF_INT)
        case float():
            return _text(1, name) + _tag(2, 5) + struct.pack("<f", value) + _int(20, OF_FLOAT)
    return _text(1, name) + b"".join(_int(8, each) for each in value) + _int(20, OF_INTS)


def _value_info(name: str, axes: Iterable[int | str]) -> bytes:
    dims = [_int(1, axis) if isinstance(axis, int) else _text(2, axis) for axis in axes]
    tensor = _int(1, FLOAT) + _bytes(2, _repeated(1, dims))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _repeated(field: int, items: Iterable[bytes]) -> bytes:
    return b"".join(_bytes(field, item) for item in items)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _tag(field, 2) + _varint(len(value)) + value


def _int(field: int, value: int) -> bytes:
    return _tag(field, 0) + _varint(value & (2**64 - 1))


def _tag(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def int64(*values: int) -> NDArray[np.int64]:
    """A constant for the inputs that take shapes or axes."""
    return np.array(values, np.int64)
