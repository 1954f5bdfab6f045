"""Multiply-accumulates counted from the shapes that PyTorch saw, independently of any other implementation.

One MAC is one multiply and one add of a convolution, linear map or attention product; positions that fall on padding
count, biases, norms, poolings and elementwise work do not. Where no such convention exists (bilinear forms, losses)
`total` is None and a case carries no figure.
"""
from math import prod

import torch
import torch.nn as nn

_UNDEFINED = (
    nn.Bilinear,
    nn.AdaptiveLogSoftmaxWithLoss,
    nn.modules.loss._Loss,
    nn.CosineSimilarity,
    nn.PairwiseDistance,
    nn.TripletMarginWithDistanceLoss,
    nn.CrossMapLRN2d,
)


class Counter:
    """Adds up the MACs of every module that is called inside `module`."""

    def __init__(self, module):
        self.counted = 0
        self.undefined = False
        for part in module.modules():
            if isinstance(part, _UNDEFINED):
                self.undefined = True
            part.register_forward_hook(self._after)

    def total(self):
        return None if self.undefined else self.counted

    def _after(self, module, args, result):
        for kind, count in _COUNTS:
            if isinstance(module, kind):
                self.counted += count(module, args, result)
                return


def _conv(m, args, out):
    """Each output element is a dot product over C_in/groups · prod(kernel)."""
    return out.numel() * m.in_channels // m.groups * prod(m.kernel_size)


def _conv_transpose(m, args, out):
    """Each input element is scattered over C_out/groups · prod(kernel) outputs."""
    return args[0].numel() * m.out_channels // m.groups * prod(m.kernel_size)


def _linear(m, args, out):
    return out.numel() * m.in_features


def _gates(m):
    return {"LSTM": 4, "GRU": 3}.get(m.mode, 1)


def _recurrent(m, args, out):
    """Input and hidden products of every gate, per step, layer and direction; the projection where there is one."""
    steps = prod(args[0].shape[:-1])
    directions = 2 if m.bidirectional else 1
    hidden = m.proj_size or m.hidden_size
    total = 0
    for layer in range(m.num_layers):
        width = m.input_size if layer == 0 else hidden * directions
        cell = _gates(m) * m.hidden_size * (width + hidden) + m.proj_size * m.hidden_size
        total += steps * directions * cell
    return total


def _cell(m, args, out):
    batch = prod(args[0].shape[:-1])
    gates = {nn.LSTMCell: 4, nn.GRUCell: 3, nn.RNNCell: 1}[type(m)]
    return batch * gates * m.hidden_size * (m.input_size + m.hidden_size)


def _attention(m, args, out):
    """Projections of q, k and v, the two products QKᵀ and AV over all heads, and the output projection."""
    output = out[0]
    e = m.embed_dim
    tokens_q = output.numel() // e
    batch = 1
    if output.dim() == 3:
        batch = output.shape[0] if m.batch_first else output.shape[1]
    length_q = tokens_q // batch
    tokens_k = prod(args[1].shape[:-1])
    length_k = tokens_k // batch
    projections = tokens_q * e * e + tokens_k * m.kdim * e + tokens_k * m.vdim * e + tokens_q * e * e
    attended = length_k + (1 if m.bias_k is not None else 0) + (1 if m.add_zero_attn else 0)
    return projections + 2 * batch * length_q * attended * e


_COUNTS = [
    (nn.modules.conv._ConvTransposeNd, _conv_transpose),
    (nn.modules.conv._ConvNd, _conv),
    (nn.Linear, _linear),
    (nn.RNNBase, _recurrent),
    (nn.modules.rnn.RNNCellBase, _cell),
    (nn.MultiheadAttention, _attention),
]
