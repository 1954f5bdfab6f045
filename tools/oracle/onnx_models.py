#!/usr/bin/env python3
"""Exports torchvision's models to ONNX without their weights, with the shapes that torch has for every value inside.

    tools/oracle/onnx_models.py --out tests/oracle/onnx/models resnet18 mobilenet_v2 ...

Each model becomes MODEL.json.gz: `model`, base64 of the graph in which every weight of more than 64 elements is replaced by
one that names its sizes only (its contents are said to stand in another file), with a symbolic batch; `values`, name to the
shape in order in torch's graph of the same model traced with `input`; `parameters` of the torch module. Needs Debian's
python3-torch, python3-torchvision and python3-onnx.
"""

import argparse
import base64
import gzip
import io
import json
import pathlib
import warnings

import onnx
import torch
import torchvision

warnings.filterwarnings("ignore")
MOST_ELEMENTS = 64


def strip(model):
    for tensor in model.graph.initializer:
        count = 1
        for size in tensor.dims:
            count *= size
        if count <= MOST_ELEMENTS:
            continue
        for field in ("raw_data", "float_data", "int32_data", "int64_data", "double_data"):
            tensor.ClearField(field)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "weights"
    return model


def shapes(network, data):
    graph, _, _ = torch.onnx.utils._model_to_graph(network, (data,), input_names=["input"], output_names=["output"],
                                                   do_constant_folding=True)
    found = {}
    for node in graph.nodes():
        for value in node.outputs():
            sizes = getattr(value.type(), "sizes", lambda: None)()
            if sizes is not None and all(s is not None for s in sizes):
                found[value.debugName()] = list(sizes)
    return found


def export(network, data):
    buffer = io.BytesIO()
    torch.onnx.export(network, data, buffer, input_names=["input"], output_names=["output"], opset_version=13,
                      dynamic_axes={"input": {0: "batch"}}, do_constant_folding=True)
    return onnx.ModelProto.FromString(buffer.getvalue())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("models", nargs="+")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.models:
        torch.manual_seed(0)
        network = getattr(torchvision.models, name)(weights=None).eval()
        data = torch.zeros(2, 3, arguments.size, arguments.size)
        model = export(network, data)
        del model.graph.value_info[:]
        torch.onnx._globals.GLOBALS.export_onnx_opset_version = 13
        values = shapes(network, data)
        text = json.dumps({
            "input": [2, 3, arguments.size, arguments.size],
            "parameters": sum(p.numel() for p in network.parameters()),
            "values": values,
            "model": base64.b64encode(strip(model).SerializeToString()).decode(),
        })
        with open(arguments.out / f"{name}.json.gz", "wb") as out:
            out.write(gzip.compress(text.encode(), 9, mtime=0))
        print(name, len(values), "values")


if __name__ == "__main__":
    main()
