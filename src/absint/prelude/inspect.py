"""inspect: signatures of functions."""


class _Empty:
    pass


class Parameter:
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4
    empty = _Empty

    def __init__(self, name, kind, default=_Empty, annotation=_Empty):
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation


class Signature:
    empty = _Empty

    def __init__(self, parameters):
        self.parameters = parameters


def signature(obj, **kwargs):
    while hasattr(obj, '__wrapped__'):
        obj = obj.__wrapped__
    skip = 0
    if isclass(obj):
        obj = obj.__init__
        skip = 1
    parameters = {}
    for name, kind, has_default, default in _parameters_of(obj)[skip:]:
        parameters[name] = Parameter(name, kind, default if has_default else _Empty)
    return Signature(parameters)


def getfullargspec(obj):
    raise NotImplementedError('inspect.getfullargspec')


def isclass(obj):
    return isinstance(obj, type)


def isfunction(obj):
    return callable(obj) and not isclass(obj)


ismethod = isroutine = isfunction


def getmembers(obj, predicate=None):
    members = [(name, getattr(obj, name)) for name in sorted(set(dir(obj)))]
    return [(name, value) for name, value in members if predicate is None or predicate(value)]


def stack(*args, **kwargs):
    return []


def getmodule(obj):
    return None
