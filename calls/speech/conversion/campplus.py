"""CAM++ as an ONNX graph: what a voice sounds like, as 192 numbers.

The net is that of Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification"
(https://arxiv.org/abs/2303.00332); the names are those of 3D-Speaker's weights. Two things differ
from the published graph, neither its numbers:

* Its context is pooled over 100 frames at a time. We only ever give it windows of at most 2 s
  (100 frames after the first layer's stride), where that equals the mean of the whole window.
* Its statistics are taken over frames with weights, several sets at once, so that one pass over
  a window describes each person who speaks in it.
"""

import numpy as np

from calls.speech.conversion.onnx import Graph, int64
from calls.speech.conversion.statedict import Arrays

BANDS = 80
SIZE = 192
# Layers and dilation of the three densely connected blocks.
BLOCKS = ((12, 1), (24, 2), (16, 2))


def graph(weights: Arrays) -> bytes:
    """`features` (batch, frames, 80) and `weights` (batch, voices, frames / 2) to `embeddings`."""
    net = _Net(weights)
    features = net.graph.input("features", "batch", "frames", BANDS)
    share = net.graph.input("weights", "batch", "voices", "steps")
    x = net.tdnn(net.head(net.graph.add("Transpose", features, perm=(0, 2, 1))))
    for number, (layers, dilation) in enumerate(BLOCKS, start=1):
        for layer in range(1, layers + 1):
            path = f"xvector.block{number}.tdnnd{layer}"
            x = net.graph.add("Concat", x, net.dense(path, x, dilation), axis=1)
        x = net.conv(f"xvector.transit{number}.linear", net.active(f"xvector.transit{number}.nonlinear", x))
    x = net.active("xvector.out_nonlinear", x)
    net.graph.output(net.embed(net.statistics(x, share)), "embeddings", "batch", "voices", SIZE)
    return net.graph.to_bytes()


class _Net:
    def __init__(self, weights: Arrays) -> None:
        self.graph = Graph("campplus")
        self._weights = weights

    def head(self, x: str) -> str:
        """The convolutions over time and frequency in front: (batch, 80, frames) to (batch, 320, frames)."""
        x = self.graph.add("Unsqueeze", x, self.graph.constant(int64(1)))
        x = self._relu(self._conv2d("head.conv1", "head.bn1", x))
        for layer in ("head.layer1", "head.layer2"):
            x = self._residual(f"{layer}.0", x, stride=2)
            x = self._residual(f"{layer}.1", x, stride=1)
        x = self._relu(self._conv2d("head.conv2", "head.bn2", x, stride=2))
        return self.graph.add("Reshape", x, self.graph.constant(int64(0, 320, -1)))

    def _residual(self, path: str, x: str, *, stride: int) -> str:
        inner = self._relu(self._conv2d(f"{path}.conv1", f"{path}.bn1", x, stride=stride))
        inner = self._conv2d(f"{path}.conv2", f"{path}.bn2", inner)
        if stride > 1:
            x = self._conv2d(f"{path}.shortcut.0", f"{path}.shortcut.1", x, stride=stride)
        return self._relu(self.graph.add("Add", inner, x))

    def _conv2d(self, path: str, norm: str, x: str, *, stride: int = 1) -> str:
        weight = self._weights[f"{path}.weight"]
        pads = [weight.shape[2] // 2] * 4
        convolved = self.graph.add(
            "Conv",
            x,
            self.graph.constant(weight),
            strides=(stride, 1),
            pads=pads,
            kernel_shape=weight.shape[2:],
        )
        return self._normalise(norm, convolved)

    def tdnn(self, x: str) -> str:
        weight = self.graph.constant(self._weights["xvector.tdnn.linear.weight"])
        x = self.graph.add("Conv", x, weight, kernel_shape=(5,), strides=(2,), pads=(2, 2))
        return self.active("xvector.tdnn.nonlinear", x)

    def dense(self, path: str, x: str, dilation: int) -> str:
        """One context-aware layer: local convolution, masked by what the whole window sounds like."""
        x = self.conv(f"{path}.linear1", self.active(f"{path}.nonlinear1", x))
        x = self.active(f"{path}.nonlinear2", x)
        local = self.graph.add(
            "Conv",
            x,
            self.graph.constant(self._weights[f"{path}.cam_layer.linear_local.weight"]),
            kernel_shape=(3,),
            dilations=(dilation,),
            pads=(dilation, dilation),
        )
        # Mean of the window + mean of each 100 frames of it, which in our windows are the same.
        mean = self.graph.add("ReduceMean", x, axes=(2,), keepdims=1)
        context = self._relu(self.conv(f"{path}.cam_layer.linear1", self.graph.add("Add", mean, mean)))
        mask = self.graph.add("Sigmoid", self.conv(f"{path}.cam_layer.linear2", context))
        return self.graph.add("Mul", local, mask)

    def conv(self, path: str, x: str) -> str:
        names = [f"{path}.weight", f"{path}.bias"]
        constants = [self.graph.constant(self._weights[name]) for name in names if name in self._weights]
        return self.graph.add("Conv", x, *constants, kernel_shape=(1,))

    def active(self, path: str, x: str) -> str:
        return self._relu(self._normalise(f"{path}.batchnorm", x))

    def statistics(self, x: str, share: str) -> str:
        """Weighted mean and standard deviation of the frames: (batch, voices, 1024)."""
        frames = self.graph.add("Transpose", x, perm=(0, 2, 1))
        total = self.graph.add("ReduceSum", share, self.graph.constant(int64(2)), keepdims=1)
        mean = self.graph.add("Div", self.graph.add("MatMul", share, frames), total)
        squares = self.graph.add("MatMul", share, self.graph.add("Mul", frames, frames))
        spread = self.graph.add(
            "Sub", squares, self.graph.add("Mul", total, self.graph.add("Mul", mean, mean))
        )
        one = self.graph.constant(np.array(1.0))
        freedom = self.graph.add("Max", self.graph.add("Sub", total, one), one)
        variance = self._relu(self.graph.add("Div", spread, freedom))
        return self.graph.add("Concat", mean, self.graph.add("Sqrt", variance), axis=2)

    def embed(self, statistics: str) -> str:
        """The last layer, with its normalisation folded into it."""
        path = "xvector.dense.nonlinear.batchnorm"
        scale = 1 / np.sqrt(self._weights[f"{path}.running_var"] + 1e-5)
        weight = self._weights["xvector.dense.linear.weight"][:, :, 0].T * scale
        shift = -self._weights[f"{path}.running_mean"] * scale
        product = self.graph.add("MatMul", statistics, self.graph.constant(weight))
        return self.graph.add("Add", product, self.graph.constant(shift))

    def _normalise(self, path: str, x: str) -> str:
        names = ("weight", "bias", "running_mean", "running_var")
        constants = [self.graph.constant(self._weights[f"{path}.{name}"]) for name in names]
        return self.graph.add("BatchNormalization", x, *constants, epsilon=1e-5)

    def _relu(self, x: str) -> str:
        return self.graph.add("Relu", x)
