#!/usr/bin/env python3
"""Writes the ONNX project's own operator tests as truth for the tests of shapewise: one JSON object per line.

    tools/oracle/onnx_nodes.py --out tests/oracle/onnx/nodes.jsonl

Each has `name`, `model` (base64 of the model's bytes) and `outputs`: the shape and element type of what the operator
really returns; null for what is no tensor. Inputs whose values decide the output's shape (small tensors of integers,
`scales`, `roi`) become initialisers of the model, as exporters write them. Needs Debian's python3-onnx.
"""

import argparse
import base64
import json
import warnings

import numpy as np

warnings.filterwarnings("ignore")
for alias, plain in (("float", float), ("int", int), ("bool", bool), ("object", object)):
    if alias not in np.__dict__:
        setattr(np, alias, plain)  # onnx 1.12 was written for an older numpy

import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

MOST_ELEMENTS = 64
BY_VALUE = {"scales", "roi", "start", "limit", "delta", "depth"}


def decides_shapes(name, array):
    if not isinstance(array, (np.ndarray, np.generic)) or array.size > MOST_ELEMENTS:
        return False
    return name in BY_VALUE or (array.dtype in (np.int64, np.int32, bool) and array.ndim <= 1)


def describe(value):
    if not isinstance(value, (np.ndarray, np.generic)):
        return None
    return [list(np.shape(value)), str(np.asarray(value).dtype)]


def record(case):
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    inputs, outputs = case.data_sets[0]
    for info, array in zip(list(model.graph.input), inputs):
        if decides_shapes(info.name, array):
            model.graph.initializer.append(numpy_helper.from_array(np.asarray(array), info.name))
    return {
        "name": case.name,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "outputs": [describe(output) for output in outputs],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    cases = {case.name: case for case in collect_testcases(None)}
    with open(arguments.out, "w", encoding="utf-8") as out:
        for name in sorted(cases):
            if not cases[name].data_sets:
                continue
            out.write(json.dumps(record(cases[name]), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
