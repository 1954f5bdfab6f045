#!/usr/bin/env python3
"""Holds what shapewise says of whole models against what PyTorch did with them.

    compare_models.py PROGRAM torchvision [MODEL…]    tests/oracle/torchvision, over torchvision's own source
    compare_models.py PROGRAM modelled [MODEL…]       the same over the library's own torchvision, as far as it goes
    compare_models.py PROGRAM networks [NAME…]        tests/oracle/networks, over tests/networks
    compare_models.py PROGRAM saved [MODEL…]          what training keeps: tests/oracle/saved/models.jsonl

Compared are the parameters, the elements of the buffers, the shape of every call of a torch.nn layer in order, and the
outputs, at the truth's inputs. Layers that are the model's own classes are seen here as what they consist of. No torch
is needed. Every model runs in a process of its own, several at a time. Differences
of those that tests/networks/pending.txt names are shown, but do not count.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORACLE = ROOT / "tests" / "oracle"
NETWORKS = ROOT / "tests" / "networks"
# Where torchvision 0.14 may be: unpacked by tools/setup, or installed.
SOURCES = [ROOT / "build" / "torchvision" / "usr/lib/python3/dist-packages",
           pathlib.Path("/usr/lib/python3/dist-packages")]
SKIPPED = 77
# Of torchvision's models, those of which the library has none of its own.
UNMODELLED = ("quantization.", "maxvit", "video.mvit", "video.s3d")
# Leaves for PyTorch that are no layers here: torchvision's own, and a Sequential with nothing in it.
OWN = {"Sequential", "LayerNorm2d", "StochasticDepth", "Permute", "SwinTransformerBlockV2", "ShiftedWindowAttention",
       "DropPath", "PositionalEncoding", "SwapAxes", "WindowPartition", "WindowDepartition"}
# Attributes of tensors, which are no layers.
ATTRIBUTES = {"T", "mT", "H", "mH"}


def first_shape(outputs):
    """The first tensor's shape of what a layer returned."""
    while isinstance(outputs, list) and outputs and isinstance(outputs[0], list):
        outputs = outputs[0]
    return outputs


def all_shapes(value):
    """The shapes of all tensors in a nested value, in order."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [shape for inner in value.values() for shape in all_shapes(inner)]
    if value and all(isinstance(size, int) for size in value) or value == []:
        return [value]
    return [shape for inner in value for shape in all_shapes(inner)]


def report(program, target, options):
    """shapewise's report of a network, or a text that says why there is none."""
    run = subprocess.run([program, target, *options, "--format", "json"], capture_output=True, text=True, timeout=300)
    try:
        return json.loads(run.stdout)
    except ValueError:
        return f"no report: {run.stderr[:200]}"


def call_differences(found, header, truth):
    """What differs in the calls of torch.nn's layers."""
    expected = [[call[0], first_shape(call[2])] for call in truth["calls"] if call[1] not in OWN]
    own = header.get("own", [])
    actual = [[layer["path"], layer["outputs"][0]] for layer in found["layers"]
              if layer["path"] and layer["path"] not in own and layer["type"][0].isupper() and layer["outputs"]
              and layer["type"] not in ATTRIBUTES]
    # Of packed sequences PyTorch knows the elements; here their shape is that of the padded tensor.
    packed = {i for i, (_, shape) in enumerate(expected) if isinstance(shape, list) and shape and isinstance(shape[0], dict)}
    actual = [[path, None] if i in packed else [path, shape] for i, (path, shape) in enumerate(actual)]
    expected = [[path, None] if i in packed else [path, shape] for i, (path, shape) in enumerate(expected)]
    # A Transformer is one layer here, and a tree of them for PyTorch.
    trees = {path for path, _ in actual if any(call[0].startswith(path + ".") for call in expected)}
    actual = [call for call in actual if call[0] not in trees]
    expected = [call for call in expected if not any(call[0].startswith(path + ".") for path in trees)]
    if actual == expected:
        return []
    differing = (i for i, pair in enumerate(zip(actual, expected)) if pair[0] != pair[1])
    place = next(differing, min(len(actual), len(expected)))
    return [f"{len(actual)} calls of {len(expected)}, call {place} is {actual[place:place + 1]}, "
            f"not {expected[place:place + 1]}"]


def differences(program, target, options, header, truth):
    """What differs, as short texts."""
    found = report(program, target, options)
    if isinstance(found, str):
        return [found]
    texts = [f"error: {d['message']}" for d in found["diagnostics"] if d["severity"] == "error"]
    texts += [f"gap: {gap['message']}" for gap in found["gaps"][:1]]
    for key in ("parameters", "trainable"):
        if key in header and found["totals"][key] != header[key]:
            texts.append(f"{found['totals'][key]} {key}, not {header[key]}")
    texts += call_differences(found, header, truth) if "calls" in truth else []
    if found["outputs"] != all_shapes(truth["output"]):
        texts.append(f"the output is {found['outputs']}, not {all_shapes(truth['output'])}")
    return texts


