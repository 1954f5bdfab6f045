"""dataclasses, as models use it."""


class _Missing:
    pass


MISSING = _Missing()


class Field:
    def __init__(self, default=MISSING, default_factory=MISSING, init=True, kw_only=False):
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.kw_only = kw_only
        self.name = None


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=False):
    return Field(default, default_factory, init, kw_only)


def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True,
              kw_only=False, slots=False, weakref_slot=False):
    def decorate(cls):
        return _process(cls, init, eq, kw_only)
    return decorate if cls is None else decorate(cls)


def _process(cls, init, eq, kw_only):
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(vars(base).get('__dataclass_fields__', {}))
    for name in _annotated_names(cls):
        value = vars(cls).get(name, MISSING)
        made = value if isinstance(value, Field) else Field(value, kw_only=kw_only)
        made.name = name
        fields[name] = made
        if made.default is not MISSING:
            setattr(cls, name, made.default)
        elif isinstance(value, Field):
            delattr(cls, name)
    cls.__dataclass_fields__ = fields
    cls.__match_args__ = tuple([name for name, one in fields.items() if one.init])
    if init and '__init__' not in vars(cls):
        cls.__init__ = _make_init(cls, fields)
    if eq and '__eq__' not in vars(cls):
        cls.__eq__ = _equal
    if '__repr__' not in vars(cls):
        cls.__repr__ = _represent
    return cls


def _make_init(cls, fields):
    def __init__(self, *args, **kwargs):
        positional = [name for name, one in fields.items() if one.init and not one.kw_only]
        if len(args) > len(positional):
            raise TypeError('{}() takes {} positional arguments but {} were given'.format(
                cls.__name__, len(positional), len(args)))
        given = dict(zip(positional, args))
        for name, value in kwargs.items():
            if name not in fields or not fields[name].init:
                raise TypeError("{}() got an unexpected keyword argument '{}'".format(cls.__name__, name))
            if name in given:
                raise TypeError("{}() got multiple values for argument '{}'".format(cls.__name__, name))
            given[name] = value
        for name, one in fields.items():
            if name in given:
                value = given[name]
            elif one.default is not MISSING:
                value = one.default
            elif one.default_factory is not MISSING:
                value = one.default_factory()
            elif one.init:
                raise TypeError("{}() missing the argument '{}'".format(cls.__name__, name))
            else:
                continue
            object.__setattr__(self, name, value)
        if hasattr(self, '__post_init__'):
            self.__post_init__()
    return __init__


def _equal(self, other):
    if type(self) is not type(other):
        return NotImplemented
    return astuple(self) == astuple(other)


def _represent(self):
    return type(self).__name__ + '(' + ', '.join(
        [name + '=' + repr(getattr(self, name)) for name in self.__dataclass_fields__]) + ')'


def fields(instance):
    return tuple(instance.__dataclass_fields__.values())


def is_dataclass(obj):
    return hasattr(obj, '__dataclass_fields__')


def asdict(instance, *, dict_factory=dict):
    return dict_factory([(name, _plain(getattr(instance, name))) for name in instance.__dataclass_fields__])


def _plain(value):
    if is_dataclass(value):
        return asdict(value)
    if isinstance(value, (list, tuple)):
        return type(value)([_plain(item) for item in value])
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def astuple(instance):
    return tuple([getattr(instance, name) for name in instance.__dataclass_fields__])


def replace(instance, **changes):
    values = {name: getattr(instance, name) for name, one in instance.__dataclass_fields__.items() if one.init}
    values.update(changes)
    return type(instance)(**values)
