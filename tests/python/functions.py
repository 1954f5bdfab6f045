"""Parameters of all kinds, defaults, closures, lambdas, recursion."""


def plain(a, b=2, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


print(plain(1, c=3))
print(plain(1, 5, 6, 7, c=8, d=9, e=10, f=11))
print(plain(*[1, 2, 3], **{'c': 4, 'z': 5}))
print(plain(*[1], *(2, 3), **{'c': 4}, **{'y': 6}))


def positional_only(a, b=1, /, c=2, *, d=3):
    return a, b, c, d


print(positional_only(1))
print(positional_only(1, 2, c=5, d=6))


def takes(a, /, **kwargs):
    return a, kwargs


print(takes(1, a=2))


def report(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        return type(error).__name__


def three(a, b, c):
    return a


def keyword_only(*, key, other):
    return key


def one_default(a, b=1):
    return a


print(report(three, 1))
print(report(three))
print(report(three, 1, 2))
print(report(three, 1, 2, 3, 4))
print(report(three, 1, 2, 3, d=4))
print(report(three, 1, 2, a=3))
print(report(keyword_only))
print(report(keyword_only, key=1))
print(report(keyword_only, 1, key=1, other=2))
print(report(one_default, 1, 2, 3))
print(report(one_default))
print(report(positional_only, a=1))


def mutable_default(item, into=[]):
    into.append(item)
    return into


print(mutable_default(1), mutable_default(2), mutable_default(3, []))


def counter():
    count = 0

    def increment(by=1):
        nonlocal count
        count += by
        return count

    def current():
        return count
    return increment, current


increment, current = counter()
increment()
increment(5)
print(current())

functions = [lambda x, i=i: x + i for i in range(3)]
print([f(10) for f in functions])
late = [lambda: i for i in range(3)]
print([f() for f in late])
print((lambda *a, **k: (a, k))(1, 2, x=3))
print((lambda a, b=2, *, c=3: a + b + c)(1))


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


print(factorial(30))

total = 0


def add_global(n):
    global total, fresh
    total += n
    fresh = n


add_global(3)
add_global(4)
print(total, fresh)


def outer():
    x = 'outer'

    def middle():
        def inner():
            nonlocal x
            x = 'inner'
        inner()
    middle()
    return x


print(outer())


def documented(a: int, b: 'str' = 'x') -> float:
    """What it does."""
    return a


print(documented.__name__, documented.__doc__, documented.__qualname__, documented.__defaults__)
documented.flag = 1
print(documented.flag, hasattr(documented, 'other'))
print(documented.__annotations__ if False else sorted(documented.__annotations__))
print(documented.__module__ == __name__)
print(counter.__code__.co_name if False else 'code')


def order(log):
    def note(value):
        log.append(value)
        return value
    three(note(1), *[note(2)], c=note(3))
    {note(4): note(5)}
    [note(6)][note(0)] = note(7)
    note(8) if note(9) else note(10)
    return log


print(order([]))
print(max(range(5), key=lambda v: -abs(v - 2)))
print(three.__kwdefaults__, keyword_only.__kwdefaults__, plain.__kwdefaults__)
print(callable(three), callable(3), callable(int), callable(lambda: 0))
print(three(b=1, a=2, c=3))


def returns_nothing():
    return


def falls_off():
    pass


print(returns_nothing(), falls_off())


def conditional_return(flag):
    for i in range(5):
        if flag:
            return i
    else:
        return 'else'


print(conditional_return(True), conditional_return(False))


async def never_called():
    await something
    async with a as b:
        pass
    async for x in y:
        pass


print(never_called.__name__)
