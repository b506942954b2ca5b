"""A Whisper of ours (CTranslate2) as openai-whisper's and whisper.cpp's own formats, to compare the programs.

The models that we install are in 16-bit floats, as OpenAI published them, so nothing is lost. CTranslate2's
file: version, name, revision, then (name, shape, type, bytes) for each variable. ggml's: as whisper.cpp's
models/README.md and convert-pt-to-ggml.py describe it.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

Weights = dict[str, NDArray[Any]]

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
GGML = 0x67676D6C
HALF = 1  # ggml's number for 16-bit floats; 0 is 32
END = "<|endoftext|>"
HEAD_SIZE = 64  # of every Whisper
PARTS = {
    "self_attention/layer_norm": "attn_ln",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
    "self_attention/linear_1": "attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
FUSED = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
KINDS = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}
LAST = {"encoder": "ln_post", "decoder": "ln"}


def read(path: Path) -> Weights:
    """The variables of a CTranslate2 model.bin of version 6. ValueError for another version."""
    with path.open("rb") as file:
        (version,) = _unpack(file, "I")
        if version != 6:
            raise ValueError(f"{path} has version {version} of CTranslate2's format; 6 is known here.")
        _name(file), _unpack(file, "I")
        (count,) = _unpack(file, "I")
        return dict(_variable(file) for _ in range(count))


def _unpack(file: BinaryIO, format: str) -> tuple[Any, ...]:
    return struct.unpack(f"<{format}", file.read(struct.calcsize(f"<{format}")))


def _name(file: BinaryIO) -> str:
    (length,) = _unpack(file, "H")
    return file.read(length).rstrip(b"\0").decode()


def _variable(file: BinaryIO) -> tuple[str, NDArray[Any]]:
    name = _name(file)
    (rank,) = _unpack(file, "B")
    shape = _unpack(file, f"{rank}I")
    kind, size = _unpack(file, "BI")
    return name, np.frombuffer(file.read(size), TYPES[kind]).reshape(shape)


def as_openai(weights: Mapping[str, NDArray[Any]]) -> Weights:
    """The same under the names of OpenAI's checkpoints, where query, key and value are apart."""
    return {name: value for ours, kept in weights.items() for name, value in _renamed(ours, kept)}


def _renamed(name: str, value: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    side, _, rest = name.partition("/")
    part, _, kind = rest.rpartition("/")
    if rest == "embeddings/weight":
        yield "decoder.token_embedding.weight", value
    elif rest == "position_encodings/encodings":
        yield f"{side}.positional_embedding", value
    elif part in ("conv1", "conv2"):
        yield f"{side}.{part}.{kind}", value
    elif part == "layer_norm":
        yield f"{side}.{LAST[side]}.{KINDS[kind]}", value
    elif part.startswith("layer_"):
        layer, _, inner = part.partition("/")
        block = f"{side}.blocks.{layer.removeprefix('layer_')}"
        if inner in PARTS:
            yield f"{block}.{PARTS[inner]}.{KINDS[kind]}", value
        elif inner in FUSED:
            for target, piece in zip(FUSED[inner], np.split(value, len(FUSED[inner])), strict=True):
                if not (kind == "bias" and target.endswith(".key")):  # OpenAI's keys have none: zeros here
                    yield f"{block}.{target}.{KINDS[kind]}", piece


def dimensions(openai: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """OpenAI's ModelDimensions."""
    frames, state = openai["encoder.positional_embedding"].shape
    context, text_state = openai["decoder.positional_embedding"].shape
    layers = {
        side: len({n.split(".")[2] for n in openai if n.startswith(f"{side}.blocks.")}) for side in LAST
    }
    return {
        "n_mels": openai["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": frames,
        "n_audio_state": state,
        "n_audio_head": state // HEAD_SIZE,
        "n_audio_layer": layers["encoder"],
        "n_vocab": openai["decoder.token_embedding.weight"].shape[0],
        "n_text_ctx": context,
        "n_text_state": text_state,
        "n_text_head": text_state // HEAD_SIZE,
        "n_text_layer": layers["decoder"],
    }


GGML_HEADER = (
    "n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
    "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer", "n_mels",
)  # fmt: skip


def write_ggml(folder: Path, target: Path) -> None:
    """The model of a folder as a whisper.cpp model of 16-bit floats."""
    openai = as_openai(read(folder / "model.bin"))
    sizes = dimensions(openai)
    filters = FeatureExtractor(feature_size=sizes["n_mels"]).mel_filters.astype(np.float32)
    tokens = _tokens(folder / "tokenizer.json")
    with target.open("wb") as file:
        file.write(struct.pack("<12i", GGML, *(sizes[name] for name in GGML_HEADER), HALF))
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(tokens)))
        for token in tokens:
            file.write(struct.pack("<i", len(token)) + token)
        for name, value in openai.items():
            file.write(_ggml(name, value))


def _ggml(name: str, value: NDArray[Any]) -> bytes:
    if name.endswith(("conv1.bias", "conv2.bias")):
        value = value.reshape(-1, 1)
    is_half = value.ndim > 1 and not name.endswith(("conv1.bias", "conv2.bias", "positional_embedding"))
    data = value.astype(np.float16 if is_half else np.float32)
    head = struct.pack("<3i", data.ndim, len(name), int(is_half))
    return head + struct.pack(f"<{data.ndim}i", *reversed(data.shape)) + name.encode() + data.tobytes()


def _tokens(path: Path) -> list[bytes]:
    """The bytes of each token of text, in order; whisper.cpp adds the marks itself."""
    vocabulary: dict[str, int] = json.loads(path.read_text())["model"]["vocab"]
    letters = _bytes_of_letters()
    ordered = sorted(vocabulary, key=lambda token: vocabulary[token])
    return [
        bytes(letters[letter] for letter in token)
        for token in ordered
        if token == END or not (token.startswith("<|") and token.endswith("|>"))
    ]


def _bytes_of_letters() -> dict[str, int]:
    """GPT-2 writes bytes as letters: printable ones as they are, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}
