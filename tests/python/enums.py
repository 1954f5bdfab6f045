"""enum."""
import enum
from enum import Enum, IntEnum, Flag, IntFlag, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    @property
    def label(self):
        return self.name.title()

    def describe(self):
        return f'{self.name}={self.value}'

    @classmethod
    def default(cls):
        return cls.GREEN


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color['BLUE'], Color.CRIMSON is Color.RED)
print(list(Color), len(Color), [c.label for c in Color], Color.RED.describe(), Color.default())
print(Color.RED == Color.RED, Color.RED == 1, Color.RED is Color(1), Color.RED != Color.BLUE, Color.RED in Color, isinstance(Color.RED, Color))
print(list(Color.__members__), Color.__members__['CRIMSON'], {Color.RED: 'r'}[Color.RED], type(Color.RED))
try:
    Color(9)
except ValueError as error:
    print(error)
try:
    Color['NO']
except KeyError as error:
    print('KeyError', error)
try:
    Color.RED = 5
except AttributeError:
    print('AttributeError')
try:
    Color.RED < Color.BLUE
except TypeError:
    print('TypeError')


class Auto(Enum):
    A = auto()
    B = auto()
    C = 10
    D = auto()


print([m.value for m in Auto])


class Named(str, Enum):
    CONV = 'conv'
    LINEAR = 'linear'


print(Named.CONV == 'conv', Named('linear'), Named.CONV.value, Named.CONV.upper(), f'{Named.CONV.value}', 'conv' in [Named.CONV], isinstance(Named.CONV, str))
print({'conv': 1}[Named.CONV])


class Number(IntEnum):
    ONE = 1
    TWO = 2


print(Number.ONE < Number.TWO, Number.ONE + 1, Number.TWO == 2, [10, 20, 30][Number.TWO], sorted([Number.TWO, Number.ONE]), int(Number.ONE), isinstance(Number.ONE, int), f'{Number.ONE}', str(Number.TWO), repr(Number.TWO))


class Permission(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


print(Permission.R.value, Permission.W.value, Permission.X.value, Permission.RW.value, (Permission.R | Permission.X).value, Permission.R in Permission.RW, Permission.X in Permission.RW, bool(Permission.R & Permission.W), (Permission.RW & ~Permission.R) == Permission.W, bool(Permission.R & Permission.RW))


class Bits(IntFlag):
    A = 1
    B = 2


print((Bits.A | Bits.B).value, Bits.A | 4, int(Bits.B), Bits.A == 1)


class Planet(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.3)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def ratio(self):
        return round(self.mass / self.radius, 3)


print(Planet.EARTH.mass, Planet.MARS.ratio, Planet.EARTH.value)


class Coded(Enum):
    def __new__(cls, code, text):
        made = object.__new__(cls)
        made._value_ = code
        made.text = text
        return made
    OK = 200, 'fine'
    BAD = 400, 'bad'


print(Coded(200).text, Coded.BAD.value)


class Function(Enum):
    @staticmethod
    def helper(x):
        return x + 1

    def _generate_next_value_(name, start, count, last_values):
        return name.lower()
    ALPHA = auto()
    BETA = auto()


print(Function.ALPHA.value, Function.BETA.value, Function.helper(1))
Animal = Enum('Animal', 'CAT DOG')
print(list(Animal), Animal.CAT.value, Animal['DOG'])
Pair = Enum('Pair', {'X': 'x', 'Y': 'y'})
print(Pair.X.value, Pair('y'))


class Missing(Enum):
    A = 'a'

    @classmethod
    def _missing_(cls, value):
        return cls.A


print(Missing('zzz'))


@unique
class Unique(Enum):
    A = 1
    B = 2


class Hash(Enum):
    A = 1


print(hash(Hash.A) == hash(Hash.A), len({Hash.A, Hash.A}), Hash.A.name, getattr(Hash, 'A'))


class Text(enum.StrEnum):
    FOO = enum.auto()
    BAR = 'baz'


print(Text.FOO, Text.BAR, Text.FOO == 'foo', f'{Text.BAR}')


class Mixed(Enum):
    LAMBDA = lambda x: x
    TUPLE = (1, 2)
    NONE = None


print([m.name for m in Mixed], Mixed.TUPLE.value)
match Color.RED:
    case Color.BLUE:
        print('blue')
    case Color.RED:
        print('red')
