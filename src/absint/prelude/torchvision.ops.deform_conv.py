"""torchvision.ops.deform_conv: a convolution whose taps are moved; its shapes and weights are those of a plain one."""
import torch
import torch.nn.functional as F
from torch import nn


def _pair(x):
    return tuple(x) if isinstance(x, (tuple, list)) else (x, x)


def deform_conv2d(input, offset, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), mask=None):
    taps = weight.shape[-2] * weight.shape[-1]
    groups = offset.shape[1] // (2 * taps)
    if groups == 0:
        raise RuntimeError('the shape of the offset tensor at dimension 1 is not valid. It should be a multiple of 2 * '
                           'weight.size[2] * weight.size[3].\nGot offset.shape[1]={}, while 2 * weight.size[2] * '
                           'weight.size[3]={}'.format(offset.shape[1], 2 * taps))
    output = F.conv2d(input, weight, bias, _pair(stride), _pair(padding), _pair(dilation), input.shape[1] // weight.shape[1])
    if offset.shape[1] != groups * 2 * taps:
        raise RuntimeError('offset.shape[1] is not valid: got: {} expected: {}'.format(offset.shape[1], groups * 2 * taps))
    if offset.shape[0] != input.shape[0]:
        raise RuntimeError('invalid batch size of offset')
    if offset.shape[2:] != output.shape[2:]:
        raise RuntimeError('offset output dims: {} - computed output dims: {}'.format(tuple(offset.shape[2:]),
                                                                                    tuple(output.shape[2:])))
    if mask is not None:
        if mask.shape[1] != groups * taps:
            raise RuntimeError('mask.shape[1] is not valid: got: {} expected: {}'.format(mask.shape[1], groups * taps))
        if mask.shape[2:] != output.shape[2:]:
            raise RuntimeError('invalid mask output dims')
    return output


class DeformConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True):
        super().__init__()
        if in_channels % groups != 0:
            raise ValueError('in_channels must be divisible by groups')
        if out_channels % groups != 0:
            raise ValueError('out_channels must be divisible by groups')
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _pair(kernel_size)
        self.stride = _pair(stride)
        self.padding = _pair(padding)
        self.dilation = _pair(dilation)
        self.groups = groups
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_channels))
        else:
            self.register_parameter('bias', None)

    def reset_parameters(self):
        pass

    def forward(self, input, offset, mask=None):
        return deform_conv2d(input, offset, self.weight, self.bias, self.stride, self.padding, self.dilation, mask)
