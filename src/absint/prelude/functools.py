"""functools."""
import inspect as _inspect

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
WRAPPER_UPDATES = ('__dict__',)


class partial:
    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError('the first argument must be callable')
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = object.__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func), *[repr(arg) for arg in self.args]]
        parts += [f'{name}={value!r}' for name, value in self.keywords.items()]
        return 'functools.partial(' + ', '.join(parts) + ')'


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        return partial(self.func, instance, *self.args, **self.keywords)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        if hasattr(wrapped, name) and hasattr(wrapper, name):
            for key, value in getattr(wrapped, name).items():
                setattr(wrapper, key, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class _Cached:
    """A function that remembers its results; as a method, too, it is called with self as its first argument."""

    def __init__(self, function):
        update_wrapper(self, function)
        self.function = function
        self.kept = {}

    def __call__(self, /, *args, **kwargs):
        key = (args, tuple(kwargs.items())) if kwargs else args
        try:
            if key in self.kept:
                return self.kept[key]
        except TypeError:
            return self.function(*args, **kwargs)
        result = self.kept[key] = self.function(*args, **kwargs)
        return result

    def __get__(self, instance, owner=None):
        return self if instance is None else partial(self, instance)

    def cache_clear(self):
        self.kept = {}

    def cache_info(self):
        return (0, len(self.kept), None, len(self.kept))


def lru_cache(maxsize=128, typed=False):
    return _Cached(maxsize) if callable(maxsize) else _Cached


def cache(function):
    return _Cached(function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        _set_plain(instance, self.attrname, value)
        return value


def singledispatch(function):
    table = {object: function}

    def dispatch(kind):
        for base in kind.__mro__:
            if base in table:
                return table[base]
        return function

    def register(kind, implementation=None):
        if implementation is None:
            if isinstance(kind, type):
                return lambda decorated: register(kind, decorated)
            implementation = kind
            kind = [p.annotation for p in _inspect.signature(implementation).parameters.values()][0]
        table[kind] = implementation
        return implementation

    def wrapper(*args, **kwargs):
        return dispatch(type(args[0]))(*args, **kwargs)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = table
    return update_wrapper(wrapper, function)


class singledispatchmethod:
    def __init__(self, function):
        self.table = {}
        self.function = function

    def register(self, kind, implementation=None):
        if implementation is None:
            if isinstance(kind, type):
                return lambda decorated: self.register(kind, decorated)
            implementation = kind
            kind = [p.annotation for p in _inspect.signature(implementation).parameters.values()][1]
        self.table[kind] = implementation
        return implementation

    def __get__(self, instance, owner=None):
        def method(*args, **kwargs):
            for base in type(args[0]).__mro__:
                if base in self.table:
                    return self.table[base](instance, *args, **kwargs)
            return self.function(instance, *args, **kwargs)
        return method


def total_ordering(cls):
    own = vars(cls)
    if '__lt__' in own:
        answers = {'__gt__': lambda a, b: not (a < b or a == b), '__le__': lambda a, b: a < b or a == b,
                   '__ge__': lambda a, b: not a < b}
    elif '__le__' in own:
        answers = {'__ge__': lambda a, b: not a <= b or a == b, '__lt__': lambda a, b: a <= b and not a == b,
                   '__gt__': lambda a, b: not a <= b}
    elif '__gt__' in own:
        answers = {'__lt__': lambda a, b: not (a > b or a == b), '__ge__': lambda a, b: a > b or a == b,
                   '__le__': lambda a, b: not a > b}
    else:
        answers = {'__le__': lambda a, b: not a >= b or a == b, '__gt__': lambda a, b: a >= b and not a == b,
                   '__lt__': lambda a, b: not a >= b}
    for name, answer in answers.items():
        if name not in own:
            setattr(cls, name, answer)
    return cls


def reduce(function, iterable, *initial):
    items = iter(iterable)
    if initial:
        result = initial[0]
    else:
        for result in items:
            break
        else:
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
