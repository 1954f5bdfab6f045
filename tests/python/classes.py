"""Classes: the C3 order, super(), attributes, properties, special methods."""


class A:
    def who(self):
        return 'A'


class B(A):
    def who(self):
        return 'B' + super().who()


class C(A):
    def who(self):
        return 'C' + super(C, self).who()


class D(B, C):
    def who(self):
        return 'D' + super().who()


print(D().who(), [k.__name__ for k in D.__mro__], D.mro() == list(D.__mro__))
try:
    class Bad(A, D):
        pass
except TypeError as error:
    print('TypeError')


class Counted:
    count = 0
    __slots_like = 1

    def __init__(self, name, *, size=1):
        type(self).count += 1
        self.name = name
        self.size = size
        self.__private = 'mangled'

    @property
    def area(self):
        return self.size ** 2

    @area.setter
    def area(self, value):
        self.size = value ** 0.5

    @area.deleter
    def area(self):
        self.size = 0

    @staticmethod
    def static(a, b):
        return a + b

    @classmethod
    def make(cls, *args, **kwargs):
        return cls(*args, **kwargs)

    def private(self):
        return self.__private

    def __repr__(self):
        return f'{type(self).__name__}({self.name!r}, size={self.size})'


one = Counted('one')
two = Counted.make('two', size=3)
print(one, two, Counted.count, two.area, Counted.static(1, 2), one.static(3, 4))
two.area = 16
print(two.size, two)
del two.area
print(two.size, one.private(), hasattr(one, '__private'), one._Counted__private)
print(sorted(vars(one)), sorted(one.__dict__))
try:
    one.missing
except AttributeError as error:
    print(error)
try:
    Counted.missing
except AttributeError as error:
    print(error)


class ReadOnly:
    @property
    def value(self):
        return 1


try:
    ReadOnly().value = 2
except AttributeError as error:
    print('AttributeError')


class Sub(Counted):
    def __init__(self, name):
        super().__init__(name, size=7)

    @property
    def area(self):
        return super().area + 1

    @classmethod
    def make(cls):
        return super().make('sub') if False else cls('sub')


print(Sub('s'), Sub('s').area, Sub.make(), isinstance(Sub('x'), Counted), issubclass(Sub, Counted), Sub.count)


class Fallback:
    def __init__(self):
        self.present = 1

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return 'fallback ' + name


print(Fallback().present, Fallback().absent, hasattr(Fallback(), 'x'), hasattr(Fallback(), '_x'),
      getattr(Fallback(), '_y', 'default'))


class Recorder:
    def __init__(self):
        object.__setattr__(self, 'log', [])

    def __setattr__(self, name, value):
        self.log.append((name, value))
        super().__setattr__(name, value)

    def __delattr__(self, name):
        self.log.append(('del', name))
        object.__delattr__(self, name)

    def __getattribute__(self, name):
        if name == 'magic':
            return 'from getattribute'
        return super().__getattribute__(name)


r = Recorder()
r.a = 1
r.b = 2
del r.a
print(r.log, r.magic, r.b)


class Callable:
    def __call__(self, *args, **kwargs):
        return args, kwargs


print(Callable()(1, 2, x=3), callable(Callable()), callable(A()))


