"""Metaclasses and descriptors."""


class Meta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        namespace['added'] = name.lower()
        cls = super().__new__(mcs, name, bases, namespace)
        cls.options = kwargs
        return cls

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.initialised = True

    def __call__(cls, *args, **kwargs):
        made = super().__call__(*args, **kwargs)
        made.from_meta = True
        return made

    def __len__(cls):
        return 42

    def __getitem__(cls, key):
        return cls.__name__ + str(key)

    def __iter__(cls):
        return iter(['m', cls.__name__])

    def __contains__(cls, item):
        return item == 'in'

    def __getattr__(cls, name):
        return 'meta ' + name

    def __repr__(cls):
        return '<' + cls.__name__ + '>'

    @property
    def on_class(cls):
        return 'property of ' + cls.__name__


class WithMeta(metaclass=Meta, option=3):
    def __init__(self, v=0):
        self.v = v


class Child(WithMeta):
    pass


print(WithMeta.added, WithMeta.options, WithMeta.initialised, WithMeta(5).from_meta, WithMeta(5).v)
print(len(WithMeta), WithMeta[1], list(WithMeta), 'in' in WithMeta, WithMeta.anything, WithMeta, WithMeta.on_class)
print(type(WithMeta), Child.added, Child.options, type(Child) is Meta, isinstance(Child, Meta))


class RegistryMeta(type):
    registry = {}

    def __init__(cls, name, bases, attrs):
        super().__init__(name, bases, attrs)
        if name != 'Plugin':
            RegistryMeta.registry[name] = cls


class Plugin(metaclass=RegistryMeta):
    pass


class One(Plugin):
    pass


class Two(Plugin):
    pass


print(sorted(RegistryMeta.registry))


class SingletonMeta(type):
    _instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]


class Config(metaclass=SingletonMeta):
    def __init__(self, v):
        self.v = v


print(Config(1) is Config(2), Config(3).v)


class Prepared(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        return {'prepared': name}


class UsesPrepared(metaclass=Prepared):
    seen = prepared


print(UsesPrepared.prepared, UsesPrepared.seen)


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = '_' + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, None)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f'{self.name} must be {self.kind.__name__}')
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        delattr(instance, self.name)


class Model:
    width = Typed(int)
    name = Typed(str)

    def __init__(self, width):
        self.width = width


m = Model(3)
print(m.width, m.name, isinstance(Model.width, Typed), vars(m))
try:
    m.width = 'x'
except TypeError as error:
    print(error)
del m.width
print(m.width)


class NonData:
    def __get__(self, instance, owner):
        return 'descriptor' if instance is not None else owner.__name__


class UsesNonData:
    value = NonData()


u = UsesNonData()
print(u.value, UsesNonData.value)
u.value = 'instance wins'
print(u.value)


class lazy:
    def __init__(self, function):
        self.function = function
        self.__name__ = function.__name__

    def __get__(self, instance, owner):
        if instance is None:
            return self
        value = self.function(instance)
        setattr(instance, self.__name__, value)
        return value


class Expensive:
    runs = 0

    @lazy
    def result(self):
        Expensive.runs += 1
        return 'computed'


e = Expensive()
print(e.result, e.result, Expensive.runs)


class decorated_method:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        import functools
        return functools.partial(self.__call__, instance)

    def __call__(self, *args):
        return 'decorated', self.function(*args)


class HasDecorated:
    @decorated_method
    def method(self, x):
        return x * 2


print(HasDecorated().method(4))


class ClassProperty:
    def __init__(self, getter):
        self.getter = getter

    def __get__(self, instance, owner):
        return self.getter(owner)


class HasClassProperty:
    @ClassProperty
    def label(cls):
        return cls.__name__


print(HasClassProperty.label, HasClassProperty().label)
from abc import ABC, abstractmethod, ABCMeta


class Abstract(ABC):
    @abstractmethod
    def run(self):
        ...

    @property
    @abstractmethod
    def size(self):
        ...

    def concrete(self):
        return 'concrete'


class Concrete(Abstract):
    def run(self):
        return 'run'

    @property
    def size(self):
        return 3


try:
    Abstract()
except TypeError as error:
    print('TypeError')
print(Concrete().run(), Concrete().size, Concrete().concrete(), isinstance(Concrete(), Abstract))


class Hooked(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, 'quack') or NotImplemented


class InstanceCheck(type):
    def __instancecheck__(cls, instance):
        return instance == 5

    def __subclasscheck__(cls, sub):
        return sub is int


class Five(metaclass=InstanceCheck):
    pass


print(isinstance(5, Five), isinstance(6, Five), issubclass(int, Five), issubclass(str, Five))
