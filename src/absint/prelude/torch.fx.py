"""torch.fx: tracing changes nothing of what a model computes."""


def wrap(function):
    return function


def symbolic_trace(module, *args, **kwargs):
    return module
