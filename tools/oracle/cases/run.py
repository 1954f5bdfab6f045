"""Asks PyTorch: evaluates a case's expression, calls the module, and returns what came of it as a JSON record."""
import collections
import random
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from cases import macs
from cases.case import render
from cases.quirks import accident

NAMES = {"torch": torch, "nn": nn, "F": F, "OrderedDict": collections.OrderedDict}
MAX_ERROR = 160  # characters of PyTorch's message that are kept
MAX_REPR = 700  # longer module texts are left to the repr truth


class Unusable(Exception):
    """The case has no backend-independent truth; the text says why."""


def tensor(spec):
    """A CPU tensor of the given shape whose values every layer accepts."""
    dtype = getattr(torch, spec.dtype)
    if any(size < 0 for size in spec.shape):
        raise Unusable("no such input")
    if spec.values is not None:
        return torch.tensor(spec.values, dtype=dtype).reshape(spec.shape)
    if spec.dtype == "bool":
        return torch.zeros(spec.shape, dtype=dtype)
    if dtype.is_floating_point:
        return torch.rand(spec.shape, dtype=dtype) * 0.8 + 0.1
    return torch.randint(int(spec.low), int(spec.high), tuple(spec.shape)).to(dtype)


def flatten(value):
    """(layout, tensors) of a forward result: 't' for a tensor, 'n' for None, '(…)' for a tuple or list."""
    if isinstance(value, torch.Tensor):
        return "t", [value]
    if value is None:
        return "n", []
    if isinstance(value, (tuple, list)):
        parts = [flatten(v) for v in value]
        return "(" + ",".join(p[0] for p in parts) + ")", [t for p in parts for t in p[1]]
    raise Unusable(f"output of type {type(value).__name__}")


def _refer(value, tensors):
    """Replaces '$1' by the tensor it names, inside tuples too."""
    if isinstance(value, str) and value.startswith("$"):
        return tensors[int(value[1:])]
    if isinstance(value, (tuple, list)):
        return type(value)(_refer(v, tensors) for v in value)
    return value


def _references(value):
    if isinstance(value, str) and value.startswith("$"):
        return {int(value[1:])}
    if isinstance(value, (tuple, list)):
        return set().union(*[_references(v) for v in value])
    return set()


def _message(error):
    text = str(error).strip()
    lowered = text.lower()
    for sign in ("can't allocate memory", "not enough memory", "out of memory", "storage size calculation overflowed"):
        if sign in lowered:
            raise Unusable("memory")
    line = (text.split("\n")[0] or type(error).__name__)[:MAX_ERROR]
    return f"{type(error).__name__}: {line}"


def _forward(module, tensors, forward):
    named = set().union(set(), *[_references(v) for v in forward.values()])
    positional = [t for i, t in enumerate(tensors) if i not in named]
    extra = {k: _refer(v, tensors) for k, v in forward.items()}
    if isinstance(module, nn.SyncBatchNorm):
        return _sync_batch_norm(module, *positional, **extra)
    return module(*positional, **extra)


def _sync_batch_norm(module, x):
    """SyncBatchNorm's own checks and evaluation-mode sum; its forward refuses CPU tensors outright."""
    module._check_input_dim(x)
    module._check_non_zero_input_channels(x)
    return F.batch_norm(
        x,
        module.running_mean,
        module.running_var,
        module.weight,
        module.bias,
        module.running_mean is None,
        0.0,
        module.eps,
    )


def attempt(expr, inputs, forward, differentiate):
    """Outcome of one construction and call as a dict; raises Unusable. `differentiate`: the first input carries gradients."""
    torch.manual_seed(0)
    try:
        module = eval(expr, dict(NAMES))
    except (MemoryError, SyntaxError) as error:
        raise Unusable(f"{type(error).__name__}: {error}")
    except Exception as error:
        return {"ok": False, "error_at": "construct", "error": _message(error)}
    module.eval()
    tensors = [tensor(spec) for spec in inputs]
    if differentiate and tensors[0].is_floating_point():
        tensors[0] = tensors[0].requires_grad_().clone()
    counter = macs.Counter(module)
    try:
        result = _forward(module, tensors, forward)
    except MemoryError as error:
        raise Unusable("memory")
    except Unusable:
        raise
    except Exception as error:
        return {"ok": False, "error_at": "forward", "error": _message(error)}
    return _describe(module, result, counter)


def _describe(module, result, counter):
    layout, outputs = flatten(result)
    record = {"ok": True, "outputs": [list(t.shape) for t in outputs]}
    if layout != "t":
        record["layout"] = layout
    if any(t.dtype != torch.float32 for t in outputs):
        record["output_dtypes"] = [str(t.dtype).replace("torch.", "") for t in outputs]
    record["parameters"] = sum(p.numel() for p in module.parameters())
    record["weights"] = {n: list(p.shape) for n, p in module.named_parameters()}
    buffers = {n: list(b.shape) for n, b in module.named_buffers()}
    if buffers:
        record["buffers"] = buffers
    total = counter.total()
    if total is not None:
        record["macs"] = total
    text = str(module)
    if len(text) <= MAX_REPR:
        record["repr"] = text
    return record


def ask(g, case):
    """The whole record of a case.

    Runs it twice, with oneDNN and without, with plain inputs and with an input that carries gradients: where those code
    paths of PyTorch disagree there is no truth.
    """
    expr = render(g, case)
    record = {"expr": expr, "input": [list(t.shape) for t in case.inputs]}
    if any(t.dtype != "float32" for t in case.inputs):
        record["dtypes"] = [t.dtype for t in case.inputs]
    for i, t in enumerate(case.inputs):
        if t.values is not None:
            record.setdefault("values", {})[str(i)] = t.values
    if case.forward:
        record["forward"] = case.forward
    if case.spoil:
        record["spoil"] = case.spoil
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.backends.mkldnn.flags(enabled=True):
            outcome = attempt(expr, case.inputs, case.forward, False)
        with torch.backends.mkldnn.flags(enabled=False):
            plain = attempt(expr, case.inputs, case.forward, True)
    agree = all(outcome.get(k) == plain.get(k) for k in ("ok", "error_at", "outputs"))
    if not agree:
        raise Unusable("depends on the code path")
    record.update(outcome)
    reason = accident(case, record)
    if reason:
        raise Unusable(reason)
    return record
