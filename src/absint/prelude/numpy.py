"""numpy, as far as models compute sizes, schedules and constants with it: arrays of numbers that are all known. Arrays of
which only the sizes are known are tensors, of which the functions of torch with the same names make what these make."""
import math

_max, _min, _abs, _round, _any, _all = max, min, abs, round, any, all
pi = math.pi
e = math.e
inf = math.inf
nan = math.nan
newaxis = None


def _is_tensor(x):
    return type(x).__name__ == 'Tensor'


def _or_torch(name):
    """Lets a function of an array take tensors."""
    def decorate(function):
        def called(items, *args, **kwargs):
            if not _is_tensor(items):
                return function(items, *args, **kwargs)
            import torch
            return getattr(torch, name)(items, *args, **kwargs)
        return called
    return decorate


class ndarray(list):
    """A list of numbers, or of arrays of the next dimension."""

    def __init__(self, items=()):
        list.__init__(self, [_wrapped(item) for item in items])

    def tolist(self):
        return [item.tolist() if isinstance(item, ndarray) else item for item in self]

    def astype(self, dtype, copy=True):
        return _each(_converter(dtype), self)

    def copy(self):
        return ndarray(self)

    def flatten(self):
        return ndarray(_flat(self))

    ravel = flatten

    def reshape(self, *shape):
        sizes = list(shape[0]) if len(shape) == 1 and isinstance(shape[0], (list, tuple)) else list(shape)
        items = _flat(self)
        if -1 in sizes:
            rest = math.prod([size for size in sizes if size != -1])
            sizes[sizes.index(-1)] = len(items) // rest
        if math.prod(sizes) != len(items):
            raise ValueError('cannot reshape array of size {} into shape {}'.format(len(items), tuple(sizes)))
        return _shaped(items, sizes)

    def item(self, *place):
        return self[place] if place else _flat(self)[0]

    def fill(self, value):
        for index, item in enumerate(self):
            if isinstance(item, ndarray):
                item.fill(value)
            else:
                list.__setitem__(self, index, value)

    def transpose(self, *axes):
        return transpose(self, axes[0] if len(axes) == 1 else axes or None)

    @property
    def T(self):
        return ndarray([list(column) for column in zip(*self)]) if self.ndim == 2 else transpose(self)

    @property
    def dtype(self):
        items = _flat(self)
        return type(items[0]) if items else float

    @property
    def shape(self):
        sizes = []
        item = self
        while isinstance(item, ndarray):
            sizes.append(len(item))
            item = item[0] if len(item) > 0 else None
        return tuple(sizes)

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return math.prod(self.shape)

    def __getitem__(self, place):
        if isinstance(place, tuple):
            return _at(self, place)
        if place is None or place is Ellipsis or isinstance(place, list):
            return _at(self, (place,))
        found = list.__getitem__(self, place)
        return ndarray(found) if isinstance(place, slice) else found

    def __setitem__(self, place, value):
        place = place if isinstance(place, tuple) else (place,)
        if place[0] is Ellipsis:
            place = (slice(None),) * (self.ndim - len(place) + 1) + place[1:]
        value = _wrapped(value)
        several = isinstance(place[0], (slice, list))
        taken = self.ndim - len([one for one in place if not isinstance(one, (slice, list))])
        places = _places(self, place[0]) if several else [place[0]]
        each = several and 0 < ndim(value) == taken
        if each and len(value) not in (1, len(places)):
            raise ValueError('could not broadcast input array from shape ({},) into shape ({},)'.format(
                len(value), len(places)))
        for count, index in enumerate(places):
            one = value[count if len(value) > 1 else 0] if each else value
            row = list.__getitem__(self, index)
            if isinstance(row, ndarray):
                mask = isinstance(place[0], ndarray) and place[0].ndim > 1
                row[place[0][index] if mask else place[1:] or slice(None)] = one
            else:
                list.__setitem__(self, index, _as_kind_of(row, one))

    def __add__(self, other):
        return _both(lambda a, b: a + b, self, other)

    def __sub__(self, other):
        return _both(lambda a, b: a - b, self, other)

    def __mul__(self, other):
        return _both(lambda a, b: a * b, self, other)

    def __truediv__(self, other):
        return _both(lambda a, b: a / b, self, other)

    def __floordiv__(self, other):
        return _both(lambda a, b: a // b, self, other)

    def __mod__(self, other):
        return _both(lambda a, b: a % b, self, other)

    def __pow__(self, other):
        return _both(lambda a, b: a ** b, self, other)

    def __matmul__(self, other):
        return matmul(self, other)

    def __and__(self, other):
        return _both(lambda a, b: a & b, self, other)

    def __or__(self, other):
        return _both(lambda a, b: a | b, self, other)

    def __invert__(self):
        return _each(lambda a: not a if isinstance(a, bool) else ~a, self)

    __radd__ = __add__
    __rmul__ = __mul__
    __iadd__ = __add__
    __imul__ = __mul__

    def __rsub__(self, other):
        return _both(lambda a, b: b - a, self, other)

    def __rtruediv__(self, other):
        return _both(lambda a, b: b / a, self, other)

    def __rfloordiv__(self, other):
        return _both(lambda a, b: b // a, self, other)

    def __rpow__(self, other):
        return _both(lambda a, b: b ** a, self, other)

    def __neg__(self):
        return _each(lambda a: -a, self)

    def __eq__(self, other):
        return _both(lambda a, b: a == b, self, other)

    def __ne__(self, other):
        return _both(lambda a, b: a != b, self, other)

    def __lt__(self, other):
        return _both(lambda a, b: a < b, self, other)

    def __le__(self, other):
        return _both(lambda a, b: a <= b, self, other)

    def __gt__(self, other):
        return _both(lambda a, b: a > b, self, other)

    def __ge__(self, other):
        return _both(lambda a, b: a >= b, self, other)


def _as_kind_of(old, new):
    """A number as an array holds it that had another one there."""
    if isinstance(old, float) and isinstance(new, int):
        return new * 1.0
    return int(new) if isinstance(new, float) and isinstance(old, int) else new


def _places(items, chosen):
    """The indices that a slice, a list of indices or a mask chooses."""
    if isinstance(chosen, slice):
        return range(len(items))[chosen]
    if len(chosen) > 0 and isinstance(chosen[0], (bool, ndarray)):
        return [index for index in range(len(items)) if chosen[index] is not False]
    return list(chosen)


def _at(item, place):
    """What stands at a tuple of indices, slices, lists, None and Ellipsis."""
    if not place:
        return item
    first, rest = place[0], place[1:]
    if first is None:
        return ndarray([_at(item, rest)])
    if first is Ellipsis:
        left_out = item.ndim - len([one for one in rest if one is not None])
        return _at(item, (slice(None),) * left_out + rest)
    if isinstance(first, (slice, list)):
        return ndarray([_at(list.__getitem__(item, index), rest) for index in _places(item, first)])
    return _at(list.__getitem__(item, first), rest)


def _wrapped(item):
    return ndarray(item) if isinstance(item, (list, tuple)) and not isinstance(item, ndarray) else item


def _flat(item):
    if isinstance(item, (list, tuple)):
        return [number for inner in item for number in _flat(inner)]
    return [item]


def _shaped(items, sizes):
    if len(sizes) == 0:
        return items[0]
    if len(sizes) == 1:
        return ndarray(items)
    step = len(items) // sizes[0] if sizes[0] else 0
    return ndarray([_shaped(items[i * step:(i + 1) * step], sizes[1:]) for i in range(sizes[0])])


def _converter(dtype):
    names = {'int': int, 'int32': int, 'int64': int, 'float': float, 'float32': float, 'float64': float, 'bool': bool}
    return names[dtype] if isinstance(dtype, str) else dtype


def _each(function, items):
    if isinstance(items, (list, tuple)):
        return ndarray([_each(function, item) for item in items])
    return function(items)


def _both(function, a, b):
    a, b = _wrapped(a), _wrapped(b)
    if _is_tensor(a) or _is_tensor(b):
        import torch
        return function(torch.as_tensor(a), torch.as_tensor(b))
    deep_a = a.ndim if isinstance(a, ndarray) else 0
    deep_b = b.ndim if isinstance(b, ndarray) else 0
    if deep_a == 0 and deep_b == 0:
        return function(a, b)
    if deep_a > deep_b:
        return ndarray([_both(function, item, b) for item in a])
    if deep_a < deep_b:
        return ndarray([_both(function, a, item) for item in b])
    if len(a) == len(b):
        return ndarray([_both(function, x, y) for x, y in zip(a, b)])
    if len(a) == 1:
        return ndarray([_both(function, a[0], item) for item in b])
    if len(b) == 1:
        return ndarray([_both(function, item, b[0]) for item in a])
    raise ValueError('operands could not be broadcast together with shapes {} {}'.format(a.shape, b.shape))


def _total(items):
    total = 0
    for item in items:
        total = total + item
    return total


def _average(items):
    return _total(items) / len(items)


def _axis(axis, ndim):
    """Counted from the end if negative."""
    return axis + ndim if axis < 0 else axis


def _reduced(function, items, axis):
    if not isinstance(items, (list, tuple)):
        return items
    items = _wrapped(items)
    if axis is None:
        return function(_flat(items))
    axis = _axis(axis, items.ndim)
    if axis > 0:
        return ndarray([_reduced(function, item, axis - 1) for item in items])
    if items.ndim == 1:
        return function(list(items))
    return ndarray([_reduced(function, column, 0) for column in zip(*items)])


def _along(function, items, axis):
    """Arrays of the same dimensions, of which a function has made each list along one axis anew."""
    items = _wrapped(items)
    if axis is None:
        return ndarray(function(_flat(items)))
    axis = _axis(axis, items.ndim)
    if axis > 0:
        return ndarray([_along(function, item, axis - 1) for item in items])
    if items.ndim == 1:
        return ndarray(function(list(items)))
    columns = [_along(function, ndarray(column), 0) for column in zip(*items)]
    return ndarray([list(row) for row in zip(*columns)])


def _typed(made, dtype):
    return made if dtype is None else _each(_converter(dtype), made)


def _with_tensors(items):
    """The tensor of a list that has tensors in it; None if there are none."""
    if not isinstance(items, (list, tuple)) or isinstance(items, ndarray) or len(items) == 0:
        return None
    inner = [one if _is_tensor(one) else _with_tensors(one) for one in items]
    if not _any(one is not None for one in inner):
        return None
    import torch
    return torch.stack([torch.as_tensor(items[i]) if one is None else one for i, one in enumerate(inner)])


def array(items, dtype=None, copy=True, ndmin=0):
    tensor = items if _is_tensor(items) else _with_tensors(items)
    if tensor is not None:
        return tensor
    made = _typed(ndarray(items) if isinstance(items, (list, tuple, range)) else items, dtype)
    while (made.ndim if isinstance(made, ndarray) else 0) < ndmin:
        made = ndarray([made])
    return made


asarray = asanyarray = ascontiguousarray = array


def linspace(start, stop, num=50, endpoint=True, dtype=None):
    steps = num - 1 if endpoint else num
    return _typed(ndarray([start + (stop - start) * i / steps if steps else start * 1.0 for i in range(num)]), dtype)


def logspace(start, stop, num=50, base=10.0):
    return _each(lambda x: base ** x, linspace(start, stop, num))


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    count = _max(math.ceil((stop - start) / step), 0)
    return _typed(ndarray([start + i * step for i in range(count)]), dtype)


def full(shape, value, dtype=None):
    sizes = list(shape) if isinstance(shape, (list, tuple)) else [shape]
    return _typed(_shaped([value] * math.prod(sizes), sizes), dtype)


def zeros(shape, dtype=None):
    return full(shape, 0.0, dtype)


def ones(shape, dtype=None):
    return full(shape, 1.0, dtype)


empty = zeros


@_or_torch('zeros_like')
def zeros_like(items, dtype=None):
    return _typed(_each(lambda x: x * 0, items), dtype)


@_or_torch('ones_like')
def ones_like(items, dtype=None):
    return _typed(_each(lambda x: x * 0 + 1, items), dtype)


def eye(n, m=None):
    return ndarray([[1.0 if i == k else 0.0 for k in range(n if m is None else m)] for i in range(n)])


identity = eye


def _running(operation):
    def run(items):
        results = []
        for item in items:
            results.append(operation(results[-1], item) if results else item)
        return results
    return run


@_or_torch('cumsum')
def cumsum(items, axis=None):
    return _along(_running(lambda a, b: a + b), items, axis)


@_or_torch('cumprod')
def cumprod(items, axis=None):
    return _along(_running(lambda a, b: a * b), items, axis)


@_or_torch('argsort')
def argsort(items, axis=-1):
    return _along(lambda row: sorted(range(len(row)), key=lambda index: row[index]), items, axis)


def sort(items, axis=-1):
    return _along(sorted, items, axis)


def concatenate(arrays, axis=0):
    if _any(_is_tensor(items) for items in arrays):
        import torch
        tensors = [torch.as_tensor(items) for items in arrays]
        return torch.cat([one.reshape(-1) for one in tensors]) if axis is None else torch.cat(tensors, axis)
    if axis is None:
        return ndarray(_flat(arrays))
    arrays = [_wrapped(items) for items in arrays]
    axis = _axis(axis, arrays[0].ndim)
    if axis > 0:
        return ndarray([concatenate(rows, axis - 1) for rows in zip(*arrays)])
    return ndarray([item for items in arrays for item in items])


def stack(arrays, axis=0):
    if _any(_is_tensor(items) for items in arrays):
        import torch
        return torch.stack([torch.as_tensor(items) for items in arrays], axis)
    arrays = [_wrapped(items) for items in arrays]
    axis = _axis(axis, ndim(arrays[0]) + 1)
    return ndarray(arrays) if axis == 0 else ndarray([stack(rows, axis - 1) for rows in zip(*arrays)])


def _at_least_rows(items):
    items = _wrapped(items)
    return items if isinstance(items, ndarray) and items.ndim > 1 else ndarray([array(items, ndmin=1)])


def vstack(arrays):
    return concatenate([_at_least_rows(items) for items in arrays], 0)


def hstack(arrays):
    arrays = [array(items, ndmin=1) for items in arrays]
    return concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


@_or_torch('unsqueeze')
def expand_dims(items, axis):
    items = _wrapped(items)
    axis = _axis(axis, ndim(items) + 1)
    return ndarray([items]) if axis == 0 else ndarray([expand_dims(item, axis - 1) for item in items])


def _permuted(items, axes):
    """The array whose dimension i is the dimension axes[i] of items."""
    sizes = items.shape
    steps = [math.prod(sizes[axis + 1:]) for axis in axes]
    places = [0]
    for axis, step in zip(axes, steps):
        places = [place + i * step for place in places for i in range(sizes[axis])]
    flat = _flat(items)
    return _shaped([flat[place] for place in places], [sizes[axis] for axis in axes])


def transpose(items, axes=None):
    if _is_tensor(items):
        return items.permute(axes if axes is not None else list(range(items.ndim))[::-1])
    items = _wrapped(items)
    return _permuted(items, [axis % items.ndim for axis in axes] if axes is not None else list(range(items.ndim))[::-1])


@_or_torch('swapaxes')
def swapaxes(items, a, b):
    items = _wrapped(items)
    axes = list(range(items.ndim))
    axes[a], axes[b] = axes[b], axes[a]
    return _permuted(items, axes)


def meshgrid(*arrays, indexing='xy'):
    if _any(_is_tensor(items) for items in arrays):
        import torch
        return list(torch.meshgrid(*[torch.as_tensor(items) for items in arrays], indexing=indexing))
    sizes = [len(items) for items in arrays]
    grids = [_shaped([items[place // math.prod(sizes[axis + 1:]) % len(items)] for place in range(math.prod(sizes))], sizes)
             for axis, items in enumerate(arrays)]
    return [swapaxes(grid, 0, 1) for grid in grids] if indexing == 'xy' and len(arrays) > 1 else grids


def repeat(items, repeats, axis=None):
    if axis is None:
        return ndarray([item for item in _flat(items) for _ in range(repeats)])
    return _along(lambda row: [item for item in row for _ in range(repeats)], items, axis)


def append(items, values, axis=None):
    return concatenate([items, values], axis)


@_or_torch('sum')
def sum(items, axis=None):
    return _reduced(_total, items, axis)


@_or_torch('prod')
def prod(items, axis=None):
    return _reduced(math.prod, items, axis)


@_or_torch('mean')
def mean(items, axis=None):
    return _reduced(_average, items, axis)


@_or_torch('amax')
def max(items, axis=None):
    return _reduced(_max, items, axis)


@_or_torch('amin')
def min(items, axis=None):
    return _reduced(_min, items, axis)


amax, amin = max, min


@_or_torch('argmax')
def argmax(items, axis=None):
    return _reduced(lambda row: row.index(_max(row)), items, axis)


@_or_torch('argmin')
def argmin(items, axis=None):
    return _reduced(lambda row: row.index(_min(row)), items, axis)


def isscalar(x):
    return isinstance(x, (int, float, str))


def ndim(x):
    return x.ndim if isinstance(x, ndarray) or _is_tensor(x) else 0


def shape(x):
    return x.shape if hasattr(x, 'shape') else array(x).shape


def set_printoptions(*args, **kwargs):
    pass


int8 = int16 = int32 = int64 = int_ = intc = intp = longlong = int
uint8 = uint16 = uint32 = uint64 = uint = ulonglong = integer = signedinteger = int
float16 = float32 = float64 = float_ = half = single = double = longdouble = floating = float
complex64 = complex128 = complex_ = complex
bool_ = bool8 = bool


class dtype:
    def __new__(cls, kind):
        return _converter(kind)


class iinfo:
    def __init__(self, kind):
        self.min, self.max = -2 ** 63, 2 ** 63 - 1


class finfo:
    def __init__(self, kind):
        self.max, self.eps, self.tiny = 1.7976931348623157e+308, 2.220446049250313e-16, 2.2250738585072014e-308
        self.min = -self.max


from numpy._elementwise import *
from numpy._shaping import *

ndarray.sum, ndarray.prod, ndarray.max, ndarray.min, ndarray.mean = sum, prod, max, min, mean
ndarray.std, ndarray.var, ndarray.any, ndarray.all, ndarray.clip = std, var, any, all, clip
ndarray.round, ndarray.repeat, ndarray.squeeze, ndarray.dot, ndarray.nonzero = round, repeat, squeeze, dot, nonzero
ndarray.cumsum, ndarray.argmax, ndarray.argmin, ndarray.argsort = cumsum, argmax, argmin, argsort
