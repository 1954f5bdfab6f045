"""torch.nn.attention: which kernel computes attention changes no shape."""
import torch


class SDPBackend:
    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3


def sdpa_kernel(*args, **kwargs):
    return torch._Context()
