"""typing: annotations are never evaluated, but their names are used in expressions."""
from collections import OrderedDict, Counter, ChainMap, defaultdict as DefaultDict, deque as Deque
from collections import namedtuple as _namedtuple


class _Annotation:
    def __getitem__(self, parameters):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __or__(self, other):
        return self

    def __ror__(self, other):
        return self


Any = _Annotation()
Union = Optional = List = Tuple = Dict = FrozenSet = Type = _Annotation()
AsyncIterator = Coroutine = Awaitable = _Annotation()
ClassVar = Final = Literal = Annotated = NoReturn = Self = Never = Concatenate = Unpack = TypeAlias = _Annotation()
AnyStr = Text = Pattern = Match = IO = TextIO = _Annotation()
SupportsInt = SupportsFloat = SupportsIndex = SupportsAbs = Required = NotRequired = LiteralString = _Annotation()
TYPE_CHECKING = False


class _Abstract:
    """A class that values belong to by what they can do: isinstance(x, Sequence)."""

    def __class_getitem__(cls, parameters):
        return cls


class Sequence(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, (list, tuple, str, range, bytes))


class MutableSequence(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, list)


class Mapping(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, dict) or kind.__name__ in ('UserDict', 'ChainMap')


class MutableMapping(Mapping):
    pass


class Set(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, (set, frozenset))


class Iterable(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return hasattr(kind, '__iter__')


class Collection(Iterable):
    pass


class Iterator(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return hasattr(kind, '__next__')


class Generator(Iterator):
    @classmethod
    def __instances__(cls, kind):
        return kind.__name__ == 'generator'


class Container(Iterable):
    pass


class Sized(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return hasattr(kind, '__len__')


class Reversible(Sequence):
    pass


class Hashable(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return not issubclass(kind, (list, dict, set))


class Callable(_Abstract):
    @classmethod
    def __instances__(cls, kind):
        return hasattr(kind, '__call__') or kind.__name__ in ('function', 'builtin_function_or_method', 'method', 'type')


class Generic:
    def __class_getitem__(cls, parameters):
        return cls


class Protocol:
    def __class_getitem__(cls, parameters):
        return cls


class NamedTuple(tuple):
    def __new__(cls, typename, fields=()):
        return _namedtuple(typename, [name for name, kind in fields])

    def __init_subclass__(cls, **kwargs):
        names = [name for name, written in _annotated_names(cls)]
        defaults = [cls.__dict__[name] for name in names if name in cls.__dict__]
        made = _namedtuple(cls.__name__, names, defaults=defaults)
        own = vars(cls)
        for name, member in vars(made).items():
            if name not in own or name in names:
                setattr(cls, name, member)


class TypedDict(dict):
    def __init_subclass__(cls, **kwargs):
        pass


def TypeVar(name, *constraints, **kwargs):
    return _Annotation()


def ParamSpec(name, **kwargs):
    return _Annotation()


def NewType(name, base):
    return base


def cast(kind, value):
    return value


def overload(function):
    return function


def final(decorated):
    return decorated


def override(function):
    return function


def runtime_checkable(cls):
    return cls


def no_type_check(decorated):
    return decorated


def get_type_hints(obj, *args, **kwargs):
    return dict(obj.__annotations__)


def assert_never(value):
    raise AssertionError(f'Expected code to be unreachable, but got: {value!r}')


def assert_type(value, kind):
    return value


reveal_type = final


def dataclass_transform(**kwargs):
    return final


def get_origin(kind):
    return None


def get_args(kind):
    return ()
