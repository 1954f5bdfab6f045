#!/usr/bin/env python3
"""Holds `shapewise run` against PyTorch on whole models of torchvision, with the same weights and inputs.

    tools/oracle/run_models.py build/release/shapewise [--stored] [MODEL...]

Opt-in: needs python3-torch and python3-torchvision. Weights and inputs come from splitmix.py; with --stored the weights
are those that PyTorch begins with, in a safetensors file.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import torch
import torchvision

import splitmix
from exports import draw_statistics, write_safetensors

SEED = 0
TOLERANCE = 1e-4
SOURCE = pathlib.Path(torchvision.models.__file__).parent
MODELS = {
    "alexnet": "alexnet", "vgg11": "vgg", "vgg16_bn": "vgg", "resnet18": "resnet", "resnet50": "resnet",
    "resnext50_32x4d": "resnet", "wide_resnet50_2": "resnet", "densenet121": "densenet", "squeezenet1_0": "squeezenet",
    "squeezenet1_1": "squeezenet", "googlenet": "googlenet", "inception_v3": "inception", "mobilenet_v2": "mobilenetv2",
    "mobilenet_v3_small": "mobilenetv3", "mobilenet_v3_large": "mobilenetv3", "shufflenet_v2_x1_0": "shufflenetv2",
    "mnasnet1_0": "mnasnet", "efficientnet_b0": "efficientnet", "regnet_y_400mf": "regnet", "convnext_tiny": "convnext",
    "vit_b_16": "vision_transformer", "swin_t": "swin_transformer",
}


def truth(name, size, stored):
    """The flat output, the seconds that it took, and with `stored` a file of the model's weights there."""
    extra = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    torch.manual_seed(SEED)
    model = getattr(torchvision.models, name)(weights=None, **extra).eval()
    with torch.no_grad():
        if stored:
            draw_statistics(model)
            write_safetensors(model.state_dict(), stored)
        else:
            splitmix.set_weights(model, "", SEED)
        x = splitmix.balanced("input.0", SEED, (1, 3, size, size)).float()
        start = time.perf_counter()
        out = model(x)
        seconds = time.perf_counter() - start
    out = out.logits if hasattr(out, "logits") else out
    return out.reshape(-1).double(), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("models", nargs="*", metavar="MODEL")
    parser.add_argument("--stored", action="store_true", help="weights from a safetensors file")
    options = parser.parse_intermixed_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    wrong = 0
    folder = tempfile.TemporaryDirectory()
    stored = f"{folder.name}/weights.safetensors" if options.stored else None
    for name in options.models or list(MODELS):
        size = 299 if name == "inception_v3" else 224
        file = SOURCE / f"{MODELS[name]}.py"
        expected, seconds = truth(name, size, stored)
        run = subprocess.run([options.program, "run", f"{file}:{name}(weights=None)", "-i", f"1,3,{size},{size}", "--format",
                              "json", "--seed", str(SEED), "--weights", stored or "random"], capture_output=True, text=True)
        if run.returncode != 0:
            print(f"{name}: {(run.stderr or run.stdout).strip().splitlines()[-1][:200]}")
            wrong += 1
            continue
        answer = json.loads(run.stdout)
        found = torch.tensor(answer["outputs"][0]["first"], dtype=torch.float64)
        scale = float(expected.abs().max())
        error = max(float((found - expected[: len(found)]).abs().max()),
                    abs(answer["outputs"][0]["absolute_sum"] - float(expected.abs().sum())) / len(expected)) / scale
        wrong += error > TOLERANCE
        print(f"{name}: relative error {error:.1e}, {answer['milliseconds'] / 1e3 / seconds:.1f} times PyTorch's time")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
