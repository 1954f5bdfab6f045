"""numpy: what arranges, compares and selects."""
import math
import numpy as _np
from numpy import _any, _all, _both, _each, _flat, _is_tensor, _or_torch, _reduced, _shaped, _wrapped, concatenate, ndarray


def reshape(a, newshape, order='C'):
    return a.reshape(newshape) if _is_tensor(a) else _wrapped(a if isinstance(a, (list, tuple)) else [a]).reshape(newshape)


def ravel(a, order='C'):
    return a.reshape(-1) if _is_tensor(a) else ndarray(_flat(a))


def _with_rank(rank):
    def raised(*arrays):
        results = []
        for items in arrays:
            made = _np.array(items) if isinstance(items, (list, tuple)) else items
            while _np.ndim(made) < rank:
                made = _np.expand_dims(made, 2 if _np.ndim(made) == 2 else 0) if _np.ndim(made) else ndarray([made])
            results.append(made)
        return results[0] if len(results) == 1 else results
    return raised


atleast_1d, atleast_2d, atleast_3d = _with_rank(1), _with_rank(2), _with_rank(3)


@_or_torch('squeeze')
def squeeze(a, axis=None):
    sizes = list(_wrapped(a).shape)
    dropped = range(len(sizes)) if axis is None else [one % len(sizes) for one in (axis if isinstance(axis, tuple) else [axis])]
    return _shaped(_flat(a), [size for i, size in enumerate(sizes) if i not in dropped or size != 1])


def tile(a, reps):
    if _is_tensor(a):
        import torch
        return torch.tile(a, tuple(reps) if isinstance(reps, (list, tuple)) else (reps,))
    made = atleast_1d(a)
    reps = list(reps) if isinstance(reps, (list, tuple)) else [reps]
    while made.ndim < len(reps):
        made = ndarray([made])
    for axis, count in enumerate([1] * (made.ndim - len(reps)) + reps):
        made = concatenate([made] * count, axis)
    return made


