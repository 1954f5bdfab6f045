"""with statements and contextlib."""
from contextlib import contextmanager, nullcontext, suppress, ExitStack, closing, redirect_stdout, ContextDecorator

log = []


class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        log.append('enter ' + self.name)
        return self

    def __exit__(self, kind, value, traceback):
        log.append(('exit', self.name, kind.__name__ if kind else None, str(value)))
        return self.swallow


with Manager('a') as a, Manager('b'):
    log.append('body')
print(log)
log.clear()
try:
    with Manager('c'):
        raise ValueError('v')
except ValueError as error:
    print('passed on', error)
with Manager('d', swallow=True):
    raise KeyError('k')
print(log)
log.clear()


def returns():
    with Manager('r'):
        return 'value'


print(returns(), log)
log.clear()
for i in range(3):
    with Manager(str(i)):
        if i == 1:
            break
        continue
print(log)
log.clear()


@contextmanager
def managed(name):
    log.append('before ' + name)
    try:
        yield name.upper()
    except ValueError:
        log.append('caught')
    finally:
        log.append('after ' + name)


with managed('x') as value:
    log.append(value)
print(log)
log.clear()
with managed('y'):
    raise ValueError
print(log)
log.clear()
try:
    with managed('z'):
        raise KeyError('out')
except KeyError:
    print('KeyError', log)
log.clear()


@managed('decorator')
def decorated():
    log.append('function')


decorated()
print(log)
with nullcontext(5) as five:
    print(five)
with suppress(ZeroDivisionError, KeyError):
    1 / 0
print('suppressed')
try:
    with suppress(KeyError):
        raise ValueError('not suppressed')
except ValueError as error:
    print(error)
log.clear()
with ExitStack() as stack:
    values = [stack.enter_context(Manager(n)) for n in 'pq']
    stack.callback(log.append, 'callback')
    log.append([v.name for v in values])
print(log)
with (Manager('1') as one, Manager('2') as two):
    print(one.name, two.name)


class Closing:
    def close(self):
        print('closed')


with closing(Closing()) as c:
    print(type(c).__name__)
try:
    with 5:
        pass
except TypeError:
    print('TypeError')
except AttributeError:
    print('AttributeError')


class Both(ContextDecorator):
    def __enter__(self):
        print('in')
        return self

    def __exit__(self, *exc):
        print('out')
        return False


@Both()
def run():
    print('run')


run()
