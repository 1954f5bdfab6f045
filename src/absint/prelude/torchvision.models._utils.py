"""torchvision.models._utils: the outputs between layers, and the arguments that all builders of networks share."""
from collections import OrderedDict

from torch import nn


class IntermediateLayerGetter(nn.ModuleDict):
    def __init__(self, model, return_layers):
        if not set(return_layers).issubset([name for name, _ in model.named_children()]):
            raise ValueError('return_layers are not present in model')
        remaining = {str(k): str(v) for k, v in return_layers.items()}
        layers = OrderedDict()
        for name, module in model.named_children():
            layers[name] = module
            remaining.pop(name, None)
            if not remaining:
                break
        super().__init__(layers)
        self.return_layers = return_layers

    def forward(self, x):
        out = OrderedDict()
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out


def _make_divisible(v, divisor, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


def _ovewrite_named_param(kwargs, param, new_value):
    if kwargs.setdefault(param, new_value) != new_value:
        raise ValueError("The parameter '{}' expected value {} but got {} instead.".format(param, new_value, kwargs[param]))


def _take_weights(weights, kwargs):
    """Whether a network is built with weights, which `pretrained` said before."""
    return bool(kwargs.pop('pretrained', weights))


def _build(network, *args, weights, kwargs, classes=1000):
    """A network, whose number of classes is that of the weights, if it has some."""
    if _take_weights(weights, kwargs):
        _ovewrite_named_param(kwargs, 'num_classes', classes)
    return network(*args, **kwargs)
