"""torchvision.ops.stochastic_depth."""
from torch import nn


def stochastic_depth(input, p, mode, training=True):
    if p < 0.0 or p > 1.0:
        raise ValueError('drop probability has to be between 0 and 1, but got {}'.format(p))
    if mode not in ['batch', 'row']:
        raise ValueError("mode has to be either 'batch' or 'row', but got {}".format(mode))
    if not training or p == 0.0:
        return input
    rows = input.shape[0] if mode == 'row' else 1
    return input * input.new_empty([rows] + [1] * (input.ndim - 1))


class StochasticDepth(nn.Module):
    def __init__(self, p, mode):
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input):
        return stochastic_depth(input, self.p, self.mode, self.training)
