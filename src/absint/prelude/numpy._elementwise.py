"""numpy: what is made of each number, or of pairs of them."""
import math
from numpy import _abs, _both, _each, _is_tensor, _or_torch, _round


def _larger(x, y):
    return x.maximum(y) if _is_tensor(x) else x if x >= y else y


def _smaller(x, y):
    return x.minimum(y) if _is_tensor(x) else x if x <= y else y


def maximum(a, b):
    return _both(_larger, a, b)


def minimum(a, b):
    return _both(_smaller, a, b)


def power(a, b):
    return _both(lambda x, y: x ** y, a, b)


add, subtract = lambda a, b: _both(lambda x, y: x + y, a, b), lambda a, b: _both(lambda x, y: x - y, a, b)
multiply, divide = lambda a, b: _both(lambda x, y: x * y, a, b), lambda a, b: _both(lambda x, y: x / y, a, b)
floor_divide, mod = lambda a, b: _both(lambda x, y: x // y, a, b), lambda a, b: _both(lambda x, y: x % y, a, b)
true_divide, remainder = divide, mod
equal, not_equal = lambda a, b: _both(lambda x, y: x == y, a, b), lambda a, b: _both(lambda x, y: x != y, a, b)
less, greater = lambda a, b: _both(lambda x, y: x < y, a, b), lambda a, b: _both(lambda x, y: x > y, a, b)


def _elementwise(name, function):
    return _or_torch(name)(lambda x: _each(function, x))


ceil, floor = _elementwise('ceil', lambda a: math.ceil(a) * 1.0), _elementwise('floor', lambda a: math.floor(a) * 1.0)
sqrt, exp, log = _elementwise('sqrt', math.sqrt), _elementwise('exp', math.exp), _elementwise('log', math.log)
log2, log10, log1p = _elementwise('log2', math.log2), _elementwise('log10', math.log10), _elementwise('log1p', math.log1p)
sin, cos, tan = _elementwise('sin', math.sin), _elementwise('cos', math.cos), _elementwise('tan', math.tan)
tanh, arctan = _elementwise('tanh', math.tanh), _elementwise('atan', math.atan)
deg2rad, rad2deg = _elementwise('deg2rad', math.radians), _elementwise('rad2deg', math.degrees)
abs = absolute = _elementwise('abs', _abs)
square = _elementwise('square', lambda a: a * a)
sign = _elementwise('sign', lambda a: (a > 0) - (a < 0))
isnan, isinf = _elementwise('isnan', math.isnan), _elementwise('isinf', math.isinf)
isfinite = _elementwise('isfinite', math.isfinite)
logical_not = _elementwise('logical_not', lambda a: not a)
radians, degrees = deg2rad, rad2deg


trunc = _elementwise('trunc', lambda a: math.trunc(a) * 1.0)


def round(x, decimals=0):
    if _is_tensor(x):
        return x.round(decimals=decimals)
    return _each(lambda a: _round(a, decimals) * 1.0 if decimals == 0 else _round(a, decimals), x)


around = rint = round


def clip(x, a_min=None, a_max=None):
    if _is_tensor(x):
        return x.clamp(a_min, a_max)
    return _each(lambda a: a_min if a_min is not None and a < a_min else a_max if a_max is not None and a > a_max else a, x)