class Container:
    def __init__(self, items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Container(self.items[index])
        return self.items[index]

    def __setitem__(self, index, value):
        self.items[index] = value

    def __delitem__(self, index):
        del self.items[index]

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __reversed__(self):
        return reversed(self.items)

    def __bool__(self):
        return True


c = Container([1, 2, 3])
c[0] = 10
del c[1]
print(len(c), c[0], c[-1], 3 in c, 4 in c, list(c), list(reversed(c)), bool(Container([])), c[0:1].items)


class OldIteration:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError(i)
        return i * i


print(list(OldIteration()), 4 in OldIteration(), [v for v in OldIteration()])


class Length:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


print(bool(Length(0)), bool(Length(2)), not Length(0))


class New:
    def __new__(cls, value):
        if value < 0:
            return 'negative'
        made = super().__new__(cls)
        made.early = value
        return made

    def __init__(self, value):
        self.late = value


print(New(3).early, New(3).late, New(-1))


class Singleton:
    _instance = None

    def __new__(cls, *args):
        if cls._instance is None:
            cls._instance = object.__new__(cls)
        return cls._instance


print(Singleton() is Singleton())


class Base:
    registry = []

    def __init_subclass__(cls, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Base.registry.append(cls.__name__)


class First(Base, tag='one'):
    pass


class Second(First):
    pass


print(Base.registry, First.tag, Second.tag)


class Generic:
    def __class_getitem__(cls, item):
        return cls.__name__, item


print(Generic[int], Generic['x', 2])


class Slots:
    __slots__ = ('a', 'b')

    def __init__(self):
        self.a = 1


s = Slots()
s.b = 2
print(s.a, s.b)
try:
    s.c = 3
except AttributeError as error:
    print(error)
print(A.__name__, A.__qualname__, A.__bases__, A.__class__, type(A()), A().__class__ is A)
print(type(3), type('x'), type(None), type([]), type(A.who), type(A().who), type(len), type(print))


class Strings:
    def __str__(self):
        return 'str'

    def __repr__(self):
        return 'repr'

    def __format__(self, spec):
        return 'format:' + spec


print(Strings(), [Strings()], f'{Strings()}', f'{Strings():abc}', f'{Strings()!r}', '%s %r' % (Strings(), Strings()))


class OnlyRepr:
    def __repr__(self):
        return 'only'


print(OnlyRepr(), str(OnlyRepr()), f'{OnlyRepr()}')


class Hash:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, Hash) and self.v == other.v

    def __hash__(self):
        return hash(self.v)


print(Hash(1) == Hash(1), Hash(1) != Hash(1), len({Hash(1), Hash(1), Hash(2)}), {Hash(1): 'x'}[Hash(1)])


class NoHash:
    def __eq__(self, other):
        return True


try:
    hash(NoHash())
except TypeError as error:
    print(error)
try:
    {NoHash(): 1}
except TypeError as error:
    print(error)
Dynamic = type('Dynamic', (A,), {'value': 5, 'method': lambda self: self.value + 1})
print(Dynamic().method(), Dynamic.__name__, Dynamic().who())
print(A().who.__name__, A.who.__name__, A().who.__func__ is A.who, type(A().who.__self__).__name__)


class Nested:
    class Inner:
        value = 1

        class Deep:
            pass


print(Nested.Inner.value, Nested.Inner.Deep.__qualname__, Nested().Inner.__name__)


class ListLike(list):
    def total(self):
        return sum(self)

    def append(self, item):
        super().append(item * 2)


l = ListLike([1, 2])
l.append(3)
print(l, l.total(), len(l), isinstance(l, list), l + [1], l[1:], l == [1, 2, 6], sorted(l, reverse=True))


class DictLike(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = value

    def __missing__(self, key):
        return 'missing ' + key


d = DictLike(a=1)
d.b = 2
print(d.a, d['b'], d['zz'], 'b' in d, d, {**d}, dict(d), len(d), list(d.items()), hasattr(d, 'q'))


class IntLike(int):
    def double(self):
        return self * 2

    def __repr__(self):
        return 'IntLike(%d)' % int(self)


print(IntLike(4).double(), IntLike(3) + 1, [IntLike(5)], IntLike(2) == 2, isinstance(IntLike(1), int), range(10)[IntLike(3)])


class StrLike(str):
    def shout(self):
        return self.upper() + '!'


print(StrLike('abc').shout(), StrLike('x') + 'y', StrLike('k') == 'k', {'k': 1}[StrLike('k')], len(StrLike('abcd')))


class FloatLike(float):
    pass


print(FloatLike(1.5) + 1, FloatLike(2.5) > 2)


class TupleLike(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def first(self):
        return self[0]


t = TupleLike(1, 2)
print(t, t.first, len(t), t == (1, 2), tuple(t), t + (3,))


class Cooperative1:
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.one = True


class Cooperative2:
    def __init__(self, two=None, **kwargs):
        super().__init__(**kwargs)
        self.two = two


class Both(Cooperative1, Cooperative2):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)


print(Both(two=5).two, Both().one)
try:
    object(1)
except TypeError:
    print('object takes none')
try:
    A(1)
except TypeError as error:
    print(error)


class WithClassAttribute:
    shared = []
    limit = 3

    def add(self, v):
        self.shared.append(v)
        self.limit += 1


w1, w2 = WithClassAttribute(), WithClassAttribute()
w1.add(1)
w2.add(2)
print(WithClassAttribute.shared, w1.limit, WithClassAttribute.limit, 'limit' in vars(w1))
setattr(WithClassAttribute, 'extra', lambda self: 'patched')
print(w1.extra(), getattr(w2, 'extra')())
delattr(WithClassAttribute, 'extra')
print(hasattr(w1, 'extra'))
w1.instance_function = lambda: 'no self'
print(w1.instance_function())
w1.__class__ = A
print(w1.who(), isinstance(w1, A))
print(super(D, D()).who(), super(B, D()).who())
print(isinstance(1, (str, int)), isinstance(True, int), isinstance('a', int | str), isinstance(None, int | None),
      issubclass(bool, int), isinstance(A, type), isinstance(3, object), isinstance([], (tuple, (set, list))))
