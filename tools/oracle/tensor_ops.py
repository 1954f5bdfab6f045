#!/usr/bin/python3
"""Records what PyTorch's functions and tensor methods return for expressions over named tensors.

    tensor_ops.py --out ../../tests/oracle/ops

Each file ops/FAMILY.jsonl opens with the tensors, {"name": "f32[2, 3]"}, and has one case per line: [expression, result].
A result is written as `show` does: "f32[2, 3]", "(f32[2], i64[2])", "3", or "error: " with the type of the exception. Every
expression runs with several fillings of its tensors: sizes that depend on them become "?", and cases that are accepted for some
only are left out, as are those that only a CPU refuses.
"""
import argparse
import json
import math
import os
import random
import re
import signal
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from ops import expand, families, probes

TENSORS = {
    "s": "f32[]", "v": "f32[4]", "w": "f32[3]", "m": "f32[3, 4]", "n": "f32[4, 5]", "q": "f32[4, 4]", "r": "f32[3, 1]",
    "t": "f32[2, 3, 4]", "u": "f32[2, 4, 5]", "p": "f32[1, 3, 1, 4]", "x": "f32[2, 3, 8, 8]", "z": "f32[2, 3, 4, 6, 8]",
    "g": "f32[2, 6, 16]", "d": "f64[3, 4]", "h": "f16[3, 4]", "bf": "bf16[3, 4]", "c": "c64[3, 4]", "i": "i64[3, 4]",
    "i32": "i32[3, 4]", "k": "i64[3]", "si": "i64[]", "u8": "u8[3, 4]", "i8": "i8[3, 4]", "b": "bool[3, 4]", "bv": "bool[3]",
    "e": "f32[0, 4]", "tok": "i64[2, 7]", "it": "i64[2, 3, 4]", "sd": "f64[]", "ker": "f32[6, 3, 3, 3]",
}  # fmt: skip
DTYPES = {
    "f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16, "c64": torch.complex64,
    "c128": torch.complex128, "i64": torch.int64, "i32": torch.int32, "i16": torch.int16, "i8": torch.int8,
    "u8": torch.uint8, "bool": torch.bool,
}  # fmt: skip
# Refused by this release but taken by later ones, refused because of the tensors' values, or taken by accident.
LEFT_OUT = re.compile(
    r"nbytes|itemsize|memory_format=torch|retain_grad|squeeze\((p, )?\(0|squeeze\(s|squeeze\(\(0, 1|torch\.(any|all)\(\w+, (\[|None)"
    r"|\.(any|all)\((dim=)?\(|logsumexp\(\w+, \[\]|diag\(\w, diagonal=7"
    r"|repeat_interleave\(s|diff\(-1|sum\(keepdim=True\)|norm\(dtype=|cumsum_\(0, dtype|softmin\(\w, 1, torch|generator=None"
    r"|\(0, 1\)$|linspace\(0, 1\)$|^str\(|i32\]|pad\(m, .*'circular'|max_pool1d\(\w, 5"
    r"|t\[(i|tok|torch.tensor\(\[0, 5|torch.arange\(3)|index_put_?\(\((i, i|b,)|m\[b\] = (v|w|torch.ones)"
    r"|gather\((t, )?0, it|gather\(s, 0|where\(b, 0|nanquantile\(h"
)
NAMES = {dtype: name for name, dtype in DTYPES.items()}
# What a CPU of this release lacks says nothing about the function.
ONLY_HERE = ("not implemented for", "not supported on CPU", "not yet supported", "not currently supported", "MKL", "LAPACK",
             "Expected object of scalar type", "compiled with", "backend", "Could not run", "CUDA", "internal", "INTERNAL",
             "ZeroDivisionError", "unsupported operation: some elements")


