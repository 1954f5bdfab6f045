#!/usr/bin/python3
"""Records what PyTorch computes for the networks in tests/networks: parameters, buffers, outputs, every layer call.

    networks.py --out ../../tests/oracle/networks [--only unet.unet_model …]

tests/networks/cases.txt lists them, a line each: file, network, inputs. One file of truth per line.
"""
import argparse
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import os
import pathlib
import re
import sys
import unittest.mock
import warnings

import torch

from cases.skip_init import skip_init
from cases.trace import run_call

NETWORKS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "networks"

# Packages that networks import beside what they are made of.
ABSENT = {"torchsummary", "cv2", "timm", "tqdm", "wandb", "matplotlib", "d2l", "gym", "google"}


def cases():
    """Each line of cases.txt as (name, file, network, inputs)."""
    for line in (NETWORKS / "cases.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        file, network, inputs = (part.strip() for part in line.split("|"))
        name = file[: -len(".py")].replace("/", ".") + "." + re.sub(r"\W+", "_", network).strip("_")
        yield name, file, network, [text.strip() for text in inputs.split(";")]


SIZES = r"(?:\d+,)*\d+"
SHAPE = re.compile(rf"\(?({SIZES})\)?(?::(\w+))?")


def zeros_of(shape):
    return torch.zeros([int(size) for size in shape[1].split(",")], dtype=getattr(torch, shape[2] or "float32"))


def input_of(text):
    """'ids=2,16:int64' -> ('ids', a tensor of zeros); 'x=[(2,3), tensor([2, 1])]' -> ('x', the list)."""
    name, value = re.fullmatch(r"(?:(\w+)=)?(.*)", text).groups()
    shape = SHAPE.fullmatch(value)
    if shape:
        return name or "", zeros_of(shape)
    written = re.sub(rf"(?<!\w)\({SIZES}\)(?::\w+)?", lambda found: f"zeros_of(SHAPE.fullmatch('{found[0]}'))", value)
    return name or "", eval(written, {"tensor": torch.tensor, "torch": torch, "zeros_of": zeros_of, "SHAPE": SHAPE})


def definitions(path):
    """The names of a file that is no more than a script: its classes, functions and constants, nothing else."""
    module = path.stem
    folder = path.parent
    if (folder / "__init__.py").exists():
        module, folder = f"{folder.name}.{module}", folder.parent
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    try:
        return vars(importlib.import_module(module))
    finally:
        sys.path.remove(str(folder))
        of_networks = [key for key, loaded in sys.modules.items()
                       if str(getattr(loaded, "__file__", None)).startswith(f"{NETWORKS}/")]
        for loaded in of_networks:
            del sys.modules[loaded]


class Stand(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for packages that are not installed."""

    def find_spec(self, name, path=None, target=None):
        absent = name.split(".")[0] in ABSENT
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if absent else None

    def create_module(self, spec):
        module = unittest.mock.MagicMock(name=spec.name)
        module.__path__ = []
        module.__spec__ = spec
        return module

    def exec_module(self, module):
        pass


def record(file, network, inputs):
    with contextlib.redirect_stdout(io.StringIO()):
        model = eval(network, definitions(NETWORKS / file)).eval()
    tensors = [input_of(text) for text in inputs]
    header = {
        "file": file,
        "network": network,
        "inputs": inputs,
        "type": type(model).__name__,
        "parameters": sum(p.numel() for p in model.parameters()),
        "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "buffers": sum(1 for _ in model.buffers()),
        "buffer_elements": sum(b.numel() for b in model.buffers()),
    }
    args = [tensor for name, tensor in tensors if not name]
    outcome = run_call(model, args, {name: tensor for name, tensor in tensors if name})
    # Layers of torch.nn alone: the others are seen as what they consist of.
    own = {path for path, module in model.named_modules() if not type(module).__module__.startswith("torch.nn")}
    header["own"] = sorted({call[0] for call in outcome["calls"]} & own)
    outcome["calls"] = [call for call in outcome["calls"] if call[0] not in own]
    return header, {"mode": "eval", **outcome}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", nargs="+")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    skip_init()
    torch.set_num_threads(1)
    os.makedirs(arguments.out, exist_ok=True)
    sys.meta_path.append(Stand())
    for name, file, network, inputs in cases():
        if arguments.only and not any(name.startswith(only) for only in arguments.only):
            continue
        lines = record(file, network, inputs)
        with open(os.path.join(arguments.out, f"{name}.jsonl"), "w") as out:
            for line in lines:
                out.write(json.dumps(line, separators=(",", ":")) + "\n")
        print(name, flush=True)


if __name__ == "__main__":
    main()
