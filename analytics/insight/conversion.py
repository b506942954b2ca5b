"""all-MiniLM-L6-v2 from published safetensors to a CTranslate2 model, without PyTorch. Set-up calls it.

A BERT encoder of six layers (Devlin et al., 2018; the sentences' weights: Reimers and Gurevych, 2019).
Its weights become whole numbers of 8 bits, which makes 90 MB into 24 and a sentence twice as quick.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

LAYERS = 6
HEADS = 12
EPSILON = 1e-12  # of its layer norms
UNKNOWN = "[UNK]"

Arrays = Mapping[str, NDArray[np.float32]]


def read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The arrays of 32 bits by their names.

    A safetensors file is a length of 8 bytes, as much JSON that says where each array lies, and the
    arrays: https://huggingface.co/docs/safetensors.
    """
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    described = json.loads(content[8:start])
    return {
        name: _array(content, start, where)
        for name, where in described.items()
        if where.get("dtype") == "F32"
    }


def _array(content: bytes, start: int, where: Mapping[str, Any]) -> NDArray[np.float32]:
    first, last = where["data_offsets"]
    flat = np.frombuffer(content, "<f4", count=(last - first) // 4, offset=start + first)
    return flat.reshape(where["shape"]).copy()  # CTranslate2 scales weights in place


def convert(weights: Path, vocabulary: Path, target: Path, *, quantization: str | None = "int8") -> None:
    """Write CTranslate2's files into the folder `target`. KeyError when the weights are of another net."""
    spec = _spec(read(weights))
    spec.config.unk_token = UNKNOWN
    spec.config.layer_norm_epsilon = EPSILON
    spec.register_vocabulary(vocabulary.read_text(encoding="utf-8").splitlines())
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(target))


def _spec(arrays: Arrays) -> Any:
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = arrays["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = arrays["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = arrays["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, arrays, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _layer(layer, arrays, f"encoder.layer.{number}")
    return transformer_spec.TransformerEncoderModelSpec(encoder)


def _layer(layer: Any, arrays: Arrays, name: str) -> None:
    # One multiplication for all three is quicker than three.
    asked = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    _linear(layer.self_attention.linear[0], arrays, *asked)
    _linear(layer.self_attention.linear[1], arrays, f"{name}.attention.output.dense")
    _norm(layer.self_attention.layer_norm, arrays, f"{name}.attention.output.LayerNorm")
    _linear(layer.ffn.linear_0, arrays, f"{name}.intermediate.dense")
    _linear(layer.ffn.linear_1, arrays, f"{name}.output.dense")
    _norm(layer.ffn.layer_norm, arrays, f"{name}.output.LayerNorm")


def _linear(linear: Any, arrays: Arrays, *names: str) -> None:
    linear.weight = np.concatenate([arrays[f"{name}.weight"] for name in names])
    linear.bias = np.concatenate([arrays[f"{name}.bias"] for name in names])


def _norm(norm: Any, arrays: Arrays, name: str) -> None:
    norm.gamma = arrays[f"{name}.weight"]
    norm.beta = arrays[f"{name}.bias"]
