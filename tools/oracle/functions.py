#!/usr/bin/env python3
"""Writes what functions make of special values: NaN, infinities, and integers at the ends of their types.

    tools/oracle/functions.py > tests/oracle/values/functions/special.jsonl

An expression in x and y, the tensors, and every element of what PyTorch returns. See README.md.
"""
import json
import math
import warnings

import torch

NAN, INF = math.nan, math.inf
ROW = [3.0, NAN, -2.0, INF, 0.0, -INF, NAN, 3.0]
OTHER = [INF, 1.0, NAN, INF, -0.5, -INF, NAN, 3.0]
TABLE = [[1.0, NAN, 3.0], [2.0, 5.0, 5.0], [-INF, INF, -INF], [NAN, NAN, NAN]]
BIG = 2**53 + 1
WHOLE = [-7, 7, 5, -5, 0, 3]
DIVISOR = [2, -2, 5, 3, -1, -4]


def floats(*lists):
    return [("float32", values) for values in lists]


def of(dtype, *lists):
    return [(dtype, values) for values in lists]


# Without torch.cdist(p=inf), whose code for vectors drops NaN where norm keeps it.
CASES = [
    *[(e, floats(TABLE)) for e in (
        "torch.max(x)", "torch.min(x)", "torch.amax(x, 1)", "torch.amin(x, 1)", "torch.max(x, 1)", "torch.min(x, 1)",
        "torch.argmax(x, 1)", "torch.argmin(x, 1)", "torch.argmax(x)", "torch.aminmax(x)", "torch.median(x)",
        "torch.sort(x, 1)", "torch.sort(x, 1, descending=True)", "torch.topk(x, 2, 1)", "torch.argsort(x, 1)",
        "torch.cummax(x, 1)", "torch.cummin(x, 1)", "torch.cumsum(x, 1)", "torch.logcumsumexp(x, 1)",
        "torch.logsumexp(x, 1)", "torch.softmax(x, 1)", "torch.log_softmax(x, 1)", "torch.nansum(x, 1)",
        "torch.any(x, 1)", "torch.all(x, 1)", "torch.count_nonzero(x, 1)", "torch.norm(x, p=float('inf'), dim=1)",
        "torch.norm(x, p=float('-inf'), dim=1)", "torch.norm(x, p=0, dim=1)",
        "torch.nn.functional.max_pool1d(x, 2)")],
    ("torch.median(x, 1)[0]", floats(TABLE)),  # of several NaN PyTorch names any
    ("torch.mode(x, 1)", floats([[1.0, 2.0, 2.0], [3.0, -INF, -INF], [INF, INF, 0.0]])),
    *[(e, floats(ROW)) for e in (
        "torch.nn.functional.threshold(x, 1.0, 9.0)", "torch.nn.functional.hardshrink(x)", "torch.relu(x)",
        "torch.nn.functional.softshrink(x)", "torch.nn.functional.relu6(x)", "torch.nn.functional.hardtanh(x)",
        "torch.nn.functional.leaky_relu(x)", "torch.nn.functional.elu(x)", "torch.nn.functional.logsigmoid(x)",
        "torch.nn.functional.softplus(x)", "torch.sigmoid(x)", "torch.tanh(x)", "torch.abs(x)", "torch.sign(x)",
        "torch.angle(x)", "torch.clamp(x, -1.0, 1.0)", "torch.nan_to_num(x)", "torch.isnan(x)", "torch.isinf(x)",
        "torch.isfinite(x)", "torch.floor(x)", "torch.round(x)", "torch.signbit(x)", "x.bool()", "x // 2", "x % 2",
        "torch.floor_divide(x, float('inf'))")],
    *[(e, floats(ROW, OTHER)) for e in (
        "torch.maximum(x, y)", "torch.minimum(x, y)", "torch.max(x, y)", "torch.min(x, y)", "torch.fmax(x, y)",
        "torch.fmin(x, y)", "torch.logaddexp(x, y)", "torch.logaddexp2(x, y)", "torch.isclose(x, y)",
        "torch.isclose(x, y, equal_nan=True)", "torch.xlogy(x, y)", "x == y", "x != y", "x < y", "x >= y", "x // y",
        "x % y", "torch.fmod(x, y)", "torch.hypot(x, y)", "torch.atan2(x, y)", "torch.heaviside(x, y)", "x + y",
        "x * y", "x / y", "torch.where(x > 0, x, y)")],
    ("torch.isclose(x, y)", floats([5.0, INF, -INF, INF, 1.0], [INF, INF, INF, 5.0, 1.000001])),
    ("torch.logaddexp(x, y)", floats([-INF, INF, 1.0], [-INF, INF, -INF])),
    ("torch.logcumsumexp(x, 0)", floats([-INF, -INF, 1.0, INF, INF, -INF])),
    # Integers: wrapped to their width, exact beyond 2**53, divided as Python does.
    *[(f"x.to(torch.{dtype})", floats([300.0, -129.0, 127.9, -1.5, 65535.0])) for dtype in ("int8", "int16", "uint8")],
    ("x.to(torch.int8)", of("int64", [300, -129, 2**40 + 5])),
    ("x.to(torch.int32)", of("int64", [2**31, -2**31 - 1, 2**40 + 5])),
    ("x.double()", of("int64", [BIG, 3])),
    *[(e, of(dtype, [100, -100, 127, -128], [100, 100, 2, 3])) for dtype in ("int8", "int16", "int32") for e in (
        "x + y", "x - y", "x * y", "x ** 3", "-x", "torch.abs(x)", "torch.square(x)", "x << 1", "x >> 1",
        "torch.sum(x)", "torch.prod(x)", "torch.cumsum(x, 0)", "torch.add(x, y, alpha=3)", "torch.maximum(x, y)",
        "torch.clamp(x, -5, 5)", "~x")],
    ("x + y", of("uint8", [250, 3], [10, 255])),
    ("x - y", of("uint8", [250, 3], [10, 255])),
    *[(e, of("int64", [BIG, -BIG, 7], [2, 3, BIG])) for e in (
        "x + y", "x - y", "x * y", "x // y", "x % y", "torch.fmod(x, y)", "torch.div(x, y, rounding_mode='trunc')",
        "x & y", "x | y", "x ^ y", "~x", "-x", "torch.abs(x)", "x == x + 1", "x < x + 1", "torch.maximum(x, x - 1)",
        "torch.sum(x)", "torch.prod(x)", "torch.cumsum(x, 0)", "torch.cumprod(x, 0)", "torch.max(x)",
        "torch.sort(x)", "torch.argmax(torch.stack([x - 1, x]), 0)", "torch.diff(x)", "torch.where(x > 0, x, y)",
        "x.masked_fill(y > 2, 9007199254740995)", "x + 9007199254740993", "torch.gcd(x, y)", "x.clone()",
        "torch.stack([x, y]).t().contiguous()", "torch.addcmul(x, x, y)", "torch.matmul(x, y)", "x.view(3, 1) @ y.view(1, 3)")],
    *[(e, of("int64", WHOLE, DIVISOR)) for e in (
        "x // y", "x % y", "torch.fmod(x, y)", "torch.div(x, y, rounding_mode='trunc')", "x / y", "x >> 1",
        "torch.pow(x, torch.abs(y))", "x.sum(dtype=torch.float32)")],
    ("torch.sum(x)", of("bool", [True, True, False])),
    ("x + y", of("bool", [True, True, False], [True, False, False])),
]


def written(values):
    if isinstance(values, list):
        return [written(v) for v in values]
    if isinstance(values, float) and not math.isfinite(values):
        return str(values)
    return float(f"{values:.8g}") if isinstance(values, float) else values


def main():
    warnings.simplefilter("ignore")
    for expression, inputs in CASES:
        names = dict(zip("xy", (torch.tensor(values, dtype=getattr(torch, dtype)) for dtype, values in inputs)))
        found = eval(expression, {"torch": torch, **names})
        outputs = [found] if isinstance(found, torch.Tensor) else list(found)
        print(json.dumps({
            "expr": expression,
            "inputs": [{"dtype": d, "shape": list(names[n].shape), "values": written(names[n].reshape(-1).tolist())}
                       for n, (d, _) in zip("xy", inputs)],
            "outputs": [{"dtype": str(o.dtype)[6:], "shape": list(o.shape), "values": written(o.reshape(-1).tolist())}
                        for o in outputs],
        }, separators=(",", ":")))


if __name__ == "__main__":
    main()
