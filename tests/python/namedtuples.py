"""Named tuples in both forms."""
from collections import namedtuple
from typing import NamedTuple, Optional

Point = namedtuple('Point', ['x', 'y'])
Other = namedtuple('Other', 'a b, c', defaults=[3])
p = Point(1, y=2)
print(p, p.x, p[1], len(p), tuple(p), p == (1, 2), p._fields, p._asdict(), p._replace(x=5), Point._make([7, 8]))
x, y = p
print(x, y, Other(1, 2), Other(1, 2, 4).c, isinstance(p, tuple), p + (3,), [*p], p < Point(2, 0), hash(p) == hash((1, 2)))
try:
    Point(1)
except TypeError as error:
    print('TypeError')
try:
    p.x = 3
except AttributeError as error:
    print('AttributeError')


class Config(NamedTuple):
    width: int
    depth: int = 2
    name: Optional[str] = None

    def area(self):
        return self.width * self.depth

    @property
    def double(self):
        return self.width * 2

    @classmethod
    def make(cls, n):
        return cls(n, n)


c = Config(3)
print(c, c.area(), c.double, Config.make(4), c._replace(depth=5), Config._fields, Config._field_defaults, c._asdict())
width, *rest = c
print(width, rest, c.index(2), c.count(None), 3 in c)


class Sub(namedtuple('Base', 'a b')):
    def total(self):
        return self.a + self.b


print(Sub(1, 2).total(), Sub(1, 2))


class Defaulted(namedtuple('Defaulted', 'a b c')):
    __slots__ = ()

    def __new__(cls, a, b=2, c=3):
        return super().__new__(cls, a, b, c)


print(Defaulted(1), Defaulted(1, c=9))
print([row.x for row in [Point(*v) for v in zip(range(3), 'abc')]])
print(sorted([Point(2, 1), Point(1, 2)]), max([Point(2, 1), Point(1, 2)], key=lambda q: q.y))
Functional = NamedTuple('Functional', [('a', int), ('b', str)])
print(Functional(1, 'x'))
match p:
    case Point(1, y):
        print('match', y)
print({p: 'key'}[(1, 2)], p.__class__.__name__, type(p).__name__)
print('%d-%d' % p, '{0.x}:{0.y}'.format(p), f'{p.x}/{p.y}')
