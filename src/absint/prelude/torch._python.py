"""torch: its functions and classes that are plain Python."""
import torch


class device:
    def __init__(self, kind='cpu', index=None):
        if isinstance(kind, device):
            kind, index = kind.type, kind.index
        elif isinstance(kind, int):
            kind, index = 'cuda', kind
        elif isinstance(kind, str) and ':' in kind:
            kind, number = kind.split(':')
            index = int(number)
        self.type = kind
        self.index = index

    def __eq__(self, other):
        return isinstance(other, device) and self.type == other.type and self.index == other.index

    def __hash__(self):
        return hash((self.type, self.index))

    def __str__(self):
        return self.type if self.index is None else '{}:{}'.format(self.type, self.index)

    def __repr__(self):
        return "device(type='{}')".format(self.type)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


class finfo:
    def __init__(self, dtype=None):
        bits = {'torch.float16': 16, 'torch.bfloat16': 16, 'torch.float64': 64}
        name = str(dtype)
        self.bits = bits[name] if name in bits else 32
        if name == 'torch.float16':
            self.max, self.eps, self.tiny = 65504.0, 0.0009765625, 6.103515625e-05
        elif name == 'torch.bfloat16':
            self.max, self.eps, self.tiny = 3.3895313892515355e+38, 0.0078125, 1.1754943508222875e-38
        elif name == 'torch.float64':
            self.max, self.eps, self.tiny = 1.7976931348623157e+308, 2.220446049250313e-16, 2.2250738585072014e-308
        else:
            self.max, self.eps, self.tiny = 3.4028234663852886e+38, 1.1920928955078125e-07, 1.1754943508222875e-38
        self.min = -self.max
        self.smallest_normal = self.tiny
        self.resolution = self.eps


class iinfo:
    def __init__(self, dtype):
        name = str(dtype)
        self.bits = {'torch.uint8': 8, 'torch.int8': 8, 'torch.int16': 16, 'torch.int32': 32, 'torch.int64': 64}[name]
        signed = name != 'torch.uint8'
        self.max = 2 ** (self.bits - 1) - 1 if signed else 255
        self.min = -(2 ** (self.bits - 1)) if signed else 0


def broadcast_shapes(*shapes):
    sizes = []
    for shape in shapes:
        shape = [shape] if isinstance(shape, int) else list(shape)
        sizes = [1] * (len(shape) - len(sizes)) + sizes
        for i in range(1, len(shape) + 1):
            if shape[-i] == 1 or shape[-i] == sizes[-i]:
                continue
            if sizes[-i] != 1:
                raise RuntimeError('Shape mismatch: objects cannot be broadcast to a single shape')
            sizes[-i] = shape[-i]
    return torch.Size(sizes)


def broadcast_tensors(*tensors):
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        tensors = tensors[0]
    shape = broadcast_shapes(*[tensor.shape for tensor in tensors])
    return tuple([tensor.expand(shape) for tensor in tensors])


def _at_least(view, tensors):
    if len(tensors) == 1:
        tensors = tensors[0]
    if isinstance(tensors, (list, tuple)):
        return tuple([view(tensor) for tensor in tensors])
    return view(tensors)


def atleast_1d(*tensors):
    return _at_least(lambda x: x.reshape(1) if x.dim() == 0 else x, tensors)


def atleast_2d(*tensors):
    return _at_least(lambda x: x.reshape(1, 1) if x.dim() == 0 else x.unsqueeze(0) if x.dim() == 1 else x, tensors)


def _three(x):
    if x.dim() == 0:
        return x.reshape(1, 1, 1)
    if x.dim() == 1:
        return x.unsqueeze(0).unsqueeze(-1)
    return x.unsqueeze(-1) if x.dim() == 2 else x


def atleast_3d(*tensors):
    return _at_least(_three, tensors)


def cartesian_prod(*tensors):
    if len(tensors) == 1:
        return tensors[0]
    return torch.stack([grid.reshape(-1) for grid in torch.meshgrid(*tensors, indexing='ij')], 1)


def block_diag(*tensors):
    tensors = [atleast_2d(tensor) for tensor in tensors]
    for tensor in tensors:
        if tensor.dim() > 2:
            raise RuntimeError('torch.block_diag: Input tensors must have 2 or fewer dimensions')
    return tensors[0].new_zeros(sum([tensor.shape[0] for tensor in tensors]), sum([tensor.shape[1] for tensor in tensors]))


def ravel(input):
    return input.reshape(-1)


def _split_evenly(input, parts, dim):
    if isinstance(parts, int):
        _demand_even(input, parts, dim)
    return torch.tensor_split(input, parts, dim)


def _demand_even(input, parts, dim):
    if input.shape[dim] % parts != 0:
        raise RuntimeError('dimension {} of size {} can not be split into {} equal parts'.format(dim, input.shape[dim], parts))


def hsplit(input, parts):
    if input.dim() < 1:
        raise RuntimeError('torch.hsplit requires a tensor with at least 1 dimension')
    return _split_evenly(input, parts, 0 if input.dim() == 1 else 1)


def vsplit(input, parts):
    if input.dim() < 2:
        raise RuntimeError('torch.vsplit requires a tensor with at least 2 dimensions')
    return _split_evenly(input, parts, 0)


def dsplit(input, parts):
    if input.dim() < 3:
        raise RuntimeError('torch.dsplit requires a tensor with at least 3 dimensions')
    return _split_evenly(input, parts, 2)


def dist(input, other, p=2):
    if not isinstance(other, torch.Tensor):
        raise TypeError("dist(): argument 'other' must be Tensor, not {}".format(type(other).__name__))
    return torch.linalg.vector_norm(input - other, p)


def multi_dot(tensors, out=None):
    product = tensors[0]
    for tensor in tensors[1:]:
        product = product @ tensor
    return product
