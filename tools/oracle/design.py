#!/usr/bin/python3
"""Asks real PyTorch which numbers fit, by trying them all: arguments left open (solve.jsonl) and sizes of the input
(envelope.jsonl).

    design.py --questions 700 --networks 200 --seed 1 --out ../../tests/oracle/design      # the committed truth

Equal arguments give equal files. Fields: README.md.
"""
import argparse
import itertools
import json
import math
import os
import random
import re
import warnings

import torch
import torch.nn as nn

RANGES = {  # as shapewise tries them; channels and features are tried up to `MOST`
    "kernel_size": range(1, 17), "stride": range(1, 9), "padding": range(0, 9), "dilation": range(1, 5),
    "groups": range(1, 65), "output_padding": range(0, 4), "scale_factor": range(1, 17), "num_heads": range(1, 65),
}
MOST = 64
MOST_CANDIDATES = 600
MOST_SOLUTIONS = 120
FITTED = {"in_channels", "in_features", "num_features", "groups"}  # what the layers alone decide
SIZES = range(1, 41)

torch.set_num_threads(1)
warnings.filterwarnings("ignore")
for name in ("uniform_", "kaiming_uniform_"):  # the values of weights decide nothing here
    setattr(nn.init, name, lambda tensor, *_, **__: tensor)


