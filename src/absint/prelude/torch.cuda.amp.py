"""torch.cuda.amp: mixed precision is decided when a model runs; shapes do not change."""
import torch


class autocast(torch._Context):
    pass


def custom_fwd(fwd=None, **kwargs):
    return fwd if fwd is not None else lambda function: function


def custom_bwd(bwd=None, **kwargs):
    return bwd if bwd is not None else lambda function: function


class GradScaler:
    def __init__(self, *args, **kwargs):
        pass

    def scale(self, outputs):
        return outputs

    def step(self, optimizer, *args, **kwargs):
        return None

    def update(self, new_scale=None):
        return None

    def unscale_(self, optimizer):
        return None
