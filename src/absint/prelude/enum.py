"""enum, as models use it."""


class EnumMeta(type):
    def __iter__(cls):
        return iter(list(cls._member_map_.values()))

    def __len__(cls):
        return len(cls._member_map_)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, member):
        return member in list(cls._member_map_.values())

    def __call__(cls, value, names=None):
        for member in cls._member_map_.values():
            if member is value or member.value == value:
                return member
        raise ValueError('{!r} is not a valid {}'.format(value, cls.__name__))


EnumType = EnumMeta


class auto:
    pass


class Enum(metaclass=EnumMeta):
    _member_map_ = {}

    def __init_subclass__(cls, **kwargs):
        members = {}
        for name, value in vars(cls).items():
            plain = not callable(value) and not _is_descriptor(value)
            if name.startswith('_') or not plain:
                continue
            if isinstance(value, auto):
                value = cls._next_value(name, members)
            alias = None
            for member in members.values():
                if member.value == value:
                    alias = member
            if alias is None:
                alias = _bare_instance(cls)
                alias.name = alias._name_ = name
                alias.value = alias._value_ = value
                if '__init__' in vars(cls):
                    cls.__init__(alias, *(value if isinstance(value, tuple) else (value,)))
            members[name] = alias
            setattr(cls, name, alias)
        cls._member_map_ = members
        cls.__members__ = members

    @classmethod
    def _next_value(cls, name, members):
        return len(members) + 1

    def __repr__(self):
        return '<' + type(self).__name__ + '.' + self.name + ': ' + repr(self.value) + '>'

    def __str__(self):
        return type(self).__name__ + '.' + self.name

    def __hash__(self):
        return hash(self.name)


class _ValueEnum(Enum):
    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, Enum) else other)

    def __hash__(self):
        return hash(self.value)

    def __lt__(self, other):
        return self.value < (other.value if isinstance(other, Enum) else other)

    def __index__(self):
        return self.value

    def __int__(self):
        return int(self.value)


class IntEnum(_ValueEnum):
    pass


class Flag(_ValueEnum):
    @classmethod
    def _next_value(cls, name, members):
        return 1 << len(members)

    def __or__(self, other):
        return self.value | other.value

    def __and__(self, other):
        return self.value & other.value


class IntFlag(Flag):
    pass


class StrEnum(_ValueEnum):
    @classmethod
    def _next_value(cls, name, members):
        return name.lower()

    def __str__(self):
        return self.value


def unique(cls):
    return cls
