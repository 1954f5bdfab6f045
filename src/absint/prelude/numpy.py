"""numpy, as far as models compute sizes and schedules with it: vectors of numbers."""
import math

pi = math.pi
inf = math.inf


class ndarray(list):
    def tolist(self):
        return list(self)

    def astype(self, dtype):
        return ndarray([dtype(item) for item in self])

    def sum(self):
        return sum(list(self))

    def max(self):
        return max(list(self))

    def min(self):
        return min(list(self))

    def item(self):
        return self[0]

    @property
    def shape(self):
        return (len(self),)


def array(items, dtype=None):
    return ndarray(list(items))


asarray = array


def linspace(start, stop, num=50, endpoint=True):
    steps = num - 1 if endpoint else num
    return ndarray([start + (stop - start) * i / steps if steps else start * 1.0 for i in range(num)])


def arange(*args):
    return ndarray(list(range(*args)))


def zeros(size, dtype=None):
    return ndarray([0.0] * size)


def ones(size, dtype=None):
    return ndarray([1.0] * size)


def cumsum(items):
    sums = []
    for item in items:
        sums.append(item + (sums[-1] if sums else 0))
    return ndarray(sums)


def prod(items):
    return math.prod(items)


def ceil(x):
    return math.ceil(x) * 1.0


def floor(x):
    return math.floor(x) * 1.0


sqrt, log, log2, exp, power = math.sqrt, math.log, math.log2, math.exp, math.pow
int32 = int64 = int_ = int
float32 = float64 = float_ = float


def clip(x, low, high):
    return min(max(x, low), high)
