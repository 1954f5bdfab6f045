"""torch.backends.cuda: settings that change no shape."""
import torch


class _Matmul:
    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True


matmul = _Matmul()


def is_built():
    return False


def sdp_kernel(*args, **kwargs):
    return torch._Context()


def _false(*args):
    return False


flash_sdp_enabled = mem_efficient_sdp_enabled = math_sdp_enabled = _false
enable_flash_sdp = enable_mem_efficient_sdp = enable_math_sdp = _false
