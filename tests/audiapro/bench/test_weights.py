"""Our models in the formats of the programs that they are compared with."""

import struct
from pathlib import Path

import numpy as np
import pytest

from audiapro.bench import weights

STATE, LAYERS = 384, 4


@pytest.fixture(scope="module")
def openai(models_dir: Path) -> weights.Weights:
    return weights.as_openai(weights.read(models_dir / "tiny.en" / "model.bin"))


def test_every_weight_of_openais_tiny_model_is_there(openai: weights.Weights) -> None:
    assert weights.dimensions(openai) == {
        "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": STATE, "n_audio_head": 6, "n_audio_layer": LAYERS,
        "n_vocab": 51864, "n_text_ctx": 448, "n_text_state": STATE, "n_text_head": 6, "n_text_layer": LAYERS,
    }  # fmt: skip
    assert len(openai) == 9 + LAYERS * 15 + LAYERS * 24 + 2
    assert openai["decoder.blocks.3.cross_attn.value.weight"].shape == (STATE, STATE)
    assert "encoder.blocks.0.attn.key.bias" not in openai


def test_the_bias_of_keys_that_is_left_out_is_none(models_dir: Path) -> None:
    ours = weights.read(models_dir / "tiny.en" / "model.bin")
    keys = ours["encoder/layer_0/self_attention/linear_0/bias"][STATE : 2 * STATE]
    assert not np.any(keys)


def test_a_whisper_cpp_model_has_its_sizes_filters_tokens_and_all_tensors(
    models_dir: Path, tmp_path: Path
) -> None:
    weights.write_ggml(models_dir / "tiny.en", tmp_path / "ggml.bin")
    raw = (tmp_path / "ggml.bin").read_bytes()
    assert len(raw) == 77_704_715  # as whisper.cpp publishes it
    assert struct.unpack_from("<3i", raw) == (0x67676D6C, 51864, 1500)
    assert struct.unpack_from("<2i", raw, 48) == (80, 201)
    tokens = 48 + 8 + 4 * 80 * 201
    assert struct.unpack_from("<2i", raw, tokens) == (50257, 1)


def test_another_version_of_the_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(struct.pack("<I", 7))
    with pytest.raises(ValueError, match="version 7"):
        weights.read(path)
