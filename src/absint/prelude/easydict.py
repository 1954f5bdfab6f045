"""easydict."""


class EasyDict(dict):
    def __init__(self, d=None, **kwargs):
        for name, value in {**(d or {}), **kwargs}.items():
            setattr(self, name, value)

    def __setattr__(self, name, value):
        if isinstance(value, (list, tuple)):
            value = type(value)([self.__class__(x) if isinstance(x, dict) else x for x in value])
        elif isinstance(value, dict) and not isinstance(value, EasyDict):
            value = EasyDict(value)
        super().__setattr__(name, value)
        super().__setitem__(name, value)

    __setitem__ = __setattr__

    def update(self, e=None, **f):
        for name, value in {**(e or {}), **f}.items():
            setattr(self, name, value)

    def pop(self, k, *args):
        if hasattr(self, k):
            delattr(self, k)
        return super().pop(k, *args)
