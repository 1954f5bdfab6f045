"""torch.nn.modules: what torch.nn has. Its files, which the table of aliases lists, are torch.nn, too."""
import torch.nn as _nn


def __getattr__(name):
    return getattr(_nn, name)
