"""torch: what is neither a layer nor a function on tensors."""


class _Context:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def __call__(self, function):
        return function


class no_grad(_Context):
    def __new__(cls, function=None, *args, **kwargs):
        return function if callable(function) else _bare_instance(cls)


class inference_mode(no_grad):
    pass


class enable_grad(no_grad):
    pass


class set_grad_enabled(_Context):
    pass


class autocast(_Context):
    pass


def compile(model=None, *args, **kwargs):
    return model if model is not None else lambda function: function


class device:
    def __init__(self, kind='cpu', index=None):
        self.type = kind
        self.index = index
