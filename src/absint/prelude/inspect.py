"""inspect: signatures of functions, and what kind of thing something is."""
from enum import IntEnum as _IntEnum


class _Empty:
    pass


class _Kind(_IntEnum):
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4

    def __str__(self):
        return self.name


class Parameter:
    POSITIONAL_ONLY = _Kind.POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _Kind.POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _Kind.VAR_POSITIONAL
    KEYWORD_ONLY = _Kind.KEYWORD_ONLY
    VAR_KEYWORD = _Kind.VAR_KEYWORD
    empty = _Empty

    def __init__(self, name, kind, *, default=_Empty, annotation=_Empty):
        self.name = name
        self.kind = _Kind(kind)
        self.default = default
        self.annotation = annotation

    def replace(self, **changes):
        return Parameter(**{**vars(self), **changes})

    def __str__(self):
        text = {2: '*', 4: '**'}.get(int(self.kind), '') + self.name
        if self.annotation is not _Empty:
            text += ': ' + getattr(self.annotation, '__name__', str(self.annotation))
        if self.default is not _Empty:
            text += (' = ' if self.annotation is not _Empty else '=') + repr(self.default)
        return text


class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature = signature
        self.arguments = arguments

    def apply_defaults(self):
        filled = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments:
                filled[name] = self.arguments[name]
            elif parameter.default is not _Empty:
                filled[name] = parameter.default
            elif parameter.kind == Parameter.VAR_POSITIONAL:
                filled[name] = ()
            elif parameter.kind == Parameter.VAR_KEYWORD:
                filled[name] = {}
        self.arguments = filled

    @property
    def args(self):
        values = []
        for name, parameter in self.signature.parameters.items():
            if name not in self.arguments or int(parameter.kind) > 2:
                continue
            value = self.arguments[name]
            values.extend(value if parameter.kind == Parameter.VAR_POSITIONAL else [value])
        return tuple(values)

    @property
    def kwargs(self):
        values = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments and int(parameter.kind) > 2:
                value = self.arguments[name]
                values.update(value if parameter.kind == Parameter.VAR_KEYWORD else {name: value})
        return values


class Signature:
    empty = _Empty

    def __init__(self, parameters=(), return_annotation=_Empty):
        self.parameters = {one.name: one for one in parameters}
        self.return_annotation = return_annotation

    def bind(self, *args, **kwargs):
        arguments = self._bound(args, kwargs)
        for name, parameter in self.parameters.items():
            if name not in arguments and parameter.default is _Empty and int(parameter.kind) in (0, 1, 3):
                raise TypeError(f"missing a required argument: '{name}'")
        return BoundArguments(self, arguments)

    def bind_partial(self, *args, **kwargs):
        return BoundArguments(self, self._bound(args, kwargs))

    def _bound(self, args, kwargs):
        args = list(args)
        arguments = {}
        for name, parameter in self.parameters.items():
            if parameter.kind == Parameter.VAR_POSITIONAL:
                if args:
                    arguments[name] = tuple(args)
                args = []
            elif parameter.kind == Parameter.VAR_KEYWORD:
                if kwargs:
                    arguments[name] = dict(kwargs)
                kwargs = {}
            elif args and int(parameter.kind) < 2:
                arguments[name] = args.pop(0)
            elif name in kwargs:
                arguments[name] = kwargs.pop(name)
        if args:
            raise TypeError('too many positional arguments')
        if kwargs:
            raise TypeError(f"got an unexpected keyword argument '{list(kwargs)[0]}'")
        return arguments

    def replace(self, *, parameters=None, return_annotation=None):
        return Signature(self.parameters.values() if parameters is None else parameters, return_annotation)

    def __str__(self):
        parts = []
        starred = False
        for parameter in self.parameters.values():
            if parameter.kind == Parameter.KEYWORD_ONLY and not starred:
                parts.append('*')
                starred = True
            starred = starred or parameter.kind == Parameter.VAR_POSITIONAL
            parts.append(str(parameter))
        return '(' + ', '.join(parts) + ')'