def saved_differences(program, target, options, header, truth):
    """What differs in the bytes that are kept for the backward pass."""
    run = subprocess.run([program, "memory", target, *options, "--format", "json"], capture_output=True, text=True,
                         timeout=300)
    try:
        kept = json.loads(run.stdout)["kept"]
    except ValueError:
        return [f"no figures: {run.stderr[:200]}"]
    expected = truth["kept"]
    if kept["bytes"] == expected or (not kept["exact"] and kept["bytes"] <= expected):
        return []
    return [f"{kept['bytes']} bytes{'' if kept['exact'] else ' at least'}, not {expected}: {kept['bytes'] - truth['kept']}"]


def find_torchvision():
    """The folder that holds torchvision's source, in the version that the truth is of; None if there is none."""
    for folder in SOURCES:
        version = folder / "torchvision" / "version.py"
        if version.exists() and "'0.14" in version.read_text().replace('"', "'"):
            return folder
    return None


def builders(sources):
    """Name of a builder of torchvision, with its subpackage -> the file that defines it."""
    found = {}
    models = sources / "torchvision" / "models"
    for path in sorted(models.rglob("*.py")):
        package = ".".join(path.relative_to(models).parts[:-1])
        for name in re.findall(r"^def (\w+)\(", path.read_text(), re.MULTILINE):
            found.setdefault(f"{package}.{name}".lstrip("."), path)
    return found


def torchvision_jobs(target_of):
    """(name, target, options, header, truth) for every run of every model that target_of(name) has a target for."""
    for file in sorted((ORACLE / "torchvision").glob("*.jsonl")):
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        pairs = [(line, line) for line in lines] if file.stem == "variants" else [(lines[0], run) for run in lines[1:]]
        for header, run in pairs:
            name = header["model"]
            builder = target_of(name)
            if builder is None:
                continue
            arguments = ", ".join(f"{key}={value!r}" for key, value in header["arguments"].items())
            target = f"{builder}({arguments})"
            options = ["--input", ",".join(map(str, run["input"]))] + (["--mode", "train"] if run["mode"] == "train" else [])
            yield f"{name}({arguments}) {run['mode']} {run['input']}", target, options, header, run


def source_jobs(sources):
    paths = builders(sources)
    return torchvision_jobs(lambda name: f"{paths[name]}:{name.rpartition('.')[2]}")


def modelled_jobs(_):
    file = NETWORKS / "torchvision_models.py"
    return torchvision_jobs(lambda name: None if name.startswith(UNMODELLED) else f"{file}:models.{name}")


def saved_jobs(sources):
    paths = builders(sources)
    for line in (ORACLE / "saved" / "models.jsonl").read_text().splitlines():
        truth = json.loads(line)
        target = f"{paths[truth['model']]}:{truth['model']}()"
        yield truth["model"], target, ["--mode", "train", "--input", ",".join(map(str, truth["input"]))], {}, truth


def network_jobs(_):
    for file in sorted((ORACLE / "networks").glob("*.jsonl")):
        header, truth = (json.loads(line) for line in file.read_text().splitlines())
        options = [word for text in header["inputs"] for word in ("--input", text)]
        yield file.stem, f"{NETWORKS / header['file']}:{header['network']}", options, header, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("truth", choices=["torchvision", "modelled", "networks", "saved"])
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    sources = find_torchvision()
    if sources is None and options.truth in ("torchvision", "saved"):
        print("torchvision 0.14's source is not there (tools/setup test unpacks it): its models are not compared")
        return SKIPPED
    jobs = list({"torchvision": source_jobs, "modelled": modelled_jobs, "networks": network_jobs,
                 "saved": saved_jobs}[options.truth](sources))
    compare = saved_differences if options.truth == "saved" else differences
    jobs = [job for job in jobs if not options.names or any(job[0].startswith(name) for name in options.names)]
    pending = set((NETWORKS / "pending.txt").read_text().split())
    different = 0
    answered = {}  # whether all models of a pending name are as they should be
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for job, found in zip(jobs, pool.map(lambda job: compare(options.program, *job[1:]), jobs)):
            names = [name for name in pending if job[0].startswith(name)]
            for name in names:
                answered[name] = answered.get(name, True) and not found
            # Only what is said not to be known may wait.
            gaps = any(text.startswith("gap:") for text in found) and not any(text.startswith("error:") for text in found)
            waits = bool(names) and gaps
            different += bool(found) and not waits
            for text in found:
                print(f"{job[0]}{' (pending)' if waits else ''}: {text}")
    stale = sorted(name for name, right in answered.items() if right)
    for name in stale:
        print(f"{name} is as it should be, and pending no more")
    print(f"{different} of {len(jobs)} models differ")
    return 1 if different or stale or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
