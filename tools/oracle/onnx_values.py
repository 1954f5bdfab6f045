#!/usr/bin/env python3
"""Writes what the ONNX project's own operator tests compute as truth for the kernels of shapewise.

    tools/oracle/onnx_values.py --out tests/oracle/onnx/values.jsonl.gz [--most 8000]

One JSON object per line with `name`, `inputs` and `outputs`: lists of [sizes, element type, base64 of the numbers in
little endian]. The models are those of nodes.jsonl under the same names; inputs that are initialisers there are left
out. Tests with more than `--most` bytes of numbers, and those with texts, sequences or optional values, are not
written. Needs Debian's python3-onnx.
"""

import argparse
import base64
import gzip
import json

import numpy as np

from onnx_nodes import collect_testcases, decides_shapes


def is_tensor(value):
    return isinstance(value, (np.ndarray, np.generic)) and np.asarray(value).dtype.kind not in "OUS"


def described(value):
    array = np.ascontiguousarray(value)
    return [list(np.shape(value)), str(array.dtype), base64.b64encode(array.tobytes()).decode()]


def record(case, most):
    inputs, outputs = case.data_sets[0]
    if not all(is_tensor(value) for value in [*inputs, *outputs]):
        return None
    if sum(np.asarray(value).nbytes for value in [*inputs, *outputs]) > most:
        return None
    given = [
        described(array)
        for info, array in zip(case.model.graph.input, inputs)
        if not decides_shapes(info.name, array)
    ]
    return {"name": case.name, "inputs": given, "outputs": [described(output) for output in outputs]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--most", type=int, default=8000)
    arguments = parser.parse_args()
    cases = {case.name: case for case in collect_testcases(None)}
    lines = []
    for name in sorted(cases):
        made = record(cases[name], arguments.most) if cases[name].data_sets else None
        if made:
            lines.append(json.dumps(made, separators=(",", ":")) + "\n")
    with gzip.GzipFile(arguments.out, "wb", mtime=0) as out:
        out.write("".join(lines).encode())


if __name__ == "__main__":
    main()
