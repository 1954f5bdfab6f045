"""einops.layers.torch: patterns as layers. Source: einops/layers/torch.py, einops/layers/_einmix.py."""
import einops
import torch
from torch import nn


class Rearrange(nn.Module):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return einops.rearrange(input, self.pattern, **self.axes_lengths)


class Reduce(nn.Module):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.reduction = reduction
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return einops.reduce(input, self.pattern, self.reduction, **self.axes_lengths)


def _names(side):
    return side.replace('(', ' ').replace(')', ' ').split()


class EinMix(nn.Module):
    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        left, right = pattern.split('->')
        weight = _names(weight_shape)
        for name in weight:
            if name not in axes_lengths:
                raise RuntimeError('Dimension {} of weight should be specified'.format(name))
        self.left = left.strip()
        self.right = right.strip()
        self.axes_lengths = axes_lengths
        flat = ' '.join(_names(left))
        self.equation = flat + ', ' + ' '.join(weight) + ' -> ' + ' '.join(_names(right))
        self.weight = nn.Parameter(torch.empty([axes_lengths[name] for name in weight]))
        if bias_shape is not None:
            biased = _names(bias_shape)
            sizes = [axes_lengths[name] if name in biased else 1 for name in _names(right)]
            self.bias = nn.Parameter(torch.empty(sizes))
        else:
            self.bias = None

    def forward(self, input):
        known = [(name, size) for name, size in self.axes_lengths.items() if name in _names(self.left)]
        sizes = dict(self.axes_lengths)
        flat = ' '.join(_names(self.left))
        x = einops.rearrange(input, self.left + ' -> ' + flat, **dict(known)) if '(' in self.left else input
        sizes.update(zip(_names(self.left), x.shape))
        result = einops.einsum(x, self.weight, self.equation)
        if self.bias is not None:
            result = result + self.bias
        if '(' not in self.right:
            return result
        given = dict([(name, sizes[name]) for name in _names(self.right) if name in sizes])
        return einops.rearrange(result, ' '.join(_names(self.right)) + ' -> ' + self.right, **given)