def signature(obj, **kwargs):
    while hasattr(obj, '__wrapped__'):
        obj = obj.__wrapped__
    skip = 0
    if isclass(obj):
        if hasattr(obj, '__dataclass_fields__') and hasattr(obj.__init__, '__signature_fields__'):
            return Signature([_field_parameter(one) for one in obj.__init__.__signature_fields__.values()])
        if isfunction(obj.__init__):
            obj = obj.__init__
            skip = 1
    elif not isfunction(obj) and not ismethod(obj) and hasattr(type(obj), '__call__') and not isbuiltin(obj):
        obj = obj.__call__
    if isclass(obj) and obj.__init__ is object.__init__:
        return Signature()
    return Signature([
        Parameter(name, kind, default=default if has_default else _Empty,
                  annotation=annotation if has_annotation else _Empty)
        for name, kind, has_default, default, has_annotation, annotation in _parameters_of(obj)[skip:]])


def _field_parameter(one):
    default = one.default
    if type(default).__name__ == '_Missing':
        default = _Empty if type(one.default_factory).__name__ == '_Missing' else one.default_factory
    kind = Parameter.KEYWORD_ONLY if one.kw_only is True else Parameter.POSITIONAL_OR_KEYWORD
    return Parameter(one.name, kind, default=default)


class FullArgSpec:
    def __init__(self, function):
        parameters = list(signature(function).parameters.values())
        self.args = [one.name for one in parameters if int(one.kind) < 2]
        self.varargs = ([one.name for one in parameters if one.kind == 2] + [None])[0]
        self.varkw = ([one.name for one in parameters if one.kind == 4] + [None])[0]
        self.defaults = tuple([one.default for one in parameters
                               if int(one.kind) < 2 and one.default is not _Empty]) or None
        self.kwonlyargs = [one.name for one in parameters if one.kind == 3]
        self.kwonlydefaults = {one.name: one.default for one in parameters
                               if one.kind == 3 and one.default is not _Empty} or None
        self.annotations = {one.name: one.annotation for one in parameters if one.annotation is not _Empty}

    def __getitem__(self, index):
        return (self.args, self.varargs, self.varkw, self.defaults)[index]


def getfullargspec(func):
    function = func.__func__ if ismethod(func) else func.__init__ if isclass(func) else func
    return FullArgSpec(function)


getargspec = getfullargspec


def _sample():
    yield


class _Sample:
    def method(self):
        pass


_FUNCTION, _METHOD, _BUILTIN, _GENERATOR = type(_sample), type(_Sample().method), type(len), type(_sample())


def isclass(obj):
    return isinstance(obj, type)


def isfunction(obj):
    return isinstance(obj, _FUNCTION)


def ismethod(obj):
    return isinstance(obj, _METHOD)


def isbuiltin(obj):
    return isinstance(obj, _BUILTIN)


def isroutine(obj):
    return isinstance(obj, (_FUNCTION, _METHOD, _BUILTIN))


def isgenerator(obj):
    return isinstance(obj, _GENERATOR)


def isgeneratorfunction(obj):
    return False


iscoroutinefunction = iscoroutine = isasyncgenfunction = isgeneratorfunction


def ismodule(obj):
    return type(obj).__name__ == 'module'


def isabstract(obj):
    return False


def getmembers(obj, predicate=None):
    members = [(name, getattr(obj, name)) for name in dir(obj) if hasattr(obj, name)]
    return [(name, value) for name, value in members if predicate is None or predicate(value)]


def getmodule(obj):
    return None


def stack(*args, **kwargs):
    return []


def getdoc(obj):
    return obj.__doc__


def cleandoc(text):
    return text


def getmro(cls):
    return cls.__mro__


def unwrap(function):
    while hasattr(function, '__wrapped__'):
        function = function.__wrapped__
    return function
