"""enum, as CPython 3.11 defines it."""


class auto:
    """The value of the next member, which is known once its class is made; so are combinations of it."""

    def __init__(self, compute=None):
        self.compute = compute
        self.value = None

    def __or__(self, other):
        return auto(lambda: self.value | (other.value if isinstance(other, auto) else other))

    def __and__(self, other):
        return auto(lambda: self.value & (other.value if isinstance(other, auto) else other))

    def __invert__(self):
        return auto(lambda: ~self.value)


class member:
    def __init__(self, value):
        self.value = value


class nonmember(member):
    pass


class EnumMeta(type):
    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return reversed(list(cls))

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, item):
        if isinstance(item, cls):
            return True
        return any([one._value_ == item for one in cls._member_map_.values()])

    def __setattr__(cls, name, value):
        if name in vars(cls).get('_member_map_', {}):
            raise AttributeError(f'cannot reassign member {name!r}')
        type.__setattr__(cls, name, value)

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        return '<' + ('flag' if issubclass(cls, Flag) else 'enum') + ' ' + repr(cls.__name__) + '>'

    def __call__(cls, value, names=None, **options):
        if names is None and cls._member_map_:
            return _lookup(cls, value)
        return _functional(cls, value, names)


EnumType = EnumMeta


def _lookup(cls, value):
    if isinstance(value, cls):
        return value
    for one in cls._member_map_.values():
        if one._value_ == value:
            return one
    made = cls._missing_(value)
    if made is None:
        raise ValueError('{!r} is not a valid {}'.format(value, cls.__qualname__))
    return made


def _functional(cls, name, names):
    if isinstance(names, str):
        names = names.replace(',', ' ').split()
    if isinstance(names, dict):
        names = list(names.items())
    pairs = [one if isinstance(one, (list, tuple)) else (one, auto()) for one in names]
    return type(name, (cls,), dict(pairs))


class Enum(metaclass=EnumMeta):
    _member_map_ = {}
    _member_names_ = []

    def __init_subclass__(cls, **kwargs):
        own = dict(vars(cls))
        ignored = own.get('_ignore_', ())
        cls._member_map_ = {}
        cls._member_names_ = []
        for name, value in own.items():
            plain = not _is_descriptor(value) and (isinstance(value, (type, auto, member)) or not callable(value))
            if name.startswith('_') or not plain or isinstance(value, nonmember) or name in ignored:
                continue
            _add_member(cls, name, value.value if isinstance(value, member) else value)

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return max([value for value in last_values if isinstance(value, int)], default=start - 1) + 1

    @classmethod
    def _missing_(cls, value):
        return None

    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    def __repr__(self):
        return '<' + type(self).__name__ + '.' + str(self._name_) + ': ' + repr(self._value_) + '>'

    def __str__(self):
        return type(self).__name__ + '.' + str(self._name_)

    def __format__(self, spec):
        return format(str(self), spec)

    def __hash__(self):
        return hash(self._value_ if isinstance(self, (str, int, float)) else self._name_)

    def __reduce__(self):
        return self._value_

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _add_member(cls, name, value):
    if isinstance(value, auto):
        values = [one._value_ for one in cls._member_map_.values()]
        value.value = value.compute() if value.compute else cls._generate_next_value_(name, 1, len(values), values)
        value = value.value
    args = value if isinstance(value, tuple) else (value,)
    made = _make_member(cls, args)
    if not hasattr(made, '_value_'):
        made._value_ = value if cls._member_type_ is object or isinstance(value, cls._member_type_) \
            else cls._member_type_(*args)
    for other in cls._member_map_.values():
        if other._value_ == made._value_:
            made = other
            break
    else:
        made._name_ = name
        if _is_single(cls, made._value_):
            cls._member_names_.append(name)
        if _defines_init(cls):
            made.__init__(*args)
    cls._member_map_[name] = made
    type.__setattr__(cls, name, made)


def _make_member(cls, args):
    for base in cls.__mro__:
        if base is Enum:
            break
        maker = vars(base).get('__new__')
        if maker is not None:
            return maker(cls, *args) if callable(maker) else maker.__func__(cls, *args)
    return _payload_instance(cls, *args)


def _defines_init(cls):
    for base in cls.__mro__:
        if base is Enum:
            return False
        if '__init__' in vars(base) and base not in (int, str, float, list, dict):
            return True


def _is_single(cls, value):
    """Values of flags with several bits are no members of their own."""
    return not issubclass(cls, Flag) or not isinstance(value, int) or (value > 0 and value & (value - 1) == 0)


class ReprEnum(Enum):
    pass


Enum._member_type_ = object


class IntEnum(int, ReprEnum):
    _member_type_ = int

    def __str__(self):
        return str(self._value_)

    def __format__(self, spec):
        return format(self._value_, spec)

    def __hash__(self):
        return hash(self._value_)


class StrEnum(str, ReprEnum):
    _member_type_ = str

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return self._value_

    def __format__(self, spec):
        return format(self._value_, spec)

    def __hash__(self):
        return hash(self._value_)


class Flag(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        highest = max([value for value in last_values], default=0)
        return 1 << highest.bit_length() if highest else 1

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            return None
        every = 0
        for one in cls._member_map_.values():
            every |= one._value_
        if value < 0:
            return _lookup(cls, value & every)
        if value & ~every and not issubclass(cls, int):
            return None
        made = _payload_instance(cls, value)
        made._value_ = value
        made._name_ = '|'.join([name for name in cls._member_names_ if cls._member_map_[name]._value_ & value]) or None
        return made

    def _other(self, other):
        return other._value_ if isinstance(other, type(self)) else other if isinstance(self, int) else None

    def __or__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else _lookup(type(self), self._value_ | other)

    def __and__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else _lookup(type(self), self._value_ & other)

    def __xor__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else _lookup(type(self), self._value_ ^ other)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __invert__(self):
        return _lookup(type(self), ~self._value_)

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __bool__(self):
        return bool(self._value_)

    def __eq__(self, other):
        if isinstance(other, type(self)):
            return self._value_ == other._value_
        return self._value_ == other if isinstance(self, int) else NotImplemented

    def __hash__(self):
        return hash(self._value_)

    def __iter__(self):
        return iter([one for one in type(self) if one._value_ & self._value_])

    def __len__(self):
        return len(list(iter(self)))


class IntFlag(int, Flag):
    _member_type_ = int

    def __str__(self):
        return str(self._value_)

    def __hash__(self):
        return hash(self._value_)


def unique(cls):
    for name, one in cls._member_map_.items():
        if name != one._name_:
            raise ValueError(f'duplicate values found in {cls!r}: {name} -> {one._name_}')
    return cls


def verify(*constraints):
    return lambda cls: cls


UNIQUE = CONTINUOUS = NAMED_FLAGS = STRICT = CONFORM = EJECT = KEEP = None
