"""dataclasses."""
from dataclasses import dataclass, field, fields, replace, asdict, astuple, is_dataclass, KW_ONLY, FrozenInstanceError, InitVar, make_dataclass, MISSING
from typing import List, Optional, ClassVar


@dataclass
class Point:
    x: int
    y: int = 0
    tags: List[str] = field(default_factory=list)
    hidden: int = field(default=7, repr=False)
    count: ClassVar[int] = 3

    def norm(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


p = Point(3, 4)
print(p, p.norm(), p == Point(3, 4), p == Point(3, 5), p != Point(1), Point(1).tags is Point(1).tags, Point.count)
print([f.name for f in fields(p)], fields(Point)[1].default, fields(Point)[0].default is MISSING, is_dataclass(p), is_dataclass(Point), is_dataclass(3))
print(asdict(p), astuple(p), replace(p, y=9), Point(x=1, tags=['a']))
try:
    Point()
except TypeError as error:
    print('TypeError')
try:
    Point(1, 2, z=3)
except TypeError as error:
    print('TypeError')


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0


print(Version(1, 2) < Version(1, 3), Version(2) > Version(1, 9), sorted([Version(2), Version(1)]), max(Version(1), Version(3)))
print(hash(Version(1)) == hash(Version(1)), {Version(1): 'v'}[Version(1, 0)], len({Version(1), Version(1)}))
try:
    Version(1).major = 5
except FrozenInstanceError as error:
    print(type(error).__name__, error)
except AttributeError:
    print('wrong')


@dataclass
class Base:
    a: int
    b: int = 2


@dataclass
class Derived(Base):
    c: int = 3
    b: int = 20

    def __post_init__(self):
        self.total = self.a + self.b + self.c


print(Derived(1), Derived(1).total, Derived(1, 2, 3).total)


@dataclass
class WithInit:
    n: int
    scale: InitVar[int] = 2
    result: int = field(init=False)

    def __post_init__(self, scale):
        self.result = self.n * scale


print(WithInit(5), WithInit(5, scale=3).result)


@dataclass(kw_only=True)
class Keyword:
    a: int
    b: int = 1


print(Keyword(a=3))
try:
    Keyword(3)
except TypeError:
    print('keyword only')


@dataclass
class Partly:
    a: int
    _: KW_ONLY
    b: int = 5


print(Partly(1, b=2))


@dataclass(eq=False, repr=False)
class Bare:
    x: int = 1


print(Bare() == Bare(), Bare().x)


@dataclass
class Inner:
    v: int = 1


@dataclass
class Outer:
    inner: Inner = field(default_factory=Inner)
    many: list = field(default_factory=lambda: [Inner(2), Inner(3)])
    table: dict = field(default_factory=dict)
    maybe: Optional[Inner] = None


o = Outer()
print(asdict(o), o, o.inner is not Outer().inner)
print(replace(o, maybe=Inner(9)))
print(Outer.__name__, Point.__match_args__)


@dataclass
class Custom:
    x: int

    def __repr__(self):
        return 'custom'

    def __eq__(self, other):
        return True


print(Custom(1), Custom(1) == Custom(2))


@dataclass
class Mutable:
    items: list

    def __post_init__(self):
        self.items = list(self.items)


m = Mutable((1, 2))
m.items.append(3)
print(m)
try:
    @dataclass
    class Wrong:
        x: list = []
except ValueError as error:
    print('ValueError')
Made = make_dataclass('Made', ['x', ('y', int), ('z', int, field(default=5))])
print(Made(1, 2))
print(field(default=3).default)


@dataclass(unsafe_hash=True)
class Hashable:
    a: int


print(hash(Hashable(1)) == hash(Hashable(1)))
try:
    hash(Point(1))
except TypeError as error:
    print(error)


@dataclass(slots=True)
class Slotted:
    a: int = 1


print(Slotted(2).a)


@dataclass
class Config:
    hidden: int = 64
    layers: int = 2
    ratio: float = 4.0
    name: str = 'base'

    @property
    def inner(self):
        return int(self.hidden * self.ratio)

    @classmethod
    def small(cls, **kwargs):
        return cls(hidden=32, **kwargs)


print(Config.small(layers=3).inner, Config(**{'hidden': 8}), vars(Config()))
match Point(1, 2):
    case Point(x=1, y=b):
        print('matched', b)
match Point(5, 6):
    case Point(a, b):
        print('positional', a, b)
