"""Unpacking, star-expressions, slices, del."""
a, b = 1, 2
a, b = b, a
print(a, b)
a, *b, c = range(6)
print(a, b, c)
*a, b = 'xyz'
print(a, b)
(a, (b, *c)), d = (1, (2, 3, 4)), 5
print(a, b, c, d)
[a, b] = {'k': 1, 'l': 2}
print(a, b)
a = b = c = []
a.append(1)
print(b, c is a)
a, = [7]
print(a)
x = [1, 2, 3, 4, 5]
x[0], x[-1] = x[-1], x[0]
print(x)
i = 0
i, x[i] = 2, 'set at 2'
print(i, x)
for a, *b in [(1, 2, 3), [4]]:
    print(a, b)
print([*range(3), *'ab'], (*[1], 2), {*[1, 2], 2}, {**{'a': 1}, 'b': 2, **{'a': 3}})
try:
    a, b = 1, 2, 3
except ValueError as error:
    print('ValueError')
try:
    a, b, c = 1, 2
except ValueError as error:
    print('ValueError')
try:
    a, *b, c = [1]
except ValueError as error:
    print('ValueError')
try:
    a, b = 5
except TypeError as error:
    print('TypeError')


def f(*args, **kwargs):
    return args, kwargs


print(f(*range(2), 3, *[4], k=1, **{'m': 2}))
rest = (1, 2)
print((0, *rest), [*rest, *rest])


def multi():
    return 1, *rest


print(multi())
d = {'a': 1, 'b': 2, 'c': 3}
del d['a'], x[0]
print(d, x)
l = list(range(10))
print(l[2:5], l[:3], l[7:], l[-3:], l[::2], l[::-1], l[5:2:-1], l[100:], l[-100:2], l[::-3], l[8:1:-2], l[:], l[3:3])
l[1:3] = ['a', 'b', 'c']
print(l)
l[::2] = [0] * len(l[::2])
print(l)
l[2:2] = [9, 9]
print(l)
del l[::2]
print(l)
del l[1:3]
print(l)
l[:] = [1, 2]
print(l)
l[len(l):] = [3]
print(l)
try:
    l[::2] = [1, 2, 3]
except ValueError as error:
    print('ValueError')
t = tuple(range(5))
print(t[1:3], t[::-1], 'hello'[1:4], 'hello'[::-1], 'hello'[-2], range(10)[2:8:2], range(10)[-1], range(5)[::-1], b'abc'[1], b'abc'[1:])
s = slice(1, 10, 2)
print(l[slice(1, None)], s.start, s.stop, s.step, s.indices(5), s, slice(3) == slice(None, 3, None))
m = [[1, 2, 3], [4, 5, 6]]
print([row[1] for row in m], list(zip(*m)), [list(r) for r in zip(*m)], m[1][2], m[-1][::2])
(a, b), c = [(i, i ** 2) for i in range(2)]
print(a, b, c)


class Obj:
    pass


o = Obj()
o.x, o.y = 1, 2
o.x, o.y = o.y, o.x
print(o.x, o.y)
first, (second, third), *_ = 1, [2, 3], 4, 5
print(first, second, third, _)
(x), [y, z] = 1, (2, 3)
print(x, y, z)
x: int = 5
y: 'undefined name' = 6
z: int
print(x, y)
a = [1, 2, 3]
a[1:2] = []
print(a)
a += 'xy'
print(a)
b = a[:]
b.append(1)
print(len(a), len(b))
(head, *tail), last = 'abc', 'd'
print(head, tail, last)
print(*[1, 2], *'ab', sep='-')
print(1, 2, end='!\n')
print()
print('a', 'b', sep='')
print(None, True, 1.0, [None], ('x',), {'k': (1,)}, set(), frozenset({1}))
