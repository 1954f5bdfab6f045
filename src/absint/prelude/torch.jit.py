"""torch.jit: scripting changes nothing of what a model computes."""


def script(obj=None, *args, **kwargs):
    return obj


def script_method(function):
    return function


def trace(function, *args, **kwargs):
    return function


def export(function):
    return function


def ignore(function=None, **kwargs):
    return function if function is not None else lambda decorated: decorated


def unused(function):
    return function


def interface(obj):
    return obj


def annotate(kind, value):
    return value


def _overload_method(function):
    return function


def script_if_tracing(function):
    return function




class ScriptModule:
    pass


Final = {}
Attribute = None
