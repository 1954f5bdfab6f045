#!/usr/bin/python3
"""Records what print(model) says, together with the truth it was printed from.

    reprs.py --out ../../tests/oracle/repr

layers.jsonl  one printed layer per line, taken from the committed layer cases
nests.jsonl   random containers inside containers: Sequential, ModuleList, ModuleDict, classes of the user
models.jsonl  torchvision models
Each line: name, repr, parameters, and for containers modules: [path, class, parameters of its own] in printed order.
"""
import argparse
import copy
import glob
import json
import os
import random

import torch.nn as nn
import torchvision
from torch.nn.modules.module import _addindent

import layers
from cases.case import Gen, render
from cases.run import NAMES
from cases.skip_init import skip_init

MODELS = """alexnet vgg11 vgg16_bn resnet18 resnet34 resnet50 resnext50_32x4d wide_resnet50_2 mobilenet_v2 mobilenet_v3_small
mobilenet_v3_large densenet121 squeezenet1_0 squeezenet1_1 googlenet inception_v3 mnasnet0_5 shufflenet_v2_x0_5 efficientnet_b0
efficientnet_v2_s regnet_x_400mf regnet_y_400mf convnext_tiny vit_b_32 swin_t swin_v2_t maxvit_t
segmentation.fcn_resnet50 segmentation.deeplabv3_mobilenet_v3_large segmentation.lraspp_mobilenet_v3_large
video.r3d_18 video.r2plus1d_18 video.s3d video.mvit_v2_s quantization.resnet18 quantization.mobilenet_v2
detection.fasterrcnn_mobilenet_v3_large_fpn detection.retinanet_resnet50_fpn detection.ssd300_vgg16
detection.ssdlite320_mobilenet_v3_large detection.keypointrcnn_resnet50_fpn optical_flow.raft_small""".split()
USER_CLASSES = "Net Model BasicBlock ConvBlock Encoder Decoder UNet ResidualBlock SEBlock MyModule LeNet5".split()
NAMES_OF_PARTS = (
    "conv1 conv2 bn1 relu features classifier head layer1 layer2 fc pool down up skip proj norm act".split()
)
FAMILIES = (
    "conv conv_transpose pool adaptive_pool linear flatten activation norm dropout padding resample embedding rnn "
    "attention softmax".split()
)


def compressed_list(modules):
    """The text of ModuleList since torch 2.1: equal neighbours are printed once, as `(0-2): 3 x Layer(...)`."""
    texts = [repr(m) for m in modules]
    if not texts:
        return f"{modules._get_name()}()"
    runs = [[0, 0, texts[0]]]
    for i, text in enumerate(texts[1:], 1):
        if text == runs[-1][2]:
            runs[-1][1] = i
        else:
            runs.append([i, i, text])
    lines = [f"({a}): {t}" if a == b else f"({a}-{b}): {b - a + 1} x {t}" for a, b, t in runs]
    inner = "\n  ".join(_addindent(line, 2) for line in lines)
    return f"{modules._get_name()}(\n  {inner}\n)"


def describe(name, model, **more):
    """The record of a model."""
    own = [
        [path, type(m).__name__, sum(p.numel() for p in m.parameters(recurse=False))]
        for path, m in model.named_modules(remove_duplicate=False)
    ]
    return {
        "name": name,
        **more,
        "repr": str(model),
        "parameters": sum(p.numel() for p in model.parameters()),
        "modules": own,
    }


def layer_lines(directory):
    """Distinct printed layers of the layer cases, those of lazy layers excepted (they print as what they became)."""
    seen = set()
    for path in sorted(glob.glob(os.path.join(directory, "*.jsonl"))):
        if os.path.basename(path) in ("sequential.jsonl", "lazy.jsonl"):
            continue
        for line in open(path):
            case = json.loads(line)
            if case.get("repr") and (case["repr"], case["parameters"]) not in seen:
                seen.add((case["repr"], case["parameters"]))
                record = {key: case[key] for key in ("expr", "repr", "parameters")}
                if len(case["input"]) == 1 and "forward" not in case:
                    record.update(
                        input=case["input"][0], dtype=case.get("dtypes", ["float32"])[0], outputs=case["outputs"]
                    )
                yield record


def _leaf(g, families):
    """A random valid layer."""
    while True:
        cls, generate, _, _ = g.pick(*families[g.pick(*FAMILIES)])
        case = generate(g, cls)
        try:
            return eval(render(g, case), dict(NAMES))
        except Exception:
            continue


def _nest(g, families, depth):
    """A container of layers and containers, at most `depth` deep."""
    parts = [
        _nest(g, families, depth - 1) if depth > 0 and g.chance(0.35) else _leaf(g, families)
        for _ in range(g.int(0 if depth < 2 else 1, 4))
    ]
    if parts and g.chance(0.2):
        parts += [copy.deepcopy(parts[-1]) for _ in range(g.int(1, 3))]
    kind = g.pick("sequential", "sequential", "named", "list", "dict", "class", "class")
    names = g.sample(NAMES_OF_PARTS, len(parts))
    if kind == "sequential":
        return nn.Sequential(*parts)
    if kind == "list":
        return nn.ModuleList(parts)
    if kind == "dict":
        return nn.ModuleDict(dict(zip(names, parts)))
    holder = nn.Sequential() if kind == "named" else type(g.pick(*USER_CLASSES), (nn.Module,), {})()
    for name, part in zip(names, parts):
        holder.add_module(name, part)
    return holder


def nest_lines(count):
    families = layers.families()
    for i in range(count):
        g = Gen(random.Random(f"nest/{i}"))
        yield describe(f"nest{i}", _nest(g, families, g.int(1, 3)))


def model_lines():
    """torchvision models, and those that print otherwise since torch 2.1 a second time."""
    skip_init()
    plain = nn.ModuleList.__repr__
    for name in MODELS:
        room, _, builder = name.rpartition(".")
        build = getattr(getattr(torchvision.models, room) if room else torchvision.models, builder)
        weights = {"weights_backbone": None} if room in ("segmentation", "detection") else {}
        if builder in ("googlenet", "inception_v3"):
            weights["init_weights"] = False
        model = build(weights=None, **weights)
        yield describe(name, model)
        nn.ModuleList.__repr__ = compressed_list
        if str(model) != plain_text(model, plain):
            yield describe(name, model, style="2.1")
        nn.ModuleList.__repr__ = plain


def plain_text(model, plain):
    current, nn.ModuleList.__repr__ = nn.ModuleList.__repr__, plain
    text = str(model)
    nn.ModuleList.__repr__ = current
    return text


def write(path, lines):
    n = 0
    with open(path, "w") as out:
        for line in lines:
            out.write(json.dumps(line, separators=(",", ":")) + "\n")
            n += 1
    print(f"{path}: {n} lines, {os.path.getsize(path)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--layers", default=os.path.join(os.path.dirname(__file__), "../../tests/oracle/layers"))
    parser.add_argument("--nests", type=int, default=250)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    write(os.path.join(arguments.out, "layers.jsonl"), layer_lines(arguments.layers))
    write(os.path.join(arguments.out, "nests.jsonl"), nest_lines(arguments.nests))
    write(os.path.join(arguments.out, "models.jsonl"), model_lines())


if __name__ == "__main__":
    main()
