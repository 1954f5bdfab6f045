#!/usr/bin/env python3
"""Random programs that view tensors after their memory was put into another order, and whether PyTorch runs them.

    tools/oracle/views.py --count 250 --seed 1 --share 0.03 --out tests/oracle/views.jsonl

A line is a program: its `input`, the `lines` of its forward on x, and `refused`, the number of the line that view refuses (from 0), or
null; then `strides` are those of x in the end, null for sizes of 1. Programs that fail for another reason are left out. A share of the
expressions of tests/oracle/ops follow, on tensors in other orders.
"""
import argparse
import json
import pathlib
import random
import re
import sys

import torch
import torch.nn.functional as F


def factors(n, rng):
    """Random sizes with this product."""
    sizes = []
    while n > 1 and rng.random() < 0.8:
        divisors = [d for d in range(2, n + 1) if n % d == 0]
        sizes.append(rng.choice(divisors))
        n //= sizes[-1]
    sizes.append(n)
    if rng.random() < 0.2:
        sizes.insert(rng.randrange(len(sizes) + 1), 1)
    rng.shuffle(sizes)
    return sizes


def joined(shape, rng):
    """The shape with neighbours joined or a size divided: what people view."""
    shape = list(shape)
    for _ in range(rng.randint(1, 2)):
        if len(shape) > 1 and rng.random() < 0.7:
            i = rng.randrange(len(shape) - 1)
            shape[i:i + 2] = [shape[i] * shape[i + 1]]
        else:
            i = rng.randrange(len(shape))
            divisors = [d for d in range(1, shape[i] + 1) if shape[i] % d == 0]
            d = rng.choice(divisors)
            shape[i:i + 1] = [d, shape[i] // d]
    return shape


def rearranged(x, rng):
    rank = x.dim()
    order = list(range(rank))
    rng.shuffle(order)
    a, b = rng.randrange(rank), rng.randrange(rank)
    yield f"x = x.permute({', '.join(map(str, order))})"
    yield f"x = x.transpose({a}, {b - rank})"
    yield f"x = torch.movedim(x, {a}, {b})"
    yield f"x = x.swapaxes({a}, {b})"
    yield "x = x.mT"
    if rank == 2:
        yield rng.choice(("x = x.t()", "x = x.T"))
    yield f"x = x.unsqueeze({rng.randint(-rank - 1, rank)})"
    yield "x = x.squeeze()"
    if x.shape[a] == 1:
        yield f"x = x.squeeze({a})"
        yield f"x = x.expand({', '.join('3' if i == a else '-1' for i in range(rank))})"
    yield f"x = x.expand(2, {', '.join(['-1'] * rank)})"


def parted(x, rng):
    rank = x.dim()
    a, n = rng.randrange(rank), x.shape[0]
    index = [":"] * rank
    index[a] = rng.choice(("1:", ":-1", "::2", "0", "-1", "None", ":2", "..."))
    yield f"x = x[{', '.join(index)}]"
    yield f"x = x.chunk(2, dim={a})[0]"
    yield f"x = torch.split(x, 1, dim={a})[-1]"
    yield f"x = x.unbind({a})[0]"
    yield f"x = x.narrow({a}, 0, 1)"
    yield f"x = x.select({a}, 0)"
    yield f"x = x.unfold({a}, 1, 2)"
    yield f"y, x = x.split([{n // 2}, {n - n // 2}])"


def computed(x, rng):
    rank = x.dim()
    a = rng.randrange(rank)
    yield from ("x = F.relu(x)", "x = x * 2", "x = x + x", "x = -x", "x = x.sigmoid()", "x = F.gelu(x)", "x = x.clone()", "x = x.detach()", "x = x.contiguous()",
                "x = x.relu_()", "x = x.double().float()", "x = x.float()", "x = F.dropout(x, 0.5, False)", "x = torch.zeros_like(x)", "x = x.masked_fill(x > 0, 0.0)",
                "x = torch.where(x > 0, x, -x)", "x = F.silu(x, inplace=True)", "x = x.add_(1)", "x = x.pow(2)", "x = 1 / (x + 2)", "x = x.clamp(0, 1)", "x = F.leaky_relu(x)")
    yield f"x = x + torch.ones({x.shape[-1]})"
    yield f"x = x * torch.ones({', '.join(str(s) if rng.random() < 0.5 else '1' for s in x.shape)},)"
    yield "x = x + torch.ones(x.shape)"
    yield "x = x + x.mean(-1, keepdim=True)"
    yield f"x = torch.cat([x, x], dim={a})"
    yield f"x = torch.stack([x, x], dim={a})"
    yield f"x = x.softmax({a})"
    yield f"x = x.mean({a})"
    yield f"x = x.sum({a}, keepdim=True)"
    yield f"x = x.max({a}).values"
    yield f"x = x.reshape({', '.join(map(str, joined(x.shape, rng)))})"
    yield f"x = x.flatten({a})"
    if rank >= 2:
        yield f"x = F.linear(x, torch.ones(4, {x.shape[-1]}), torch.ones(4))"
        yield f"x = F.layer_norm(x, ({x.shape[-1]},))"
        yield "x = x @ x.transpose(-1, -2)"
        yield f"x = torch.matmul(x, torch.ones({x.shape[-1]}, 2))"
        yield "x = F.pad(x, (1, 1))"
    if rank == 4:
        c = x.shape[1]
        yield f"x = F.conv2d(x, torch.ones(4, {c}, 1, 1))"
        yield f"x = F.conv_transpose2d(x, torch.ones({c}, 4, 2, 2), stride=2)"
        yield f"x = F.batch_norm(x, torch.zeros({c}), torch.ones({c}))"
        yield "x = F.max_pool2d(x, 1)"
        yield "x = F.adaptive_avg_pool2d(x, 2)"
        yield "x = F.interpolate(x, scale_factor=2)"
        yield f"x = F.group_norm(x, {c})"
        if c % 4 == 0:
            yield "x = F.pixel_shuffle(x, 2)"
    if rank == 3:
        yield "x = torch.bmm(x, x.transpose(1, 2))"
        yield f"x = F.conv1d(x, torch.ones(4, {x.shape[1]}, 1))"


def seen(x, rng):
    yield f"x = x.view({', '.join(map(str, joined(x.shape, rng)))})"
    yield f"x = x.view({', '.join(map(str, joined(x.shape, rng)))})"
    yield f"x = x.view({', '.join(map(str, factors(x.numel(), rng)))})"
    yield "x = x.view(-1)"
    yield f"x = x.view({x.shape[0]}, -1)"
    yield f"x = x.view_as(torch.zeros({', '.join(map(str, joined(x.shape, rng)))}))"


def program(rng):
    """One program, or None if it fails for a reason that is none of view's."""
    shape = [rng.choice((1, 2, 2, 3, 4, 4, 6, 8)) for _ in range(rng.choice((2, 3, 3, 4, 4, 4, 5)))]
    names = {"x": torch.randn(shape), "torch": torch, "F": F}
    lines = []
    for i in range(rng.randint(3, 8)):
        kind = rng.choice((rearranged, rearranged, parted, computed, computed, seen))
        x = names["x"]
        if x.dim() == 0 or x.dim() > 6 or x.numel() == 0 or x.numel() > 5000:
            break
        lines.append(rng.choice(list(kind(x, rng))))
        try:
            exec(lines[-1], names)
        except (RuntimeError, IndexError, ValueError) as error:
            if "view size is not compatible" in str(error):
                return {"input": shape, "lines": lines, "refused": len(lines) - 1}
            lines.pop()
    x = names["x"]
    if 0 < x.dim() < 7 and x.numel() > 0 and rng.random() < 0.7:
        lines.append(rng.choice(list(seen(x, rng))))
        try:
            exec(lines[-1], names)
        except RuntimeError as error:
            if "view size is not compatible" not in str(error):
                return None
            return {"input": shape, "lines": lines, "refused": len(lines) - 1}
    return {"input": shape, "lines": lines, "refused": None, "strides": strides(names["x"])}


def strides(x):
    return [None if size == 1 else stride for size, stride in zip(x.shape, x.stride())]


def tensor_in_order(text, order):
    """The source of a tensor such as "f32[3, 4]" whose dimensions lie in this order in memory."""
    kind, sizes = re.fullmatch(r"(\w+)\[(.*)\]", text).groups()
    sizes = [int(size) for size in sizes.split(",") if size]
    order = [int(dim) for dim in order if dim < len(sizes)]
    back = [order.index(dim) for dim in range(len(sizes))]
    dtype = {"f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16", "c64": "complex64", "i64": "int64", "i32": "int32", "i8": "int8",
             "u8": "uint8", "bool": "bool"}[kind]
    moved = f".permute({', '.join(map(str, back))})" if len(sizes) > 1 else ""
    return f"torch.zeros(({''.join(f'{sizes[dim]}, ' for dim in order)}), dtype=torch.{dtype}){moved}"


def operations(rng, share):
    """The expressions of the operators, each on tensors in two other orders."""
    for path in sorted(pathlib.Path("tests/oracle/ops").glob("*.jsonl")):
        tensors, *cases = [json.loads(line) for line in path.read_text().splitlines()]
        for expression, result in cases:
            if result.startswith("error") or ";" in expression:
                continue
            for _ in range(2):
                if rng.random() >= share:
                    continue
                order = rng.sample(range(5), 5)
                used = sorted(name for name in tensors if re.search(rf"(?<![\w.'\"]){name}(?!\w|=[^=])", expression))
                lines = [f"{name} = {tensor_in_order(tensors[name], order)}" for name in used] + [f"x = {expression}"]
                names = {"torch": torch, "F": F}
                try:
                    exec("\n".join(lines), names)
                except (RuntimeError, NotImplementedError, IndexError, ValueError, TypeError, NameError) as error:
                    if "view size is not compatible" in str(error) and "view" in lines[-1]:
                        yield {"input": [1], "lines": lines, "refused": len(lines) - 1}
                    continue
                while isinstance(names["x"], (tuple, list)) and len(names["x"]) > 0:
                    lines.append("x = x[0]")
                    exec(lines[-1], names)
                if isinstance(names["x"], torch.Tensor) and names["x"].layout == torch.strided:
                    yield {"input": [1], "lines": lines, "refused": None, "strides": strides(names["x"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rng = random.Random(options.seed)
    made = []
    with torch.no_grad():
        while len(made) < options.count:
            one = program(rng)
            refused = sum(p["refused"] is not None for p in made)
            if one and (one["refused"] is not None or len(made) - refused <= options.count // 2):
                made.append(one)
        made += operations(rng, options.share)
    with open(options.out, "w") as out:
        out.writelines(json.dumps(one, separators=(",", ":")) + "\n" for one in made)


if __name__ == "__main__":
    sys.exit(main())
