#!/usr/bin/env python3
"""Changes the networks in tests/oracle/mutants/seeds and writes down what PyTorch makes of them: see README.md.

    tools/oracle/mutants.py --broken 600 --harmless 600 --seed 1 --out tests/oracle/mutants/mutants.jsonl
"""
import argparse
import collections
import json
import math
import os
import pathlib
import random
import re
import sys

import torchvision

from cases.skip_init import skip_init
from mutation.broken import BROKEN
from mutation.harmless import HARMLESS
from mutation.misused import MISUSED
from mutation.mistaken import MISTAKEN
from mutation.restyled import RESTYLED
from mutation.rewritten import REWRITTEN
from mutation.text import Seed, apply
from mutation.truth import isolated
from networks import NETWORKS, Stand, cases

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "oracle" / "mutants" / "seeds"
MODELS = pathlib.Path(torchvision.__file__).parent / "models"

MOST_ELEMENTS = 60_000  # of the inputs together, so that thousands can be run

# Of torchvision's own files: the file, a network of it, its input.
TORCHVISION = (
    ("alexnet.py", "AlexNet(num_classes=10)", "1,3,96,96"),
    ("vgg.py", "vgg11_bn(num_classes=10)", "1,3,32,32"),
    ("resnet.py", "resnet18(num_classes=10)", "1,3,64,64"),
    ("resnet.py", "ResNet(Bottleneck, [1, 1, 1, 1], groups=2, width_per_group=32)", "1,3,64,64"),
    ("densenet.py", "DenseNet(8, (2, 2, 3, 2), 16, num_classes=5)", "1,3,64,64"),
    ("squeezenet.py", "squeezenet1_1(num_classes=10)", "1,3,64,64"),
    ("googlenet.py", "GoogLeNet(num_classes=10, init_weights=False)", "1,3,64,64"),
    ("inception.py", "Inception3(num_classes=10, init_weights=False)", "1,3,128,128"),
    ("mobilenetv2.py", "MobileNetV2(num_classes=10, width_mult=0.5)", "1,3,64,64"),
    ("mobilenetv3.py", "mobilenet_v3_small(num_classes=10)", "1,3,64,64"),
    ("shufflenetv2.py", "shufflenet_v2_x0_5(num_classes=10)", "1,3,64,64"),
    ("mnasnet.py", "MNASNet(0.5, num_classes=10)", "1,3,64,64"),
    ("efficientnet.py", "efficientnet_b0(num_classes=10)", "1,3,64,64"),
    ("regnet.py", "regnet_y_400mf(num_classes=10)", "1,3,64,64"),
    ("convnext.py", "convnext_tiny(num_classes=10)", "1,3,64,64"),
    ("vision_transformer.py", "VisionTransformer(32, 8, 2, 4, 64, 128)", "1,3,32,32"),
    ("swin_transformer.py", "SwinTransformer([4, 4], 24, [2, 2], [2, 4], [4, 4], num_classes=10)", "1,3,32,32"),
    ("video/resnet.py", "r3d_18(num_classes=10)", "1,3,4,32,32"),
    ("segmentation/fcn.py", "FCNHead(64, 5)", "1,64,12,12"),
    ("segmentation/deeplabv3.py", "ASPP(32, [6, 12], 16)", "1,32,24,24"),
)


def is_python(text):
    try:
        compile(text, "model.py", "exec")
        return True
    except (SyntaxError, ValueError):
        return False


def in_turns(mutations, random):
    """All of them in an order in which every seed and every kind comes soon."""
    groups = collections.defaultdict(lambda: collections.defaultdict(list))
    for seed, mutation in mutations:
        groups[seed.name, seed.target][mutation.kind].append((seed, mutation))
    queues = []
    for name in sorted(groups):
        kinds = list(groups[name].values())
        random.shuffle(kinds)
        for kind in kinds:
            random.shuffle(kind)
        queue = []
        while kinds:
            queue += [kind.pop() for kind in kinds]
            kinds = [kind for kind in kinds if kind]
        queues.append(queue[::-1])
    while queues:
        for queue in queues:
            yield queue.pop()
        queues = [queue for queue in queues if queue]


