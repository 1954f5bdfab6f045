"""Operators as methods, reflected and in place; comparison chains; truth."""


class Vector:
    def __init__(self, *v):
        self.v = v

    def __repr__(self):
        return 'V' + repr(self.v)

    def __add__(self, other):
        if isinstance(other, Vector):
            return Vector(*(a + b for a, b in zip(self.v, other.v)))
        return NotImplemented

    def __radd__(self, other):
        return Vector(*(other + a for a in self.v))

    def __mul__(self, k):
        return Vector(*(a * k for a in self.v))

    __rmul__ = __mul__

    def __sub__(self, other):
        return 'sub'

    def __rsub__(self, other):
        return 'rsub'

    def __truediv__(self, o):
        return 'truediv'

    def __rtruediv__(self, o):
        return 'rtruediv'

    def __floordiv__(self, o):
        return 'floordiv'

    def __mod__(self, o):
        return 'mod'

    def __divmod__(self, o):
        return 'divmod'

    def __pow__(self, o, m=None):
        return 'pow', o, m

    def __rpow__(self, o):
        return 'rpow', o

    def __lshift__(self, o):
        return 'lshift'

    def __rshift__(self, o):
        return 'rshift'

    def __and__(self, o):
        return 'and'

    def __or__(self, o):
        return 'or'

    def __xor__(self, o):
        return 'xor'

    def __ror__(self, o):
        return 'ror'

    def __matmul__(self, o):
        return 'matmul'

    def __neg__(self):
        return Vector(*(-a for a in self.v))

    def __pos__(self):
        return 'pos'

    def __invert__(self):
        return 'invert'

    def __abs__(self):
        return sum(a * a for a in self.v) ** 0.5

    def __iadd__(self, other):
        self.v = self.v + (other,)
        return self

    def __round__(self, n=None):
        return 'round', n

    def __index__(self):
        return 2

    def __int__(self):
        return 7

    def __float__(self):
        return 7.5

    def __complex__(self):
        return 1

    def __trunc__(self):
        return 3

    def __floor__(self):
        return 4

    def __ceil__(self):
        return 5


v = Vector(3, 4)
print(v + Vector(1, 1), 1 + v, v * 2, 2 * v, v - 1, 1 - v, v / 1, 1 / v, v // 1, v % 1, divmod(v, 1))
print(v ** 2, pow(v, 2, 3), 2 ** v, v << 1, v >> 1, v & 1, v | 1, 1 | v, v ^ 1, v @ v)
print(-v, +v, ~v, abs(v), round(v), round(v, 2), [10, 20, 30][v], int(v), float(v), hex(v))
import math
print(math.floor(v), math.ceil(v), math.trunc(v))
w = v
w += 9
print(v, w is v)
try:
    v + 1
except TypeError as error:
    print(error)
try:
    1 + 'a'
except TypeError as error:
    print(error)
try:
    'a' + 1
except TypeError as error:
    print(error)
try:
    [] + ()
except TypeError as error:
    print(error)
try:
    1 < 'a'
except TypeError as error:
    print(error)
try:
    -'a'
except TypeError as error:
    print(error)
try:
    None + 1
except TypeError as error:
    print(error)


class Ordered:
    def __init__(self, k):
        self.k = k

    def __lt__(self, o):
        return self.k < o.k

    def __eq__(self, o):
        if not isinstance(o, Ordered):
            return NotImplemented
        return self.k == o.k

    def __le__(self, o):
        return self.k <= o.k


a, b = Ordered(1), Ordered(2)
print(a < b, a > b, a <= b, a >= b, a == b, a != b, a == 1, a != 1, sorted([b, a])[0].k, max(a, b).k, min([b, a]).k)


class Sub(Vector):
    def __radd__(self, other):
        return 'sub first'


print(Vector(1) + Sub(2))


class Falsy:
    def __bool__(self):
        return False


print(bool(Falsy()), not Falsy(), bool(Falsy() and 1), (Falsy() or 'other'))
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, 3 > 2 != 1, 1 < 2 > 1, 'a' < 'b' <= 'b')
calls = []


def note(v):
    calls.append(v)
    return v


print(note(1) < note(0) < note(5), calls)
print(0 or [] or 'x', 1 and 2 and 3, 0 and 1, '' or None, not 0, not not 3)
print(1 if [] else 2, 'y' if 'n' else 'z')
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, 1024 >> 3, -5 >> 1, -1 << 3)
print(True + True, True & False, True | False, True ^ True, ~True, -True, True == 1, True is True)
print(3 is 3, None is None, [] is [], 1 is not None, 'a' not in 'bcd', 2 in [1, 2], 'k' in {'k': 1}, 5 in range(3, 9, 2))
print([1, 2] < [1, 3], (1, 2) < (1, 2, 0), [1] == [1.0], (1,) != [1], {1: 2} == {1: 2.0}, {1, 2} == {2, 1}, 'a' == b'a')
print([1, [2, 3]] == [1, [2, 3]], [1, 2] * 2, 2 * (1,), 'ab' * 3, [0] * 0, 'x' * -1)
x = [1, 2]
y = x
x += [3]
print(y, x is y)
x = x + [4]
print(y, x)
x *= 2
print(x)
t = (1,)
u = t
t += (2,)
print(t, u)
s = {1, 2}
r = s
s |= {3}
s -= {1}
s &= {2, 3, 4}
s ^= {2, 9}
print(sorted(s), r is s)
d = {'a': 1}
e = d
d |= {'b': 2}
print(d, e, {'a': 1} | {'a': 2, 'c': 3})
n = 7
n //= 2
n **= 3
n %= 10
n <<= 2
n |= 1
print(n)
f = 1
f /= 4
print(f)


class Items:
    def __init__(self):
        self.d = {}
        self.log = []

    def __getitem__(self, k):
        self.log.append(('get', k))
        return self.d.get(k, 0)

    def __setitem__(self, k, v):
        self.log.append(('set', k, v))
        self.d[k] = v


i = Items()
i['a'] += 5
i['a'] *= 2
print(i.d, i.log)
print(i[..., None], i[1, 2], i.log[-2:])


class Contains:
    def __iter__(self):
        yield from (1, 2, 3)


print(2 in Contains(), 5 in Contains())
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), pow(2, 10), pow(2, -1), pow(3, 4, 5), pow(3, -1, 7))


class Eq:
    def __eq__(self, other):
        return 'not a bool'


print(Eq() == 1, Eq() != 1, [Eq()] == [1])