class Draw:
    """Layers for an input of a given shape, as text in which an argument is written {name:value}."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, *values):
        return self.rng.choice(values)

    def window(self, dims):
        parts = [f"kernel_size={{kernel_size:{self.pick(1, 2, 3, 3, 4, 5)}}}"]
        if self.pick(0, 1):
            parts.append(f"stride={{stride:{self.pick(1, 2, 2, 3)}}}")
        if self.pick(0, 1):
            parts.append(f"padding={{padding:{self.pick(0, 1, 1, 2)}}}")
        return parts

    def conv(self, shape):
        dims = len(shape) - 2
        groups = self.pick(1, 1, 2, 3)
        inputs, outputs = shape[1], groups * self.pick(1, 2, 4)
        parts = [f"{{in_channels:{inputs}}}", f"{{out_channels:{outputs}}}", *self.window(dims)]
        if self.pick(0, 0, 1):
            parts.append(f"dilation={{dilation:{self.pick(1, 2, 3)}}}")
        if groups > 1 or self.pick(0, 0, 1):
            parts.append(f"groups={{groups:{groups}}}")
        if dims == 2 and self.pick(0, 0, 0, 1):
            parts.append("padding_mode='circular'")
        return f"Conv{dims}d({', '.join(parts)})"

    def transposed(self, shape):
        dims = len(shape) - 2
        parts = [f"{{in_channels:{shape[1]}}}", f"{{out_channels:{self.pick(2, 3, 4)}}}", *self.window(dims)]
        if self.pick(0, 1):
            parts.append(f"output_padding={{output_padding:{self.pick(0, 1)}}}")
        if self.pick(0, 0, 1):
            parts.append(f"dilation={{dilation:{self.pick(1, 2)}}}")
        return f"ConvTranspose{dims}d({', '.join(parts)})"

    def pool(self, shape):
        kind = self.pick("Max", "Max", "Avg")
        parts = self.window(len(shape) - 2)
        if kind == "Max" and self.pick(0, 0, 1):
            parts.append(f"dilation={{dilation:{self.pick(1, 2)}}}")
        if self.pick(0, 0, 1):
            parts.append("ceil_mode=True")
        return f"{kind}Pool{len(shape) - 2}d({', '.join(parts)})"

    def square(self, shape):
        """A window of two sizes."""
        a, b = self.pick(1, 2, 3), self.pick(1, 3, 5)
        return (f"Conv2d({shape[1]}, {{out_channels:{self.pick(2, 4)}}}, kernel_size=({{kernel_size:{a}}}, "
                f"{{kernel_size:{b}}}), padding=({{padding:{a // 2}}}, {{padding:{b // 2}}}))")

    def other(self, shape):
        dims = len(shape) - 2
        return self.pick("ReLU()", f"BatchNorm{dims}d({{num_features:{shape[1]}}})",
                         f"Upsample(scale_factor={{scale_factor:{self.pick(2, 3)}}})",
                         f"AdaptiveAvgPool{dims}d({{output_size:{self.pick(1, 2, 3)}}})")

    def image(self, shape):
        draw = self.pick(self.conv, self.conv, self.conv, self.transposed, self.pool, self.pool, self.other)
        if len(shape) == 4 and self.pick(0, 0, 0, 0, 1):
            draw = self.square
        return draw(shape)

    def features(self, shape):
        width = shape[-1]
        return self.pick(f"Linear({{in_features:{width}}}, {{out_features:{self.pick(2, 5, 8)}}})", "ReLU()",
                         f"LayerNorm({{normalized_shape:{width}}})")

    def network(self):
        """Layers with marked arguments, and the input."""
        dims = self.pick(1, 2, 2, 2, 3)
        size = {1: (8, 33), 2: (6, 15), 3: (4, 6)}[dims]
        shape = [2, self.pick(1, 2, 3, 4, 6), *(self.rng.randint(*size) for _ in range(dims))]
        if self.pick(0, 0, 0, 1):
            shape = [2, self.pick(4, 6, 8, 12)]
        first, layers = list(shape), []
        for _ in range(self.pick(1, 1, 2, 2, 3, 4)):
            text = self.image(shape) if len(shape) > 2 else self.features(shape)
            layers.append(text)
            if len(shape) > 2 and self.pick(0, 0, 0, 1):
                layers.append("Flatten()")
            done = run(made(plain(layers)), first)
            if done is None or len(done) < 2 or math.prod(done) > 4000:
                return None
            shape = done
        return layers, first, shape


def plain(layers):
    return [re.sub(r"\{\w+:(\d+)\}", r"\1", layer) for layer in layers]


def made(layers):
    try:
        return [eval(layer, dict(vars(nn))).eval() for layer in layers]
    except Exception:
        return None


def run(modules, shape):
    """The shape of the output, or None."""
    if modules is None:
        return None
    try:
        with torch.no_grad():
            x = torch.ones(shape)
            for module in modules:
                x = module(x)
    except Exception:
        return None
    return list(x.shape)


def opened(layers, chosen):
    """The layers with {0}, {1} … in the places of the chosen arguments."""
    count = itertools.count()

    def hole(match):
        number = next(count)
        return f"{{{chosen.index(number)}}}" if number in chosen else match.group(2)

    return [re.sub(r"\{(\w+):(\d+)\}", hole, layer) for layer in layers]


def solutions_of(parts, ranges, shape, wanted):
    fixed = [None if re.search(r"\{\d\}", text) else made([text]) for text in parts]
    solutions = []
    for values in itertools.product(*ranges):
        modules = [closed or made([text.format(*values)]) for closed, text in zip(fixed, parts)]
        got = None if None in modules else run([m[0] for m in modules], shape)
        if got is not None and wanted in (None, got):
            solutions.append(list(values))
        if len(solutions) > MOST_SOLUTIONS:
            return None
    return solutions


def ask(rng):
    """A question with all its solutions, or None if it is not worth asking."""
    drawn = Draw(rng).network()
    if drawn is None:
        return None
    layers, shape, output = drawn
    marks = [(i, m) for i, layer in enumerate(layers) for m in re.finditer(r"\{(\w+):(\d+)\}", layer)]
    chosen = sorted(rng.sample(range(len(marks)), min(len(marks), rng.choice([1, 1, 2, 2, 3]))))
    if not chosen:
        return None
    holes = [marks[i][1].group(1) for i in chosen]
    wanted = list(output)
    if rng.random() < 0.2 and len(wanted) > 2:
        wanted[rng.randrange(2, len(wanted))] += rng.choice([-2, -1, 1, 2])
    if set(holes) <= FITTED and rng.random() < 0.5:
        wanted = None
    ranges = [RANGES.get(name, range(1, MOST + 1)) for name in holes]
    size = 1
    for values in ranges:
        size *= len(values)
    if size > MOST_CANDIDATES:
        return None
    parts = opened(layers, chosen)
    solutions = solutions_of(parts, ranges, shape, wanted)
    if solutions is None:
        return None
    question = {"net": ", ".join(parts).format(*("?" for _ in holes)), "input": shape, "most": [r[-1] for r in ranges]}
    if wanted is not None:
        question["output"] = wanted
    question["solutions"] = solutions
    return question


SKIPS = """import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential({down})
        self.up = nn.Sequential({up})

    def forward(self, x):
        return {join}