def changed_lines(text, edits):
    """Lines of the changed text that the edits are on, as [first, last]."""
    shift, found = 0, []
    new = apply(text, edits)
    for begin, end, inserted in sorted(edits):
        first = new.count("\n", 0, begin + shift) + 1
        last = first + inserted.rstrip("\n").count("\n")
        found.append([first, last])
        shift += len(inserted) - (end - begin)
    return found


def record(seed, mutation):
    text = apply(seed.text, mutation.edits)
    if text == seed.text or not is_python(text):
        return None
    truth = isolated(text, seed.target, seed.inputs, seed.path)
    if not truth:
        return None
    place = {"target": seed.target, "inputs": seed.inputs} if seed.path else {}
    changed = {"changed": changed_lines(seed.text, mutation.edits)} if "error" in truth else {}
    return {"seed": seed.name, **place, "kind": mutation.kind, "edits": [list(edit) for edit in mutation.edits], **changed, **truth}


def size(mutation):
    return sum(len(text) for _, _, text in mutation.edits)


def select(seeds, mutators, wanted, is_wanted, random, limit):
    mutations = [(seed, m) for seed in seeds for mutator in mutators for m in mutator(seed) if size(m) <= limit]
    found = 0
    for seed, mutation in in_turns(mutations, random):
        if found == wanted:
            return
        made = record(seed, mutation)
        if made is not None and is_wanted(made):
            found += 1
            yield made


def committed_seeds():
    return [Seed(path.stem, path.read_text()) for path in sorted(SEEDS.glob("*.py"))]


def elements(inputs):
    return sum(math.prod(int(size) for size in re.findall(r"\d+(?![\d\w])", text.partition(":")[0])) for text in inputs)


def complete(name):
    """Not one of those of which shapewise does not yet know everything."""
    pending = (NETWORKS / "pending.txt").read_text().split()
    return not any(name.startswith(prefix) for prefix in pending)


def files(places):
    """Seeds of (name, path, network, inputs), as far as they are text that can be changed."""
    for name, path, network, inputs in places:
        text = path.read_text()
        if text.isascii() and elements(inputs) <= MOST_ELEMENTS:
            yield Seed(name, text, network, inputs, path)


SOURCES = {
    "seeds": committed_seeds,
    "networks": lambda: files((f"../../networks/{file}", NETWORKS / file, network, inputs) for name, file, network, inputs in cases() if complete(name)),
    "torchvision": lambda: files((str(MODELS / file), MODELS / file, network, [shape]) for file, network, shape in TORCHVISION),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", type=int, required=True, help="how many that PyTorch rejects")
    parser.add_argument("--harmless", type=int, required=True, help="how many that it runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", nargs="+", choices=SOURCES, default=["seeds"], help="what is changed")
    parser.add_argument("--kinds", nargs="+", choices=["plain", "more", "meant"], default=["plain"], help="which changes")
    parser.add_argument("--only", nargs="+", help="names of networks")
    parser.add_argument("--limit", type=int, default=1500, help="the longest edit that is kept, in characters")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    skip_init()
    sys.meta_path.append(Stand())
    seeds = [seed for source in options.of for seed in SOURCES[source]()]
    seeds = [seed for seed in seeds if not options.only or seed.name in options.only]
    sys.setrecursionlimit(3000)
    broken = {"plain": BROKEN, "more": MISUSED, "meant": MISTAKEN}
    harmless = {"plain": HARMLESS + BROKEN, "more": REWRITTEN + MISUSED, "meant": RESTYLED}
    rng = random.Random(options.seed)
    partial = f"{options.out}.partial"
    with open(partial, "w") as out:
        for made in select(seeds, sum((broken[k] for k in options.kinds), ()), options.broken, lambda r: "error" in r, rng, options.limit):
            out.write(json.dumps(made, separators=(",", ":")) + "\n")
            out.flush()
        for made in select(seeds, sum((harmless[k] for k in options.kinds), ()), options.harmless, lambda r: "error" not in r, rng, options.limit):
            out.write(json.dumps(made, separators=(",", ":")) + "\n")
            out.flush()
    os.replace(partial, options.out)


if __name__ == "__main__":
    main()
