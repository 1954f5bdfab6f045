"""types."""


def _generator():
    yield


class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        return 'namespace(' + ', '.join([f'{name}={value!r}' for name, value in vars(self).items()]) + ')'

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and vars(self) == vars(other)


class MappingProxyType(dict):
    pass


DynamicClassAttribute = property


FunctionType = LambdaType = type(_generator)
GeneratorType = type(_generator())
MethodType = type(SimpleNamespace().__init__)
BuiltinFunctionType = BuiltinMethodType = type(len)
ModuleType = type(__import__('typing'))
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
UnionType = tuple
GenericAlias = type
TracebackType = CodeType = FrameType = CoroutineType = type('code', (), {})


def new_class(name, bases=(), kwds=None, exec_body=None):
    members = {}
    if exec_body is not None:
        exec_body(members)
    return type(name, bases, members)


def prepare_class(name, bases=(), kwds=None):
    return type, {}, {}
