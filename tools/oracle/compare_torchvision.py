#!/usr/bin/env python3
"""Holds what shapewise reads out of torchvision's own sources against what PyTorch did (tests/oracle/torchvision).

For every model with a committed truth: total parameters, the shape of every call of a torch.nn layer in order, and the
output, at the truth's input. Layers that are torchvision's own classes are seen here as what they consist of, so only the
calls of torch.nn's are compared. Needs torchvision's sources (Debian: python3-torchvision), not torch.

    tools/oracle/compare_torchvision.py build/release/shapewise [MODEL...]
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

TRUTH = pathlib.Path(__file__).resolve().parents[2] / "tests" / "oracle" / "torchvision"
SOURCES = pathlib.Path("/usr/lib/python3/dist-packages/torchvision/models")
# Leaf modules of torchvision's own.
OWN = {"LayerNorm2d", "StochasticDepth", "Permute", "SwinTransformerBlockV2", "ShiftedWindowAttention", "DropPath"}


def builders():
    """Name of a builder, with its subpackage -> the file that defines it."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        package = ".".join(path.relative_to(SOURCES).parts[:-1])
        for name in re.findall(r"^def (\w+)\(", path.read_text(), re.MULTILINE):
            found.setdefault(f"{package}.{name}".lstrip("."), path)
    return found


def differences(program, path, name, header, truth):
    """What differs, as short texts."""
    arguments = ", ".join(f"{key}={value!r}" for key, value in header.get("arguments", {}).items())
    target = f"{path}:{name.rpartition('.')[2]}({arguments})"
    shape = ",".join(map(str, truth["input"]))
    run = subprocess.run([program, target, "--input", shape, "--format", "json"], capture_output=True, text=True, timeout=120)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        return [f"no report: {run.stderr[:200]}"]
    found = [f"error: {d['message']}" for d in report["diagnostics"] if d["severity"] == "error"]
    found += [f"gap: {gap['message']}" for gap in report["gaps"][:1]]
    if report["totals"]["parameters"] != header["parameters"]:
        found.append(f"{report['totals']['parameters']} parameters, not {header['parameters']}")
    expected = [(call[0], call[2][0] if isinstance(call[2][0], list) else call[2]) for call in truth["calls"] if call[1] not in OWN]
    actual = [(layer["path"], layer["outputs"][0]) for layer in report["layers"]
              if layer["path"] and layer["type"][0].isupper() and layer["outputs"]]
    if actual != expected:
        place = next((i for i, pair in enumerate(zip(actual, expected)) if pair[0] != pair[1]), min(len(actual), len(expected)))
        found.append(f"{len(actual)} calls of {len(expected)}, call {place} is {actual[place:place + 1]}, "
                     f"not {expected[place:place + 1]}")
    wanted = truth["output"] if isinstance(truth["output"], list) else list(truth["output"].values())[0]
    if not report["outputs"] or report["outputs"][0] != wanted:
        found.append(f"the output is {report['outputs'][:1]}, not {wanted}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    paths = builders()
    equal, different = 0, 0
    for file in sorted(TRUTH.glob("*.jsonl")):
        name = file.stem
        if options.models and name not in options.models:
            continue
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        truth = next(line for line in lines if line.get("mode") == "eval")
        found = differences(options.program, paths[name], name, lines[0], truth)
        equal += not found
        different += bool(found)
        for text in found:
            print(f"{name}: {text}")
    print(f"{equal} models are equal, {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
