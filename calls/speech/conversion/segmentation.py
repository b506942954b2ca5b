"""pyannote's segmentation-3.0 as an ONNX graph: who of up to three people speaks, frame by frame.

The net is that of Plaquet and Bredin, "Powerset multi-class cross entropy loss for neural speaker
diarization" (https://arxiv.org/abs/2310.13025); its learned band-pass filters are those of
Ravanelli and Bengio, "Speaker Recognition from Raw Waveform with SincNet"
(https://arxiv.org/abs/1808.00158), with sine filters beside the cosine ones.
"""

import numpy as np
from numpy.typing import NDArray

from calls.speech.conversion.onnx import Graph, int64
from calls.speech.conversion.statedict import Arrays

SAMPLE_RATE = 16_000
LOWEST, NARROWEST = 50.0, 50.0  # hertz: the lowest edge and the least width of a band
HIDDEN = 128
LSTM_LAYERS = 4
CLASSES = 7


def graph(weights: Arrays) -> bytes:
    """`samples` (batch, 1, samples at 16 kHz) to `classes` (batch, frames, 7), probabilities.

    The classes are nobody, each of three voices, and each two of them: -, 1, 2, 3, 12, 13, 23.
    """
    net = Graph("segmentation")
    x = net.input("samples", "batch", 1, "samples")
    x = _filters(net, weights, x)
    x = net.add("Transpose", x, perm=(2, 0, 1))
    for layer in range(LSTM_LAYERS):
        x = _lstm(net, weights, layer, x)
    for number in range(2):
        x = net.add("LeakyRelu", _linear(net, weights, f"linear.{number}", x), alpha=0.01)
    x = net.add("Softmax", _linear(net, weights, "classifier", x), axis=2)
    net.output(net.add("Transpose", x, perm=(1, 0, 2)), "classes", "batch", "frames", CLASSES)
    return net.to_bytes()


def _filters(net: Graph, weights: Arrays, x: str) -> str:
    """The waveform through three convolutions, each pooled by three and normalised."""
    x = _instance_norm(net, weights, "sincnet.wav_norm1d", x)
    x = net.add("Conv", x, net.constant(sinc_filters(weights)), kernel_shape=(251,), strides=(10,))
    x = net.add("Abs", x)
    for number in range(3):
        if number:
            path = f"sincnet.conv1d.{number}"
            constants = [net.constant(weights[f"{path}.{part}"]) for part in ("weight", "bias")]
            x = net.add("Conv", x, *constants, kernel_shape=(5,))
        x = net.add("MaxPool", x, kernel_shape=(3,), strides=(3,))
        x = net.add("LeakyRelu", _instance_norm(net, weights, f"sincnet.norm1d.{number}", x), alpha=0.01)
    return x


def sinc_filters(weights: Arrays) -> NDArray[np.float32]:
    """The 80 band-pass filters of 251 taps, (80, 1, 251): 40 even ones, then 40 odd ones.

    Each is the difference of two low-pass filters under a Hamming window, scaled to its band's width.
    """
    path = "sincnet.conv1d.0.filterbank"
    low = LOWEST + np.abs(weights[f"{path}.low_hz_"].astype(np.float64))
    width = NARROWEST + np.abs(weights[f"{path}.band_hz_"].astype(np.float64))
    high = np.clip(low + width, LOWEST, SAMPLE_RATE / 2)
    time = weights[f"{path}.n_"].astype(np.float64)  # 2 pi t of the left half's taps
    window = weights[f"{path}.window_"].astype(np.float64)
    even = (np.sin(high * time) - np.sin(low * time)) / (time / 2) * window
    odd = (np.cos(low * time) - np.cos(high * time)) / (time / 2) * window
    whole = np.concatenate(
        [
            np.concatenate([even, 2 * (high - low), even[:, ::-1]], axis=1),
            np.concatenate([odd, np.zeros_like(low), -odd[:, ::-1]], axis=1),
        ]
    )
    scale = np.concatenate([2 * (high - low)] * 2)
    return np.asarray((whole / scale)[:, None, :], np.float32)


def _instance_norm(net: Graph, weights: Arrays, path: str, x: str) -> str:
    constants = [net.constant(weights[f"{path}.{part}"]) for part in ("weight", "bias")]
    return net.add("InstanceNormalization", x, *constants, epsilon=1e-5)


def _lstm(net: Graph, weights: Arrays, layer: int, x: str) -> str:
    """One layer in both directions: (frames, batch, n) to (frames, batch, 256)."""
    names = [f"l{layer}", f"l{layer}_reverse"]
    inner = np.stack([_gates(weights[f"lstm.weight_ih_{name}"]) for name in names])
    recurrent = np.stack([_gates(weights[f"lstm.weight_hh_{name}"]) for name in names])
    bias = np.stack(
        [
            np.concatenate([_gates(weights[f"lstm.bias_{kind}_{name}"]) for kind in ("ih", "hh")])
            for name in names
        ]
    )
    constants = [net.constant(array) for array in (inner, recurrent, bias)]
    both = net.add("LSTM", x, *constants, hidden_size=HIDDEN, direction="bidirectional")
    beside = net.add("Transpose", both, perm=(0, 2, 1, 3))
    return net.add("Reshape", beside, net.constant(int64(0, 0, 2 * HIDDEN)))


def _gates(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """PyTorch keeps the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""
    into, forget, cell, out = np.split(array, 4)
    return np.concatenate([into, out, forget, cell])


def _linear(net: Graph, weights: Arrays, path: str, x: str) -> str:
    product = net.add("MatMul", x, net.constant(weights[f"{path}.weight"].T))
    return net.add("Add", product, net.constant(weights[f"{path}.bias"]))
