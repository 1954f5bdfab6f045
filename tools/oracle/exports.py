#!/usr/bin/python3
"""Exports torchvision's classification models from their source, and runs them in onnxruntime against PyTorch.

    npm install --ignore-scripts --prefix build onnxruntime-node@1.20.1
    exports.py PROGRAM --modules build/node_modules [MODEL…]

Each model gets PyTorch's random weights, which go through a safetensors file into the export; statistics of batch
normalisation are drawn, too. The model must pass onnx's checker, run, and give the shape and the numbers of PyTorch.
Needs torch, torchvision and onnx (Debian's packages) and onnxruntime-node (from npm, as above).
"""
import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile

import numpy
import onnx
import torch
import torchvision

TOLERANCE = 1e-4  # of the largest output
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}
BATCH = 2


def write_safetensors(state, path):
    header, blobs, at = {}, [], 0
    for name, tensor in state.items():
        data = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        blobs.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def draw_statistics(model):
    """Weights and statistics under which signals neither vanish nor explode, and that are all different; none is zero,
    as torchvision leaves the heads of its transformers: whatever came before them would be right."""
    for weight in model.parameters():
        if not weight.any():
            torch.nn.init.normal_(weight, std=0.02)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean, -0.1, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)


def source_of(name):
    builder = getattr(torchvision.models, name)
    while hasattr(builder, "__wrapped__"):
        builder = builder.__wrapped__
    return builder.__code__.co_filename


def build(name):
    arguments = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    model = getattr(torchvision.models, name)(weights=None, **arguments)
    draw_statistics(model)
    return model.eval()


def examine(program, modules, name, folder):
    """A text that says what is wrong, or the largest difference."""
    torch.manual_seed(0)
    model = build(name)
    size = 299 if name == "inception_v3" else 224
    image = torch.rand(BATCH, 3, size, size)
    with torch.no_grad():
        truth = model(image).numpy()
    weights, path = os.path.join(folder, "weights.safetensors"), os.path.join(folder, "model.onnx")
    write_safetensors(model.state_dict(), weights)
    given, result = os.path.join(folder, "in.f32"), os.path.join(folder, "out.f32")
    with open(given, "wb") as out:
        out.write(image.numpy().tobytes())
    run = subprocess.run([program, "export", f"{source_of(name)}:{name}()", "-i", f"N,3,{size},{size}", "--weights", weights,
                          "-o", path], capture_output=True, text=True)
    if run.returncode != 0:
        return next((line for line in run.stderr.splitlines() if line), "no message")
    onnx.checker.check_model(path)
    run = subprocess.run(["node", os.path.join(HERE, "run_onnx.cjs"), modules, path, given,
                          ",".join(map(str, image.shape)), result], capture_output=True, text=True)
    if run.returncode != 0:
        return f"onnxruntime: {run.stderr.strip()[:200]}"
    shape = json.loads(run.stdout)
    if shape != list(truth.shape):
        return f"the shape is {shape}, not {list(truth.shape)}"
    numbers = numpy.fromfile(result, dtype=numpy.float32).reshape(shape)
    return float(numpy.abs(numbers - truth).max() / max(numpy.abs(truth).max(), 1e-30))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--modules", default="build/node_modules")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    torch.set_num_threads(1)
    names = options.names or torchvision.models.list_models(module=torchvision.models)
    equal, failed = 0, []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            found = examine(options.program, options.modules, name, folder)
        good = isinstance(found, float) and found <= TOLERANCE
        equal += good
        print(f"{name}: {found if isinstance(found, str) else f'{found:.1e}'}", flush=True)
        if not good:
            failed.append(name)
    print(f"{equal} of {len(names)} models give PyTorch's numbers; not: {' '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
