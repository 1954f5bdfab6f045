"""functools, as models use it."""


class partial:
    def __init__(self, func, *args, **keywords):
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})


class partialmethod(partial):
    def __get__(self, instance, owner):
        return partial(self.func, instance, *self.args, **self.keywords)


def wraps(wrapped, assigned=(), updated=()):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped)
    return decorate


def update_wrapper(wrapper, wrapped, assigned=(), updated=()):
    for name in ('__module__', '__name__', '__qualname__', '__doc__'):
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return maxsize
    return lambda function: function


def cache(function):
    return function


def singledispatch(function):
    return function


def total_ordering(cls):
    return cls


def reduce(function, iterable, *initial):
    items = iter(iterable)
    if initial:
        result = initial[0]
    else:
        try:
            result = next(items)
        except StopIteration:
            raise TypeError('reduce() of empty iterable with no initial value')
    for item in items:
        result = function(result, item)
    return result


def cmp_to_key(compare):
    class Key:
        def __init__(self, item):
            self.item = item

        def __lt__(self, other):
            return compare(self.item, other.item) < 0
    return Key
