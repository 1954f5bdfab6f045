"""Annotations, typing, PEP 604 and 695."""
from __future__ import annotations
import typing as t
from typing import (Any, Callable, ClassVar, Dict, Final, Generic, Iterable, List, Literal, NamedTuple, Optional,
                    Protocol, Sequence, Tuple, Type, TypeVar, Union, cast, overload, TYPE_CHECKING, TypedDict, get_args,
                    get_origin, NewType, Annotated, runtime_checkable, get_type_hints, no_type_check, NoReturn)

if TYPE_CHECKING:
    from nowhere import Nothing

T = TypeVar('T')
K = TypeVar('K', bound=int)
Shape = Tuple[int, ...]
Maybe = Optional[List[int]]
Either = Union[int, str]
Modern = int | str | None
UserId = NewType('UserId', int)


def annotated(x: Nothing, y: Dict[str, List[int]] = None, *args: undefined, **kwargs: whatever) -> also_undefined:
    z: not_defined = 5
    return z


print(annotated(1))


class Box(Generic[T]):
    item: T
    shared: ClassVar[int] = 0

    def __init__(self, item: T) -> None:
        self.item: T = item

    def get(self) -> T:
        return self.item


class IntBox(Box[int]):
    pass


print(Box(5).get(), Box[int](6).get(), IntBox(7).get(), isinstance(IntBox(1), Box))


class Named(Protocol):
    name: str

    def call(self) -> int: ...


class Movie(TypedDict, total=False):
    name: str
    year: int


movie: Movie = {'name': 'x'}
print(movie, Movie(name='y', year=3), cast(int, 'not int'), UserId(5), isinstance(5, int | str), isinstance([], list))


@overload
def over(x: int) -> int: ...
@overload
def over(x: str) -> str: ...
def over(x):
    return x


print(over(1), list[int]([1, 2]), dict[str, int](a=1), tuple[int, ...]([1]))
x: Final = 3
y: Annotated[int, 'meta'] = 4
print(x, y, annotated.__annotations__['x'], sorted(annotated.__annotations__), Box.__annotations__)


class Fields:
    a: int
    b: str = 'x'


print(Fields.__annotations__, sorted(get_type_hints(Fields)))
