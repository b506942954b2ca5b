"""The graphs we write are ONNX: onnxruntime loads them and computes what they say."""

import numpy as np
from onnxruntime import InferenceSession

from calls.speech.conversion.onnx import Graph, int64


def test_a_graph_with_each_kind_of_attribute_runs() -> None:
    graph = Graph("toy")
    x = graph.input("x", "batch", 4)
    doubled = graph.add("Mul", x, graph.constant(np.array([2.0])))
    leaky = graph.add("LeakyRelu", doubled, alpha=0.5)
    summed = graph.add("ReduceSum", leaky, graph.constant(int64(1)), keepdims=1)
    graph.output(graph.add("Transpose", summed, perm=(1, 0)), "y", 1, "batch")
    net = InferenceSession(graph.to_bytes(), providers=["CPUExecutionProvider"])
    (y,) = net.run(None, {"x": np.array([[1, 2, -4, 0], [0, 0, 0, -1]], np.float32)})
    assert y.tolist() == [[2.0, -1.0]]


def test_numbers_over_127_and_negative_ones_survive() -> None:
    graph = Graph("toy")
    x = graph.input("x", 300)
    graph.output(graph.add("Reshape", x, graph.constant(int64(-1, 150))), "y", 2, 150)
    net = InferenceSession(graph.to_bytes(), providers=["CPUExecutionProvider"])
    (y,) = net.run(None, {"x": np.arange(300, dtype=np.float32)})
    assert y.shape == (2, 150)
    assert y[1, 0] == 150
