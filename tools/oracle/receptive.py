#!/usr/bin/python3
"""Asks real PyTorch what single elements see of the input: where its gradient is not zero.

    receptive.py --count 300 --seed 1 --out ../../tests/oracle/receptive.jsonl

Networks of convolutions with positive weights, averages and shifted branches along one axis, so that no gradient
vanishes by chance. `size`, `jump` and `first` are those of elements in the middle, where no border is near: the element i
sees first + i·jump and what follows, size elements in all. Equal arguments give equal files.
"""
import argparse
import json
import random

import torch
import torch.nn as nn

LENGTH = 240
SOURCE = """import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential({stem})
        self.left = nn.Sequential({left})
        self.right = nn.Sequential({right})
        self.head = nn.Sequential({head})

    def forward(self, x):
        x = self.stem(x)
        x = {join}
        return self.head(x)
"""


def layer(rng):
    kernel, stride = rng.choice([1, 2, 3, 3, 4, 5]), rng.choice([1, 1, 1, 2, 3])
    padding, dilation = rng.choice([0, 0, 1, 2]), rng.choice([1, 1, 2, 3])
    return rng.choice([
        f"nn.Conv1d(1, 1, {kernel}, stride={stride}, padding={padding}, dilation={dilation})",
        f"nn.Conv1d(1, 1, {kernel}, stride={stride}, padding={padding})",
        f"nn.AvgPool1d({kernel}, stride={stride}, padding={min(padding, kernel // 2)})",
        f"nn.ConstantPad1d(({rng.choice([0, 1, 2])}, {rng.choice([0, 1])}), 0.0)",
        "nn.BatchNorm1d(1)",
    ])


def branch(rng):
    """Layers that keep the length, wherever their windows lie."""
    layers = []
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        kernel, dilation = rng.choice([1, 2, 3, 4, 5]), rng.choice([1, 1, 2])
        total = dilation * (kernel - 1)
        before = rng.choice([total // 2, total // 2, 0, total, rng.randint(0, total)])
        layers += [f"nn.ConstantPad1d(({before}, {total - before}), 0.0)", f"nn.Conv1d(1, 1, {kernel}, dilation={dilation})"]
    return layers


def seen(module, place):
    x = torch.zeros(1, 1, LENGTH, requires_grad=True)
    output = module(x)
    output[0, :, place].sum().backward()
    places = x.grad[0, 0].nonzero().flatten().tolist()
    return places[0], places[-1], output.shape[-1]


def ask(rng):
    parts = {name: ", ".join(make) for name, make in (
        ("stem", [layer(rng) for _ in range(rng.choice([0, 1, 2]))]), ("left", branch(rng)), ("right", branch(rng)),
        ("head", [layer(rng) for _ in range(rng.choice([0, 1, 2, 3]))]))}
    join = rng.choice(["self.left(x) + self.right(x)", "torch.cat([self.left(x), self.right(x)], 1).sum(1, keepdim=True)",
                       "x + self.left(x)", "self.right(self.left(x))"])
    text = SOURCE.format(join=join, **parts)
    names = {}
    exec(text, names)
    module = names["Net"]().double().eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(0.5)
    module.float()
    try:
        length = module(torch.zeros(1, 1, LENGTH)).shape[-1]
        middle = length // 2
        (first, last, _), (after, end, _) = seen(module, middle), seen(module, middle + 1)
    except (RuntimeError, IndexError):
        return None
    jump = after - first
    if first < 1 or end > LENGTH - 2 or end - last != jump:
        return None
    return {"net": text, "input": [1, 1, LENGTH], "size": last - first + 1, "jump": jump, "first": first - middle * jump}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    seen_nets, index = set(), 0
    with open(arguments.out, "w") as out:
        while len(seen_nets) < arguments.count:
            record = ask(random.Random(f"{arguments.seed}/{index}"))
            index += 1
            if record is None or record["net"] in seen_nets:
                continue
            seen_nets.add(record["net"])
            print(json.dumps(record, separators=(",", ":")), file=out, flush=True)


if __name__ == "__main__":
    main()