def _sections(length, parts):
    if not isinstance(parts, int):
        bounds = [0] + list(parts) + [length]
    else:
        bounds = [0]
        for i in range(parts):
            bounds.append(bounds[-1] + length // parts + (i < length % parts))
    return list(zip(bounds, bounds[1:]))


def array_split(ary, indices_or_sections, axis=0):
    if axis != 0:
        return [_np.swapaxes(part, 0, axis) for part in array_split(_np.swapaxes(ary, 0, axis), indices_or_sections)]
    made = _np.array(ary)
    return [made[start:end] for start, end in _sections(len(made), indices_or_sections)]


def split(ary, indices_or_sections, axis=0):
    if isinstance(indices_or_sections, int) and _np.shape(ary)[axis] % indices_or_sections != 0:
        raise ValueError('array split does not result in an equal division')
    return array_split(ary, indices_or_sections, axis)


def flip(m, axis=None):
    axes = range(_np.ndim(m)) if axis is None else axis if isinstance(axis, tuple) else [axis]
    if _is_tensor(m):
        return m.flip(list(axes))
    made = _wrapped(m)
    for one in axes:
        made = _np._along(lambda row: row[::-1], made, one)
    return made


def flipud(m):
    return flip(m, 0)


def fliplr(m):
    return flip(m, 1)


def _band(keeps):
    def kept(m, k=0):
        if _np.ndim(m) > 2:
            return _np.array([kept(one, k) for one in m])
        return ndarray([[x if keeps(j - i, k) else x * 0 for j, x in enumerate(row)] for i, row in enumerate(_wrapped(m))])
    return kept


triu = _or_torch('triu')(_band(lambda offset, k: offset >= k))
tril = _or_torch('tril')(_band(lambda offset, k: offset <= k))


def tri(n, m=None, k=0):
    return tril(_np.ones((n, n if m is None else m)), k)


def diag(v, k=0):
    made = _np.array(v)
    if _is_tensor(made):
        return made.diag(k)
    if made.ndim == 2:
        return ndarray([row[i + k] for i, row in enumerate(made) if 0 <= i + k < len(row)])
    size = len(made) + _np._abs(k)
    return ndarray([[made[i - max(-k, 0)] if j - i == k else made[0] * 0 for j in range(size)] for i in range(size)])


def outer(a, b):
    return _both(lambda x, y: x * y, _np.expand_dims(ravel(a), 1), _np.expand_dims(ravel(b), 0))


def matmul(a, b):
    a, b = _np.array(a), _np.array(b)
    if _is_tensor(a) or _is_tensor(b):
        a = a if _is_tensor(a) else b.new_tensor(a)
        return a @ (b if _is_tensor(b) else a.new_tensor(b))
    return dot(a, b) if _np.ndim(b) < 3 else _unknown('a product of stacks')


def dot(a, b):
    a, b = _np.array(a), _np.array(b)
    if _np.ndim(a) == 0 or _np.ndim(b) == 0:
        return _both(lambda x, y: x * y, a, b)
    if _is_tensor(a) or _is_tensor(b):
        return matmul(a, b) if _np.ndim(b) < 3 else _unknown('a product of stacks')
    if a.ndim > 1:
        return ndarray([dot(row, b) for row in a])
    if b.ndim > 2:
        return ndarray([dot(a, one) for one in b])
    if len(a) != len(b):
        raise ValueError('shapes {} and {} not aligned'.format(a.shape, b.shape))
    return _np.sum(_both(lambda x, y: x * y, a, b if b.ndim == 1 else b.T), -1)


def inner(a, b):
    b = _np.array(b)
    return dot(a, _np.swapaxes(b, -1, -2) if _np.ndim(b) > 1 else b)


def broadcast_to(array, shape):
    return array.expand(shape) if _is_tensor(array) else _both(lambda x, y: x, array, _np.zeros(shape))


def full_like(a, fill_value, dtype=None):
    return _np.full(_np.shape(a), fill_value, dtype)


empty_like = _np.zeros_like


def diff(a, n=1, axis=-1):
    return _np._along(lambda row: [y - x for x, y in zip(row, row[1:])], a, axis) if n == 1 else diff(diff(a, 1, axis), n - 1, axis)


def moveaxis(a, source, destination):
    axes = [i for i in range(_np.ndim(a)) if i != source % _np.ndim(a)]
    axes.insert(destination % _np.ndim(a), source % _np.ndim(a))
    return _np.transpose(a, axes)


@_or_torch('any')
def any(a, axis=None):
    return _reduced(_any, _truths(a), axis)


@_or_torch('all')
def all(a, axis=None):
    return _reduced(_all, _truths(a), axis)


def _truths(a):
    return _each(bool, a)


def _variance(items):
    mean = _np._average(items)
    return _np._average([(item - mean) ** 2 for item in items])


def _median(items):
    items = sorted(items)
    return (items[(len(items) - 1) // 2] + items[len(items) // 2]) / 2


def var(a, axis=None):
    return a.var(axis, unbiased=False) if _is_tensor(a) else _reduced(_variance, a, axis)


def std(a, axis=None):
    return a.std(axis, unbiased=False) if _is_tensor(a) else _reduced(lambda items: math.sqrt(_variance(items)), a, axis)


def median(a, axis=None):
    if _is_tensor(a):
        return a.median() if axis is None else a.median(axis)[0]
    return _reduced(_median, a, axis)


@_or_torch('where')
def where(condition, *choices):
    if not choices:
        return nonzero(condition)
    choosers = _both(lambda one, x: lambda y: x if one else y, condition, choices[0])
    return _both(lambda choose, y: choose(y), choosers, choices[1])


def nonzero(a):
    made = _np.array(a)
    if _is_tensor(made):
        return made.nonzero(as_tuple=True)
    places = [place for place in ndindex(made.shape) if made[place if len(place) > 1 else place[0]]]
    return tuple(ndarray([place[axis] for place in places]) for axis in range(made.ndim))


def flatnonzero(a):
    return nonzero(ravel(a))[0]


def argwhere(a):
    return ndarray([list(place) for place in zip(*nonzero(a))])


def count_nonzero(a, axis=None):
    return _np.sum(a != 0 if _is_tensor(a) else _each(int, _truths(a)), axis)


def ndindex(*shape):
    import itertools
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], (list, tuple)) else shape
    return itertools.product(*[range(size) for size in sizes])


def ndenumerate(a):
    return [(place, a[place if len(place) > 1 else place[0]]) for place in ndindex(_np.shape(a))]


def array_equal(a, b):
    return _np.shape(a) == _np.shape(b) and all(_both(lambda x, y: x == y, a, b))


def isclose(a, b, rtol=1e-5, atol=1e-8):
    return _both(lambda x, y: abs(x - y) <= atol + rtol * abs(y), a, b)


def allclose(a, b, rtol=1e-5, atol=1e-8):
    return all(isclose(a, b, rtol, atol))


def unique(ar, **options):
    if options or _is_tensor(ar):
        return _unknown('numpy.unique')
    return ndarray(sorted(set(_flat(ar))))


def isin(element, test_elements):
    return _each(lambda x: x in _flat(test_elements), element)


in1d = isin


def logical_and(a, b):
    return _both(lambda x, y: x.logical_and(y) if _is_tensor(x) else bool(x) and bool(y), a, b)


def logical_or(a, b):
    return _both(lambda x, y: x.logical_or(y) if _is_tensor(x) else bool(x) or bool(y), a, b)


def gcd(a, b):
    return _both(math.gcd, a, b)


def lcm(a, b):
    return _both(math.lcm, a, b)


def interp(x, xp, fp):
    def at(value):
        if value <= xp[0]:
            return fp[0] * 1.0
        for i in range(1, len(xp)):
            if value <= xp[i]:
                return fp[i - 1] + (fp[i] - fp[i - 1]) * (value - xp[i - 1]) / (xp[i] - xp[i - 1])
        return fp[len(xp) - 1] * 1.0
    return _each(at, x)


def searchsorted(a, v, side='left'):
    import bisect
    find = bisect.bisect_left if side == 'left' else bisect.bisect_right
    return _each(lambda x: find(a, x), v)


def cbrt(x):
    return _each(lambda a: a ** (1 / 3) if a >= 0 else -(-a) ** (1 / 3), x)
