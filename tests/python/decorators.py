"""Decorators of functions and classes."""
import functools


def trace(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        log.append(function.__name__)
        return function(*args, **kwargs)
    return wrapper


def repeat(times):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]
        return wrapper
    return decorate


log = []


@trace
@repeat(2)
def double(x):
    """Doubles."""
    return x * 2


print(double(3), log, double.__name__)


@trace
def named(x):
    """Named."""
    return x


print(named.__name__, named.__doc__, named.__wrapped__(5), named(1), log)


class CountCalls:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@CountCalls
def greet(name):
    return 'hi ' + name


print(greet('a'), greet('b'), greet.calls, greet.__name__)


def add_repr(cls):
    cls.__repr__ = lambda self: f'<{cls.__name__} {vars(self)}>'
    return cls


@add_repr
class Thing:
    def __init__(self):
        self.a = 1


print(Thing())


class Registry:
    def __init__(self):
        self.table = {}

    def register(self, name=None, *, force=False):
        def decorate(obj):
            key = name or obj.__name__
            if key in self.table and not force:
                raise KeyError(key)
            self.table[key] = obj
            return obj
        if callable(name):
            obj, name = name, None
            return decorate(obj)
        return decorate

    def build(self, cfg):
        args = dict(cfg)
        return self.table[args.pop('type')](**args)


MODELS = Registry()


@MODELS.register()
class NetA:
    def __init__(self, width=1):
        self.width = width


@MODELS.register('other')
class NetB(NetA):
    pass


@MODELS.register
def function_model(width):
    return 'function', width


print(sorted(MODELS.table), MODELS.build({'type': 'NetA', 'width': 5}).width, MODELS.build(dict(type='other')).width, MODELS.build({'type': 'function_model', 'width': 2}))
try:
    @MODELS.register()
    class NetA:
        pass
except KeyError as error:
    print('duplicate', error)


class Methods:
    def decorator(function):
        def wrapper(self, *args):
            return 'wrapped', function(self, *args)
        return wrapper

    @decorator
    def method(self, x):
        return x + 1

    @classmethod
    @trace
    def both(cls):
        return cls.__name__

    @staticmethod
    def stat():
        return 'static'

    @property
    @functools.lru_cache()
    def cached(self):
        return 'cached'


print(Methods().method(1), Methods.both(), Methods().stat(), Methods().cached)


def with_state(function):
    function.calls = 0

    def wrapper(*args):
        function.calls += 1
        return function(*args)
    wrapper.calls = lambda: function.calls
    return wrapper


@with_state
def counted():
    return None


counted()
counted()
print(counted.calls())


@lambda f: lambda *a: ('lambda', f(*a))
def by_lambda(x):
    return x


print(by_lambda(3))


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(60))
fib.cache_clear()
print(fib(20))


@functools.cache
def noted(x):
    log.append(('noted', x))
    return x


noted(1)
noted(1)
noted(2)
print(log[-2:], noted.__name__)


@functools.singledispatch
def kind(x):
    return 'other'


@kind.register
def _(x: int):
    return 'int'


@kind.register(str)
def _(x):
    return 'str'


@kind.register(list)
@kind.register(tuple)
def _(x):
    return 'sequence'


print(kind(1), kind('a'), kind([1]), kind((1,)), kind(1.5), kind(True))


@functools.total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, o):
        return self.n == o.n

    def __lt__(self, o):
        return self.n < o.n


print(Version(1) >= Version(1), Version(2) > Version(1), Version(1) <= Version(0))


class Lazy:
    runs = 0

    @functools.cached_property
    def value(self):
        Lazy.runs += 1
        return self.runs


lazy = Lazy()
print(lazy.value, lazy.value, Lazy.runs, 'value' in vars(lazy))
partial = functools.partial(int, base=2)
print(partial('101'), partial.func, partial.keywords, functools.partial(max, 3)(1, 2))
print(functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), functools.reduce(lambda a, b: a + b, [], 'init'))


class WithPartial:
    def set(self, value, extra=0):
        self.value = value + extra
        return self.value

    set_five = functools.partialmethod(set, 5)


print(WithPartial().set_five(), WithPartial().set_five(extra=1))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))
