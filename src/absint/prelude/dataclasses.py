"""dataclasses, as CPython defines it."""


class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'


MISSING = _Missing()


class KW_ONLY:
    pass


class InitVar:
    def __class_getitem__(cls, parameters):
        return cls


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
                 metadata=None, kw_only=MISSING):
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only
        self.name = None
        self.type = None
        self.for_init_only = False


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def decorate(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only)
    return decorate if cls is None else decorate(cls)


def _own_fields(cls, kw_only):
    own = {}
    for name, written in _annotated_names(cls):
        if written.endswith('KW_ONLY'):
            kw_only = True
            continue
        if 'ClassVar' in written:
            continue
        value = vars(cls).get(name, MISSING)
        made = value if isinstance(value, Field) else Field(value)
        if made.kw_only is MISSING:
            made.kw_only = kw_only
        made.name = name
        made.type = written
        made.for_init_only = 'InitVar' in written
        if isinstance(made.default, (list, dict, set)):
            raise ValueError(f'mutable default {type(made.default)} for field {name} is not allowed: '
                             'use default_factory')
        own[name] = made
        if made.default is not MISSING:
            setattr(cls, name, made.default)
        elif isinstance(value, Field):
            delattr(cls, name)
    return own


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only):
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(vars(base).get('__dataclass_fields__', {}))
    fields.update(_own_fields(cls, kw_only))
    cls.__dataclass_fields__ = fields
    own = vars(cls)
    if '__match_args__' not in own:
        cls.__match_args__ = tuple([name for name, one in fields.items() if one.init and not one.kw_only])
    if init:
        cls.__init__ = _make_init(cls, fields)
    if repr and '__repr__' not in own:
        cls.__repr__ = _represent
    if eq and '__eq__' not in own:
        cls.__eq__ = _equal
    if order:
        for name, answer in _ORDERS.items():
            setattr(cls, name, answer)
    if unsafe_hash or (eq and frozen and '__hash__' not in own):
        cls.__hash__ = _hash
    elif eq and '__hash__' not in own:
        cls.__hash__ = None
    if frozen:
        cls.__setattr__ = _refuse_to_set
        cls.__delattr__ = _refuse_to_delete
    return cls


def _make_init(cls, fields):
    accepted = {name: one for name, one in fields.items() if one.init}
    positional = [name for name, one in accepted.items() if not one.kw_only]
    has_default = False
    for name in positional:
        if fields[name].default is not MISSING or fields[name].default_factory is not MISSING:
            has_default = True
        elif has_default:
            raise TypeError(f"non-default argument '{name}' follows default argument")

    def __init__(self, *args, **kwargs):
        if len(args) > len(positional):
            raise TypeError('{}.__init__() takes {} positional arguments but {} were given'.format(
                cls.__name__, len(positional) + 1, len(args) + 1))
        given = dict(zip(positional, args))
        for name, value in kwargs.items():
            if name not in accepted:
                raise TypeError("{}.__init__() got an unexpected keyword argument '{}'".format(cls.__name__, name))
            if name in given:
                raise TypeError("{}.__init__() got multiple values for argument '{}'".format(cls.__name__, name))
            given[name] = value
        missing = []
        for_init = []
        for name, one in fields.items():
            if name in given:
                value = given[name]
            elif one.default is not MISSING:
                value = one.default
            elif one.default_factory is not MISSING:
                value = one.default_factory()
            else:
                if one.init:
                    missing.append(name)
                continue
            if one.for_init_only:
                for_init.append(value)
            else:
                object.__setattr__(self, name, value)
        if missing:
            raise TypeError("{}.__init__() missing {} required positional argument{}: {}".format(
                cls.__name__, len(missing), 's' if len(missing) > 1 else '', ' and '.join([repr(m) for m in missing])))
        if hasattr(self, '__post_init__'):
            self.__post_init__(*for_init)
    __init__.__signature_fields__ = accepted
    return __init__


def _stored(instance):
    return [one for one in instance.__dataclass_fields__.values() if not one.for_init_only]


def _compared(instance):
    return tuple([getattr(instance, one.name) for one in _stored(instance) if one.compare])


def _equal(self, other):
    if type(self) is not type(other):
        return NotImplemented
    return _compared(self) == _compared(other)


def _hash(self):
    return hash(_compared(self))


_ORDERS = {
    '__lt__': lambda a, b: _compared(a) < _compared(b) if type(a) is type(b) else NotImplemented,
    '__le__': lambda a, b: _compared(a) <= _compared(b) if type(a) is type(b) else NotImplemented,
    '__gt__': lambda a, b: _compared(a) > _compared(b) if type(a) is type(b) else NotImplemented,
    '__ge__': lambda a, b: _compared(a) >= _compared(b) if type(a) is type(b) else NotImplemented,
}


def _refuse_to_set(self, name, value):
    raise FrozenInstanceError(f'cannot assign to field {name!r}')


def _refuse_to_delete(self, name):
    raise FrozenInstanceError(f'cannot delete field {name!r}')


def _represent(self):
    return type(self).__qualname__ + '(' + ', '.join(
        [one.name + '=' + repr(getattr(self, one.name)) for one in _stored(self) if one.repr]) + ')'


def fields(class_or_instance):
    if not hasattr(class_or_instance, '__dataclass_fields__'):
        raise TypeError('must be called with a dataclass type or instance')
    return tuple(_stored(class_or_instance))


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), '__dataclass_fields__')


def asdict(obj, *, dict_factory=dict):
    return dict_factory([(one.name, _plain(getattr(obj, one.name), dict_factory)) for one in fields(obj)])


def _plain(value, dict_factory):
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value, dict_factory=dict_factory)
    if isinstance(value, tuple) and hasattr(value, '_fields'):
        return type(value)(*[_plain(item, dict_factory) for item in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_plain(item, dict_factory) for item in value])
    if isinstance(value, dict):
        return {_plain(key, dict_factory): _plain(item, dict_factory) for key, item in value.items()}
    return value


def astuple(obj, *, tuple_factory=tuple):
    return tuple_factory([_tuples(getattr(obj, one.name)) for one in fields(obj)])


def _tuples(value):
    if is_dataclass(value) and not isinstance(value, type):
        return astuple(value)
    if isinstance(value, (list, tuple)):
        return type(value)([_tuples(item) for item in value])
    return value


def replace(obj, /, **changes):
    values = {one.name: getattr(obj, one.name) for one in _stored(obj) if one.init}
    values.update(changes)
    return type(obj)(**values)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    members = dict(namespace or {})
    names = []
    for one in fields:
        name = one if isinstance(one, str) else one[0]
        names.append(name)
        if not isinstance(one, str) and len(one) > 2:
            members[name] = one[2]
    cls = type(cls_name, bases, members)
    _annotate(cls, names)
    return dataclass(cls, **options)
