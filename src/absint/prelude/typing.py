"""typing: annotations are never evaluated, but their names are used in expressions."""
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
Union = Optional = List = Tuple = Dict = Set = FrozenSet = Type = _Annotation()
Callable = Sequence = MutableSequence = Mapping = MutableMapping = Iterable = Iterator = _Annotation()
Collection = Container = Sized = Hashable = Reversible = Generator = AsyncIterator = Coroutine = Awaitable = _Annotation()
ClassVar = Final = Literal = Annotated = NoReturn = Self = Never = Concatenate = Unpack = TypeAlias = _Annotation()
DefaultDict = Deque = Counter = OrderedDict = ChainMap = AnyStr = Text = Pattern = Match = IO = TextIO = _Annotation()
SupportsInt = SupportsFloat = SupportsIndex = SupportsAbs = Required = NotRequired = LiteralString = _Annotation()
TYPE_CHECKING = False


class Generic:
    def __class_getitem__(cls, parameters):
        return cls


class Protocol:
    def __class_getitem__(cls, parameters):
        return cls


class NamedTuple(tuple):
    def __init_subclass__(cls, **kwargs):
        names = _annotated_names(cls)
        defaults = [cls.__dict__[name] for name in names if name in cls.__dict__]
        made = _namedtuple(cls.__name__, names, defaults=defaults)
        for name, member in vars(made).items():
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
    return {}


def get_origin(kind):
    return None


def get_args(kind):
    return ()
