"""abc: abstract methods are not enforced."""


class ABCMeta(type):
    pass


class ABC:
    pass


def abstractmethod(function):
    return function


abstractproperty = property
