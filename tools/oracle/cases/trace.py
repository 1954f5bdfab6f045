"""Runs a whole model once and records its layer calls in order, its outputs and its multiply-accumulates."""
from math import prod

import torch
import torch.nn as nn
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten


class MacMode(TorchDispatchMode):
    """Counts the MACs of the convolutions and matrix products that PyTorch really executes, below every module.

    Convolutions count output elements × C_in/groups × kernel, transposed ones input elements × C_out/groups × kernel.
    """

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        packet = func.overloadpacket
        if packet is aten.convolution:
            x, weight, transposed = args[0], args[1], args[6]
            self.macs += (x if transposed else result).numel() * prod(weight.shape[1:])
        elif packet in (aten.mm, aten.bmm):
            self.macs += result.numel() * args[0].shape[-1]
        elif packet in (aten.addmm, aten.baddbmm):
            self.macs += result.numel() * args[1].shape[-1]
        elif packet in (aten.mv, aten.dot):
            self.macs += args[0].numel()
        elif packet._qualified_op_name.split("::")[1] in OPAQUE:
            raise RuntimeError(f"{packet} hides its products")
        return result


OPAQUE = {
    "_native_multi_head_attention",
    "_transformer_encoder_layer_fwd",
    "addbmm",
    "addmv",
    "mkldnn_linear",
    "lstm",
    "gru",
}


class Calls:
    """Every module call that contains no further module call, as [path, class, output shapes]."""

    def __init__(self, model):
        self.done = []
        self._inner = [0]
        self._hooks = []
        for path, module in model.named_modules():
            self._hooks.append(module.register_forward_pre_hook(self._enter))
            self._hooks.append(module.register_forward_hook(self._leaver(path)))

    def remove(self):
        for hook in self._hooks:
            hook.remove()

    def _enter(self, module, args):
        self._inner.append(0)

    def _leaver(self, path):
        def leave(module, args, result):
            within = self._inner.pop()
            self._inner[-1] += 1
            if within == 0:
                self.done.append([path, type(module).__name__, shapes(result)])

        return leave


def shapes(value):
    """The shape of a tensor; lists and dicts keep their form."""
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, dict):
        return {k: shapes(v) for k, v in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {k: shapes(getattr(value, k)) for k in value._fields}
    if isinstance(value, (tuple, list)):
        return [shapes(v) for v in value]
    return None


def _with_gradients(forward):
    """MultiheadAttention takes a fused path without gradients, which hides its products."""

    def call(*args, **kwargs):
        with torch.enable_grad():
            return forward(*args, **kwargs)

    return call


def run(model, shape):
    """What one forward pass over an input of the given shape makes."""
    return run_call(model, [torch.zeros(shape)], {})


def run_call(model, args, kwargs):
    """Output shapes, MACs and calls of one forward pass."""
    for module in model.modules():
        if isinstance(module, nn.MultiheadAttention) and "forward" not in vars(module):
            module.forward = _with_gradients(module.forward)
    calls = Calls(model)
    counter = MacMode()
    with torch.no_grad(), counter:
        result = model(*args, **kwargs)
    calls.remove()
    return {"output": shapes(result), "macs": counter.macs, "calls": calls.done}
