#!/usr/bin/env python3
"""Writes what layers compute: cases of tests/oracle/layers with numbers of their outputs.

    tools/oracle/values.py --cases tests/oracle/layers --each 120 --out tests/oracle/values

Weights and inputs come from splitmix.py, so that only a few numbers of each output are kept. See README.md.
"""
import argparse
import json
import pathlib
import warnings

import torch

import splitmix
from cases.run import NAMES, _forward, flatten

SEED = 0
INTEGERS = 3  # integer inputs are below
MOST = 20000  # elements of an output
# Random; with a function as an argument; and copies of TransformerDecoderLayer, which in torch 1.13 forget such a layer.
LEFT_OUT = ("Fractional", "activation=F.", "activation=nn.", "activation=torch.")


def make_input(index, shape, dtype, values):
    name = f"input.{index}"
    if values is not None:
        return torch.tensor(values, dtype=dtype).reshape(shape)
    uniform = torch.from_numpy(splitmix.stream(name, SEED, int(torch.tensor(shape).prod()) if shape else 1)).reshape(shape)
    if dtype.is_floating_point:
        return (0.5 + 0.4 * (2 * uniform - 1)).to(dtype)
    return torch.floor(uniform * (2 if dtype == torch.bool else INTEGERS)).to(dtype)


def numbers(tensor):
    """The sum of magnitudes, a sum with changing weights, and three elements."""
    flat = tensor.detach().to(torch.float64).reshape(-1)
    if flat.numel() == 0:
        return [0, 0]
    factors = torch.arange(flat.numel(), dtype=torch.float64) % 11 + 1
    picked = [flat[0], flat[flat.numel() // 2], flat[-1]]
    return [float(f"{float(x):.8g}") for x in [flat.abs().sum(), (flat * factors).sum(), *picked]]


def answer(case):
    """The numbers of all outputs; None if the case has none that mean something."""
    dtypes = case.get("dtypes", ["float32"] * len(case["input"]))
    given = case.get("values", {})
    module = eval(case["expr"], dict(NAMES))
    module.eval()

    def run():
        tensors = [
            make_input(i, shape, getattr(torch, dtypes[i]), given.get(str(i))) for i, shape in enumerate(case["input"])
        ]
        return flatten(_forward(module, tensors, case.get("forward", {})))[1]

    with torch.no_grad():
        run()  # lazy layers become what they are
        splitmix.set_weights(module, "layer.", SEED)
        outputs = run()
    if any(t.numel() > MOST or not t.to(torch.float64).isfinite().all() for t in outputs):
        return None
    return [numbers(t) for t in outputs]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=pathlib.Path, required=True)
    parser.add_argument("--each", type=int, required=True, help="cases of each family, at most")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(options.cases.glob("*.jsonl")):
        cases = [json.loads(line) for line in path.read_text().splitlines()]
        cases = [c for c in cases if c["ok"] and not any(word in c["expr"] for word in LEFT_OUT)]
        step = max(len(cases) // options.each, 1)
        lines = []
        for case in cases[::step]:
            try:
                found = answer(case)
            except Exception:  # integers that this layer does not take
                continue
            if found is None:
                continue
            kept = {key: case[key] for key in ("expr", "input", "dtypes", "values", "forward", "ok", "outputs", "layout", "parameters") if key in case}
            lines.append(json.dumps({**kept, "numbers": found}, separators=(",", ":")))
        (options.out / path.name).write_text("".join(line + "\n" for line in lines))
        print(path.stem, len(lines))


if __name__ == "__main__":
    main()
