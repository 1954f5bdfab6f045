"""contextlib, as CPython defines it."""
from abc import ABC as AbstractContextManager


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, function):
        def inner(*args, **kwargs):
            with self._recreate_cm():
                return function(*args, **kwargs)
        return _named_as(inner, function)


def _named_as(wrapper, wrapped):
    wrapper.__name__ = wrapped.__name__
    wrapper.__wrapped__ = wrapped
    return wrapper


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, function, args, kwargs):
        self.made_by = function, args, kwargs
        self.gen = function(*args, **kwargs)

    def _recreate_cm(self):
        function, args, kwargs = self.made_by
        return _GeneratorContextManager(function, args, kwargs)

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.gen.throw(value)
        except StopIteration as stop:
            return stop is not value
        except BaseException as raised:
            if raised is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(function):
    def helper(*args, **kwargs):
        return _GeneratorContextManager(function, args, kwargs)
    return _named_as(helper, function)


asynccontextmanager = contextmanager


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *exception):
        pass


class suppress:
    def __init__(self, *exceptions):
        self.exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, exception, traceback):
        return kind is not None and issubclass(kind, self.exceptions)


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exception):
        self.thing.close()


class redirect_stdout:
    def __init__(self, target):
        self.target = target

    def __enter__(self):
        return self.target

    def __exit__(self, *exception):
        pass


redirect_stderr = redirect_stdout


class ExitStack:
    def __init__(self):
        self.callbacks = []

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        swallowed = False
        while self.callbacks:
            if self.callbacks.pop()(kind, value, traceback):
                kind, value, swallowed = None, None, True
        return swallowed

    def enter_context(self, manager):
        result = manager.__enter__()
        self.callbacks.append(manager.__exit__)
        return result

    def push(self, exit):
        self.callbacks.append(exit.__exit__ if hasattr(exit, '__exit__') else exit)
        return exit

    def callback(self, function, *args, **kwargs):
        self.callbacks.append(lambda *exception: function(*args, **kwargs) and False)
        return function

    def pop_all(self):
        other = ExitStack()
        other.callbacks, self.callbacks = self.callbacks, []
        return other

    def close(self):
        self.__exit__(None, None, None)
