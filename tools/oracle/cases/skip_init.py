"""Builds large models quickly: their values are never looked at."""
import torch
import torch.nn as nn


def skip_init():
    """Makes every function of torch.nn.init leave its tensor as it is."""
    for name in dir(nn.init):
        if name.endswith("_") and not name.startswith("_"):
            setattr(nn.init, name, _unchanged)
    for part in (nn.Linear, nn.modules.conv._ConvNd, nn.Embedding):
        part.reset_parameters = lambda self: None
    torch.Tensor.normal_ = _unchanged


def _unchanged(tensor, *args, **kwargs):
    return tensor