def fill(text, seed):
    dtype, sizes = text.rstrip("]").split("[")
    sizes = [int(size) for size in sizes.split(",") if size.strip()]
    generator = torch.Generator().manual_seed(seed * 1000 + len(text))
    if dtype == "bool":
        return torch.rand(sizes, generator=generator) < (0.2 + 0.3 * seed)
    if dtype[0] in "iu":
        return torch.randint(0, 3, sizes, generator=generator).to(DTYPES[dtype])
    return torch.rand(sizes, generator=generator).to(DTYPES[dtype])


class Unshowable(Exception):
    pass


def show(value):
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.is_quantized or value.dtype not in NAMES:
            raise Unshowable
        return f"{NAMES[value.dtype]}{list(value.shape)}"
    if isinstance(value, tuple):
        return "(" + ", ".join(show(item) for item in value) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unshowable
        return f"{value:.6g}"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, torch.dtype):
        return str(value)
    raise Unshowable


def run_once(expression, seed):
    names = {name: fill(text, seed) for name, text in TENSORS.items()}
    names.update(torch=torch, nn=nn, F=F, math=math)
    torch.manual_seed(seed)
    *statements, last = expression.split("; ")
    try:
        for statement in statements:
            exec(statement, names)
        return show(eval(last, names))
    except (Unshowable, MemoryError):
        return None
    except Exception as error:
        text = str(error)
        if any(reason in text for reason in ONLY_HERE) or isinstance(error, NotImplementedError):
            return None
        return f"error: {type(error).__name__}"


def merged(results):
    """One text for several runs: what differs in a size is "?"; None if they differ in more."""
    if None in results:
        return None
    if len(set(results)) == 1:
        return results[0]
    parts = [result.replace("[", " [ ").replace("]", " ] ").replace(",", " , ").split() for result in results]
    if len({len(part) for part in parts}) != 1 or any(result.startswith("error") for result in results):
        return None
    out = []
    for column in zip(*parts):
        same = len(set(column)) == 1
        if not same and not all(text.isdigit() for text in column):
            return None
        out.append(column[0] if same else "?")
    return "".join(", " if token == "," else token for token in out)


def record(expression):
    if LEFT_OUT.search(expression):
        return None
    signal.alarm(5)
    try:
        return merged([run_once(expression, seed) for seed in range(3)])
    except SystemExit:
        return None
    finally:
        signal.alarm(0)


def too_slow(*_):
    raise MemoryError


def chunks_in_children(expressions, size=200):
    """Pairs of expression and result. Children run them, so that a crash costs one case."""
    pending = [expressions[i : i + size] for i in range(0, len(expressions), size)]
    while pending:
        chunk = pending.pop(0)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            with os.fdopen(write, "w") as out:
                for expression in chunk:
                    out.write(json.dumps([expression, record(expression)]) + "\n")
                    out.flush()
            os._exit(0)
        os.close(write)
        done = 0
        with os.fdopen(read) as lines:
            for line in lines:
                done += 1
                yield json.loads(line)
        os.waitpid(child, 0)
        if done < len(chunk):
            pending.insert(0, chunk[done + 1 :])


def write(family, expressions, out, keep):
    kept = [pair for pair in chunks_in_children(list(dict.fromkeys(expressions))) if pair[1] is not None]
    kept = keep(kept)
    with open(os.path.join(out, family + ".jsonl"), "w") as file:
        file.write(json.dumps(TENSORS) + "\n")
        for pair in kept:
            file.write(json.dumps(pair, ensure_ascii=False) + "\n")
    bad = sum(result.startswith("error") for _, result in kept)
    print(f"{family:16} {len(kept):6} cases, {bad:5} rejected", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--family", action="append")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_slow)
    os.makedirs(arguments.out, exist_ok=True)
    for family, (templates, most) in families.FAMILIES.items():
        if arguments.family and family not in arguments.family:
            continue
        draw = random.Random(family)
        drawn = [case for template in templates for case in expand.sample(template, most, draw)]
        write(family, drawn, arguments.out, lambda pairs: pairs)
    if not arguments.family or "probes" in arguments.family:
        write("probes", probes.expressions(), arguments.out, probes.few_of_each)


if __name__ == "__main__":
    main()
