"""The converted nets answer what the published ones answer in PyTorch 2.13.

The expected numbers come from the published code and weights, run once in PyTorch on the inputs made
here. The files are those of the models folder, which set-up wrote.
"""

from pathlib import Path

import numpy as np
import pytest

from calls.speech.speakers import net, provision


@pytest.fixture(scope="module")
def folder(models_dir: Path) -> Path:
    return provision.locate(models_dir)


def test_campplus_answers_as_in_pytorch(folder: Path) -> None:
    frame, band = np.mgrid[:120, :80]
    features = 2 * np.sin(0.1 * frame + 0.3 * band) + np.cos(0.05 * frame * band / 10)
    inputs = {"features": features[None].astype(np.float32), "weights": np.ones((1, 1, 60), np.float32)}
    (prints,) = net.load(folder / "campplus.onnx", threads=1).run(None, inputs)
    assert prints.shape == (1, 1, 192)
    expected = [-1.0814, 0.119, -0.0031, -0.3233, -0.6518, 0.1244]
    assert prints[0, 0, :6].tolist() == pytest.approx(expected, abs=2e-4)


def test_weights_leave_frames_out(folder: Path) -> None:
    features = np.random.default_rng(1).normal(size=(1, 100, 80)).astype(np.float32)
    weights = np.ones((1, 2, 50), np.float32)
    weights[0, 1, 10:] = 0
    (prints,) = net.load(folder / "campplus.onnx", threads=1).run(
        None, {"features": features, "weights": weights}
    )
    assert not np.allclose(prints[0, 0], prints[0, 1], atol=0.1)


def test_segmentation_answers_as_in_pytorch(folder: Path) -> None:
    time = np.arange(32_000) / 16_000
    rising = 0.3 * np.sin(2 * np.pi * (150 + 50 * time) * time)
    pulsing = 0.2 * np.sin(2 * np.pi * 450 * time) * (np.sin(2 * np.pi * 3 * time) > 0)
    samples = (rising + pulsing).astype(np.float32)[None, None]
    (classes,) = net.load(folder / "segmentation.onnx", threads=1).run(None, {"samples": samples})
    assert classes.shape == (1, 115, 7)
    expected = [0.774, 0.0248, 0.0832, 0.1063, 0.0024, 0.0033, 0.0061]
    assert classes[0, 20].tolist() == pytest.approx(expected, abs=2e-4)
