"""Generators are lazy; send, throw, close, yield from."""
log = []


def noisy(n):
    for i in range(n):
        log.append(('make', i))
        yield i
    log.append('end')


g = noisy(3)
print(log)
print(next(g), log)
print(next(g), next(g), log)
print(next(g, 'done'), log)
try:
    next(g)
except StopIteration as stop:
    print('stopped', stop.value)


def infinite(start=0):
    while True:
        yield start
        start += 1


for value in infinite(5):
    if value > 8:
        break
print(value)
it = infinite()
print([next(it) for _ in range(4)])
print([a for a, b in zip(infinite(), 'abc')])


def accumulate():
    total = 0
    while True:
        received = yield total
        if received is None:
            return total
        total += received


acc = accumulate()
print(next(acc), acc.send(3), acc.send(4))
try:
    acc.send(None)
except StopIteration as stop:
    print('result', stop.value)


def delegating():
    result = yield from inner()
    yield ('inner returned', result)
    yield from [1, 2]
    yield from 'ab'


def inner():
    yield 'i1'
    got = yield 'i2'
    return got


print(list(delegating()))
d = delegating()
print(next(d), next(d), d.send('sent'))


def cleanup():
    try:
        yield 1
        yield 2
    finally:
        log.append('cleaned')


c = cleanup()
next(c)
c.close()
print(log[-1])
print(list(c))


def catcher():
    while True:
        try:
            yield 'ready'
        except ValueError as error:
            yield 'caught ' + str(error)


k = catcher()
print(next(k), k.throw(ValueError('x')), next(k))
try:
    k.throw(KeyError('y'))
except KeyError as error:
    print('KeyError', error)


def tree(node):
    value, children = node
    yield value
    for child in children:
        yield from tree(child)


print(list(tree((1, [(2, [(3, [])]), (4, [])]))))
squares = (v * v for v in infinite() if v % 2)
print(next(squares), next(squares), next(squares))
lazy = (log.append(('lazy', v)) or v for v in range(3))
print(log[-1], next(lazy), log[-1])
first = iter([1, 2, 3])
pairs = ((a, b) for a in first for b in 'xy')
print(next(pairs), next(pairs), next(pairs), next(first))


def conditional(flag):
    if flag:
        yield 'yes'
    else:
        yield 'no'
    return
    yield 'never'


print(list(conditional(True)), list(conditional(False)))


def with_manager():
    with Manager() as m:
        yield m
        yield 'inside'
    yield 'outside'


class Manager:
    def __enter__(self):
        log.append('enter')
        return 'entered'

    def __exit__(self, *exc):
        log.append('exit')


w = with_manager()
print(next(w), log[-1], next(w), next(w), log[-1])


def try_finally():
    for i in range(3):
        try:
            if i == 1:
                continue
            yield i
        finally:
            log.append(('finally', i))


print(list(try_finally()), log[-3:])


def try_except_else():
    try:
        yield 'body'
    except ValueError:
        yield 'except'
    else:
        yield 'else'
    finally:
        yield 'finally'


print(list(try_except_else()))


def raising():
    yield 1
    raise ValueError('from generator')


try:
    for v in raising():
        print('got', v)
except ValueError as error:
    print(error)


def nested_expression(x):
    y = 1 + (yield x) * 2
    z = [(yield y), (yield 'second')]
    return (yield z) or 'falsy'


n = nested_expression(10)
print(next(n), n.send(5), n.send('a'), n.send('b'))
try:
    n.send(0)
except StopIteration as stop:
    print(stop.value)


def argument():
    print('called with', max((yield 'first'), (yield 'second')))


a = argument()
next(a)
a.send(3)
try:
    a.send(7)
except StopIteration:
    pass


def conditional_yield(flag):
    x = (yield 'a') if flag else 'b'
    y = flag and (yield 'c')
    return x, y


print(list(conditional_yield(True)), list(conditional_yield(False)))


class Tree:
    def __init__(self, *children):
        self.children = children

    def __iter__(self):
        for child in self.children:
            if isinstance(child, Tree):
                yield from child
            else:
                yield child


print(list(Tree(1, Tree(2, Tree(3)), 4)), sum(Tree(1, Tree(5))), max(Tree(2, 9, 4)), [*Tree(1, 2)], 3 in Tree(1, 3))


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), sum(Countdown(4)), next(Countdown(5)), dict(zip('ab', Countdown(9))))
gen = (i for i in range(3))
print(list(gen), list(gen), sum(i for i in range(4)), tuple(i for i in 'ab'), any(i > 1 for i in range(3)), all(i for i in [1, 0]))


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


print(list(chain([1], (2, 3), 'x', {4: 5})))


def window(items, n):
    items = list(items)
    for i in range(len(items) - n + 1):
        yield items[i:i + n]


print(list(window(range(5), 3)))


def match_generator(values):
    for v in values:
        match v:
            case int():
                yield 'int'
            case [a, b]:
                received = yield a
                yield b
            case _:
                yield 'other'


print(list(match_generator([1, [2, 3], 'x'])))


def while_else():
    n = 0
    while n < 2:
        n += 1
        yield n
    else:
        yield 'else'
    for i in []:
        yield i
    else:
        yield 'for else'


print(list(while_else()))


def generator_in_except():
    try:
        raise KeyError('k')
    except KeyError as e:
        yield str(e)
        yield 'still ' + str(e)
        try:
            raise
        except KeyError:
            yield 'reraised'


outer_try = generator_in_except()
try:
    raise ValueError('outer')
except ValueError as e:
    print(next(outer_try), e)
    print(next(outer_try))
    try:
        raise
    except ValueError as again:
        print('outer again', again)
print(list(outer_try))


def assigned():
    x: int = yield 1
    x = x or 0
    x += (yield 2) or 5
    del x
    assert (yield 3) is None
    return (yield 4)


print(list(assigned()))
e = enumerate(infinite(3), 1)
print(next(e), next(e))
m = map(lambda v: v * 10, infinite(1))
print(next(m), next(m))
f = filter(lambda v: v % 3 == 0, infinite(1))
print(next(f), next(f))
print(type(noisy(1)).__name__, type(i for i in []).__name__)


def yields_none():
    yield


print(list(yields_none()))
def early():
    return 5
    yield
print(list(early()))
print({k: v for k, v in zip('ab', infinite())}, [*zip(range(2), infinite(7))])
a, b, *c = (i for i in range(5))
print(a, b, c)


def permutations(items):
    if len(items) <= 1:
        yield items
    else:
        for i in range(len(items)):
            for rest in permutations(items[:i] + items[i + 1:]):
                yield [items[i]] + rest


print(list(permutations([1, 2, 3])))
def gen_lambda():
    f = lambda: (yield 1)
    return list(f())
print(gen_lambda())