"""


def skip_network(draw):
    """A branch that goes down and up again, and meets what came in: which sizes meet?"""
    channels = draw.pick(2, 3, 4)
    down, up = [], []
    for _ in range(draw.pick(1, 1, 2)):
        kernel = draw.pick(2, 3, 3, 4)
        padding = draw.pick(0, 1)
        down.append(draw.pick(f"nn.Conv2d({channels}, {channels}, {kernel}, stride=2, padding={padding})",
                              f"nn.MaxPool2d({draw.pick(2, 3)}, stride=2, padding={draw.pick(0, 1)})",
                              "nn.AvgPool2d(2, ceil_mode=True)"))
        up.append(draw.pick(f"nn.ConvTranspose2d({channels}, {channels}, {draw.pick(2, 3, 4)}, stride=2, "
                            f"padding={draw.pick(0, 1)}, output_padding={draw.pick(0, 0, 1)})",
                            "nn.Upsample(scale_factor=2)"))
    join = draw.pick("x + self.up(self.down(x))", "torch.cat([x, self.up(self.down(x))], 1)")
    return SKIPS.format(down=", ".join(down), up=", ".join(up), join=join), [1, channels, 16, 24]


def list_network(draw):
    for _ in range(50):
        drawn = draw.network()
        if drawn is None or len(drawn[1]) < 4 or len(drawn[0]) < 2:
            continue
        layers, shape, _ = drawn
        net = plain(layers)
        if draw.pick(0, 1):
            outputs = run(made([*net, "Flatten()"]), shape)
            net += ["Flatten()", f"Linear({outputs[1]}, 3)"] if len(outputs) == 2 else []
        if len(shape) == 4:
            return ", ".join(net), shape
    return None


def envelope(rng):
    draw = Draw(rng)
    drawn = skip_network(draw) if rng.random() < 0.4 else list_network(draw)
    if drawn is None:
        return None
    text, shape = drawn
    if text.startswith("import"):
        names = {}
        exec(text, names)
        try:
            modules = [names["Net"]().eval()]
        except Exception:
            return None
    else:
        modules = made([f"Sequential({text})"])
    for height, width in ((shape[2], shape[3]), (16, 16), (17, 17), (15, 15), (18, 18)):
        shape = [*shape[:2], height, width]
        if run(modules, shape):
            break
    else:
        return None
    works = {}
    for name, axes in (("H", (2,)), ("W", (3,)), ("H = W", (2, 3))):
        sizes = []
        for size in SIZES:
            asked = [size if axis in axes else now for axis, now in enumerate(shape)]
            if run(modules, asked) is not None:
                sizes.append(size)
        works[name] = sizes
    return {"net": text, "input": shape, "most": SIZES[-1], "works": works}


def write(path, count, seed, make):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    seen = set()
    with open(path, "w") as out:
        index = 0
        while len(seen) < count:
            rng = random.Random(f"{seed}/{os.path.basename(path)}/{index}")
            torch.manual_seed(0)
            index += 1
            record = make(rng)
            if record is None:
                continue
            key = json.dumps([record["net"], record["input"], record.get("output")])
            if key in seen:
                continue
            seen.add(key)
            print(json.dumps(record, separators=(",", ":")), file=out, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--networks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    write(os.path.join(arguments.out, "solve.jsonl"), arguments.questions, arguments.seed, ask)
    write(os.path.join(arguments.out, "envelope.jsonl"), arguments.networks, arguments.seed, envelope)


if __name__ == "__main__":
    main()
