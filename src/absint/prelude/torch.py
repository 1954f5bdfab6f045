"""torch: what is neither a layer nor a function on tensors. Here Python's sum, int or range are hidden by torch's."""
import math
from torch._python import (atleast_1d, atleast_2d, atleast_3d, block_diag, broadcast_shapes, broadcast_tensors, cartesian_prod,
                           device, dist, dsplit, finfo, hsplit, iinfo, ravel, vsplit)
from torch._python import multi_dot as _multi_dot


class _Context:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def __call__(self, function):
        return function


class no_grad(_Context):
    def __new__(cls, function=None, *args, **kwargs):
        return function if callable(function) else _bare_instance(cls)


class inference_mode(no_grad):
    pass


class enable_grad(no_grad):
    pass


class set_grad_enabled(_Context):
    pass


class autocast(_Context):
    pass


def compile(model=None, *args, **kwargs):
    return model if model is not None else lambda function: function


def sparse_coo_tensor(indices, values, size=None, dtype=None, **options):
    """A sparse tensor has the shape of the dense one."""
    if size is None:
        size = [last + 1 for last in indices.max(1).values.tolist()] + list(values.shape[1:])
    return zeros(size, dtype=dtype or values.dtype)


class Generator:
    def __init__(self, device='cpu'):
        pass

    def manual_seed(self, seed):
        return self

    def seed(self):
        return 0

    def initial_seed(self):
        return 0


class memory_format:
    pass


contiguous_format = memory_format()
preserve_format = memory_format()
channels_last = memory_format()
channels_last_3d = memory_format()
strided = 'strided'

__version__ = '2.1.0'
inf = math.inf
nan = math.nan
pi = math.pi
e = math.e
newaxis = None


def get_default_dtype():
    return float32


def get_num_threads():
    return 1


def _nothing(*args, **kwargs):
    return None


manual_seed = seed = set_default_dtype = set_default_tensor_type = set_default_device = set_num_threads = _nothing
set_float32_matmul_precision = use_deterministic_algorithms = set_printoptions = set_flush_denormal = _nothing
set_rng_state = set_num_interop_threads = set_warn_always = set_anomaly_enabled = _log_api_usage_once = _nothing


def chain_matmul(*matrices):
    return _multi_dot(matrices)


def is_storage(value):
    return False


def typename(value):
    return type(value).__module__ + '.' + type(value).__name__
