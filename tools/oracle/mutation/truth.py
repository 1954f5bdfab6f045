"""Runs a mutated network in PyTorch: what comes of it, and where in its file it fails."""
import ast
import contextlib
import importlib
import io
import os
import pickle
import resource
import signal
import sys
import traceback
import types
import warnings

import torch
import torchvision

FILE = "model.py"
SECONDS = 20
BYTES = 6 << 30


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [list(value.shape)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [shape for item in value for shape in tensors(item)]
    return []


def make_input(text):
    sizes, _, dtype = text.rpartition("=")[2].partition(":")
    return torch.zeros([int(size) for size in sizes.split(",")], dtype=getattr(torch, dtype or "float32"))


def statement_lines(tree, line):
    """First and last line of the innermost statement at a line; of one with a body, only up to that."""
    best = (line, line)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            last = node.body[0].lineno - 1 if hasattr(node, "body") and isinstance(node.body, list) else node.end_lineno
            if node.lineno <= line <= max(last, node.lineno) and (best == (line, line) or node.lineno >= best[0]):
                best = (node.lineno, max(last, node.lineno))
    return list(best)


def module_at(path):
    """An empty module that stands for the file, so that it can import its neighbours."""
    name, folder = path.stem, path.parent
    while (folder / "__init__.py").exists():
        name, folder = f"{folder.name}.{name}", folder.parent
    sys.path.insert(0, str(folder))
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])  # it may import the file itself
    module = types.ModuleType(name)
    module.__file__ = str(path)
    module.__package__ = name.rpartition(".")[0]
    return module


def run(text, target, inputs, path=None):
    """The record's fields that PyTorch decides; empty if there is nothing to learn."""
    tree = ast.parse(text)
    module = module_at(path) if path else types.ModuleType("model")
    sys.modules[module.__name__] = module
    if module.__name__.startswith("torchvision."):
        torchvision.models._api.BUILTIN_MODELS.clear()  # where every builder may register once
    try:
        exec(compile(text, FILE, "exec"), module.__dict__)
        network = eval(compile(target, "<target>", "eval"), module.__dict__).eval()
        output = network(*[make_input(one) for one in inputs])
        return {"parameters": sum(p.numel() for p in network.parameters()), "outputs": tensors(output)}
    except (MemoryError, RecursionError):
        return {}
    except Exception as error:
        if "not enough memory" in str(error) or "allocate memory" in str(error):
            return {}
        frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
        message = " ".join(str(error).split())[:160]
        return {"error": f"{type(error).__name__}: {message}", "lines": [statement_lines(tree, line) for line in frames]}


def isolated(text, target, inputs, path=None):
    """The same in a process of its own, which may fail or hang."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            signal.alarm(SECONDS)
            torch.set_num_threads(1)
            with torch.no_grad():
                found = run(text, target, inputs, path)
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(found, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        data = pipe.read()
    os.waitpid(pid, 0)
    return pickle.loads(data) if data else {}
