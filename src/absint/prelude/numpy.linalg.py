"""numpy.linalg: norms of numbers; of all else the sizes, as torch.linalg has them."""
import math
import torch
from numpy import _flat, _is_tensor, _reduced


class LinAlgError(ValueError):
    pass


def norm(x, ord=None, axis=None, keepdims=False):
    if _is_tensor(x):
        return torch.linalg.norm(x, ord, axis, keepdims)
    if ord not in (None, 2, 'fro') or keepdims:
        return _unknown('this norm')
    length = lambda items: math.sqrt(sum([item * item for item in items]))
    return length(_flat(x)) if axis is None else _reduced(length, x, axis)


def _of(function):
    return lambda a, *args, **kwargs: function(torch.as_tensor(a), *args, **kwargs)


inv, pinv, det, slogdet = _of(torch.linalg.inv), _of(torch.linalg.pinv), _of(torch.linalg.det), _of(torch.linalg.slogdet)
svd, eig, eigh, cholesky = _of(torch.linalg.svd), _of(torch.linalg.eig), _of(torch.linalg.eigh), _of(torch.linalg.cholesky)
eigvals, matrix_power = _of(torch.linalg.eigvals), _of(torch.linalg.matrix_power)


def qr(a, mode='reduced'):
    return torch.linalg.qr(torch.as_tensor(a), mode)


def matrix_rank(a):
    return _unknown('the rank of a matrix')


def solve(a, b):
    return torch.linalg.solve(torch.as_tensor(a), torch.as_tensor(b))
