"""Opens a converted net with onnxruntime, in a way that suits inputs of ever different lengths."""

from pathlib import Path

from onnxruntime import InferenceSession, SessionOptions


def load(path: Path, *, threads: int = 0) -> InferenceSession:
    """The net, on the CPU. `threads` 0: as many as there are cores."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    # It would keep a plan for every length it ever saw.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
