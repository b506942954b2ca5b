"""From published PyTorch weights to ONNX files, without PyTorch. Set-up calls it; nothing at run time."""
