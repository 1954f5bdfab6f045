"""isinstance, getattr and kin, vars, dir, type, eval."""
import math
import types


class A:
    """Doc of A."""
    x = 1

    def __init__(self):
        self.y = 2

    def method(self):
        return self.y


a = A()
print(getattr(a, 'x'), getattr(a, 'z', 'default'), hasattr(a, 'y'), hasattr(A, 'y'), vars(a), 'x' in dir(a), 'method' in dir(A), 'y' in dir(a), A.__doc__, A.__dict__['x'])
setattr(a, 'new', 5)
print(a.new, a.__dict__, sorted(a.__dict__.items()))
a.__dict__['direct'] = 6
print(a.direct)
a.__dict__.update(bulk=7)
print(a.bulk, vars(a)['bulk'])
delattr(a, 'new')
print(hasattr(a, 'new'), getattr(a, 'method')(), callable(getattr(a, 'method')))
self_update = A()
self_update.__dict__ = {'replaced': 1}
print(self_update.replaced, hasattr(self_update, 'y'))
print(type(1) is int, type(a) is A, type(a).__name__, type(A).__name__, isinstance(a, A), id(a) == id(a), id(a) == id(A()), isinstance(a.method, types.MethodType), isinstance(A.method, types.FunctionType), isinstance(math, types.ModuleType), isinstance(lambda: 0, types.LambdaType), isinstance(len, types.BuiltinFunctionType))
print(eval('1 + 2'), eval('x * 2', {'x': 21}), eval("[i for i in range(3)]"), eval('A.x'), eval('math.floor(2.5)'), eval('f(2)', {'f': lambda v: v + 1}), eval('lambda v: v * 2')(4))


def local_eval(n):
    return eval('n + 1')


print(local_eval(4))
namespace = types.SimpleNamespace(a=1, b='x')
namespace.c = 3
print(namespace, namespace.a, vars(namespace), namespace == types.SimpleNamespace(a=1, b='x', c=3))
print(__name__ == '__main__' or 'module', A.__module__ == __name__, [n for n in ('a', 'A', 'math') if n in globals()])
print(isinstance([], list), isinstance((), (list, tuple)), isinstance(1, float), isinstance(1.0, (int, float)), isinstance('s', str), isinstance(b'', (bytes, bytearray)), isinstance(None, type(None)), isinstance(int, type), isinstance(a, object), isinstance({}, dict), isinstance(True, bool))
from collections.abc import Iterable, Sequence, Mapping, Callable, Sized, Hashable, Iterator, Container, MutableMapping, MutableSequence, Set, Generator, Collection
print(isinstance([], Iterable), isinstance(5, Iterable), isinstance((), Sequence), isinstance('', Sequence), isinstance({}, Mapping), isinstance(len, Callable), isinstance(A, Callable), isinstance([], Sized), isinstance([], Hashable), isinstance(1, Hashable), isinstance(iter([]), Iterator), isinstance([], Iterator), isinstance({}, Container), isinstance({}, MutableMapping), isinstance([], MutableSequence), isinstance((), MutableSequence), isinstance(set(), Set), isinstance((i for i in []), Generator), isinstance({}, Sequence), isinstance(range(3), Sequence), isinstance((i for i in []), Iterable), isinstance({}, Collection))
import numbers
print(isinstance(1, numbers.Number), isinstance(1.5, numbers.Real), isinstance(True, numbers.Integral), isinstance('1', numbers.Number), isinstance(1.5, numbers.Integral))
import inspect


def sample(a, b=2, *args, c, d=4, **kwargs):
    pass


signature = inspect.signature(sample)
print(list(signature.parameters), [p.default for p in signature.parameters.values() if p.default is not inspect.Parameter.empty], signature.parameters['a'].kind == inspect.Parameter.POSITIONAL_OR_KEYWORD, signature.parameters['args'].kind is inspect.Parameter.VAR_POSITIONAL, signature.parameters['c'].kind.name, signature)
print(inspect.isclass(A), inspect.isfunction(sample), inspect.ismethod(a.method), inspect.isfunction(a.method), inspect.isbuiltin(len), list(inspect.signature(A.__init__).parameters), list(inspect.signature(a.method).parameters), list(inspect.signature(A).parameters), inspect.getfullargspec(sample).args, inspect.getfullargspec(sample).defaults, inspect.getfullargspec(sample).varkw, inspect.getfullargspec(sample).kwonlyargs, inspect.isgeneratorfunction(sample), inspect.ismodule(math))
bound = signature.bind(1, c=3)
bound.apply_defaults()
print(bound.arguments)
print([name for name, value in inspect.getmembers(A, inspect.isfunction)])
print(sample.__name__, A.method.__qualname__)
print(globals()['A'] is A, 'nope' in globals(), locals() is not None)
Point = type('Point', (), dict(x=1, __repr__=lambda self: 'P'))
print(Point(), Point.x, Point.__bases__, type(Point()).__name__)
print(issubclass(A, object), object.__name__, A.mro(), bool.__mro__)


class B(A):
    pass


print(B.__base__ is A, B.__bases__ == (A,))
print([k for k in vars(A) if not k.startswith('__')], getattr(math, 'pi') > 3, math.__name__)
print(A.x, a.x, A.__dict__.get('x'), a.__class__.__name__, a.__class__.x, a.__module__ == __name__)
print(types.MethodType(lambda self, v: (self.y if hasattr(self, 'y') else 0) + v, a)(5))
a.bound = types.MethodType(lambda self: self.bulk, a)
print(a.bound())
exec('made_by_exec = 1 + 1')
print(made_by_exec)
scope = {}
exec('def f(v):\n    return v + 1', scope)
print(scope['f'](1))
print(repr(A).endswith(".A'>"), str(type(5)), repr(None), repr(int), repr(Ellipsis), repr(NotImplemented), ..., hash('a') == hash('a'))
print(callable(A), callable(a), callable(A.method), callable(None), [f.__name__ for f in (len, sample, A, A.method)], (lambda: 0).__name__, sorted.__name__)
print(int.__name__, 'abc'.__class__, (5).__class__.__name__, int.__mro__, list.__name__, dict.__class__)
print(object() == object(), object() is None, type(object()))
