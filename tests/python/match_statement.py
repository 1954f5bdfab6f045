"""match."""
from dataclasses import dataclass


@dataclass
class P:
    x: int
    y: int


class Q:
    __match_args__ = ('a',)

    def __init__(self, a, b=0):
        self.a = a
        self.b = b


def kind(v):
    match v:
        case 0:
            return 'zero'
        case 1 | 2:
            return 'small'
        case -1:
            return 'minus one'
        case 'a' | 'b' as letter:
            return 'letter ' + letter
        case True:
            return 'never for 1'
        case None:
            return 'none'
        case []:
            return 'empty'
        case [x]:
            return f'one {x}'
        case [x, y] if x == y:
            return f'pair of {x}'
        case (1, *rest):
            return f'starts with one {rest}'
        case [first, *_, last]:
            return f'{first}..{last}'
        case {'type': 'conv', 'k': k, **others}:
            return f'conv {k} {others}'
        case {'type': str(t)}:
            return f'type {t}'
        case {}:
            return 'mapping'
        case P(x=0, y=0):
            return 'origin'
        case P(x, y) if x > y:
            return f'P {x}>{y}'
        case P():
            return 'some P'
        case Q(1, b=b):
            return f'Q1 {b}'
        case Q(a):
            return f'Q {a}'
        case float(f):
            return f'float {f}'
        case int() as i if i > 100:
            return f'big {i}'
        case str():
            return 'str'
        case set() | frozenset():
            return 'set'
        case _:
            return 'other'


for v in [0, 1, 2, -1, 'a', 'c', True, None, [], [5], [3, 3], (1, 2, 3), [7, 8, 9], {'type': 'conv', 'k': 3, 's': 1}, {'type': 'fc'}, {'x': 1}, P(0, 0), P(3, 1), P(1, 3), Q(1, 5), Q(2), 1.5, 101, 50, {1}, 'abc', range(3), b'x', (4, 5)]:
    print(kind(v))


class Const:
    A = 'aaa'


def by_value(v):
    match v:
        case Const.A:
            return 'const'
        case str() | int() as x:
            return x
    return 'none'


print(by_value('aaa'), by_value('b'), by_value(3), by_value(2.0))


def nested(v):
    match v:
        case {'layers': [{'name': n1}, {'name': n2, 'args': [a, *_]}]}:
            return n1, n2, a
        case [[a, b], [c, d]]:
            return a + b + c + d
        case ('op', [x, y] | (x, y, _)):
            return x, y
        case [P(x=a), P(y=b)]:
            return 'points', a, b


print(nested({'layers': [{'name': 'a'}, {'name': 'b', 'args': [1, 2]}]}), nested([[1, 2], [3, 4]]), nested(('op', (1, 2, 3))), nested([P(1, 2), P(3, 4)]), nested(5))
match = 5
case = 6
print(match, case)
match 1, 2:
    case 1, x:
        print('tuple subject', x)
match [1, 2, 3]:
    case [1, 2]:
        print('wrong')
    case [*all_of_them]:
        print(all_of_them)
match 'string':
    case [*_]:
        print('strings are no sequences')
    case _:
        print('right')
match {'a': 1, 'b': 2}:
    case {'a': 1, **rest}:
        print(rest)
