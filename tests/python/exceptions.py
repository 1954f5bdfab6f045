"""try, raise, chaining, classes of exceptions."""


def run(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__, error.args, str(error)


print(run(lambda: 1 / 0))
print(run(lambda: 1 // 0), run(lambda: 1 % 0), run(lambda: 1.0 / 0), run(lambda: 1.0 // 0), run(lambda: 1.0 % 0))
print(run(lambda: [1][5]), run(lambda: (1,)[5]), run(lambda: 'a'[5]), run(lambda: {}['k']), run(lambda: {1: 2}[3]))
print(run(lambda: int('x')), run(lambda: float('y')), run(lambda: int([])))
print(run(lambda: [].pop()), run(lambda: {}.pop('a')), run(lambda: [1].index(2)), run(lambda: [1].remove(2)), run(lambda: 'abc'.index('z')))
print(run(lambda: None.x), run(lambda: (3).y), run(lambda: [].z), run(lambda: len(3)), run(lambda: iter(3)), run(lambda: 3()))
print(run(lambda: [1, 2]['a']), run(lambda: {[]: 1}), run(lambda: 3[0]), run(lambda: next(iter([]))))
print(run(lambda: int('12', 37)), run(lambda: chr(-1)), run(lambda: ord('ab')), run(lambda: 2 ** 'a'))


class Custom(Exception):
    pass


class WithInit(Exception):
    def __init__(self, code, message='default'):
        super().__init__(message)
        self.code = code


class WithStr(Exception):
    def __str__(self):
        return 'str of it'


def thrower(error):
    raise error


print(run(lambda: thrower(Custom)), run(lambda: thrower(Custom())), run(lambda: thrower(Custom('a', 1))), run(lambda: thrower(WithInit(3))), run(lambda: thrower(WithStr('x'))))
try:
    raise WithInit(5, 'm')
except WithInit as error:
    print(error.code, error.args, error, repr(error))
print(repr(ValueError('a')), repr(ValueError()), str(ValueError()), str(ValueError('a', 2)), repr(KeyError('k')), str(KeyError('k')))


def flow(n):
    log = []
    try:
        log.append('try')
        if n == 1:
            raise ValueError
        if n == 2:
            raise KeyError
        if n == 3:
            return log + ['returned']
    except ValueError:
        log.append('value')
    except (KeyError, IndexError) as e:
        log.append(type(e).__name__)
    else:
        log.append('else')
    finally:
        log.append('finally')
    return log


print(flow(0), flow(1), flow(2), flow(3))


def finally_overrides():
    try:
        return 'try'
    finally:
        return 'finally'


def finally_swallows():
    try:
        raise ValueError
    finally:
        return 'swallowed'


def loop_finally():
    out = []
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append('f')
    return out


print(finally_overrides(), finally_swallows(), loop_finally())
try:
    try:
        raise KeyError('inner')
    except KeyError as inner:
        raise ValueError('outer') from inner
except ValueError as error:
    print(error, repr(error.__cause__), error.__suppress_context__)
try:
    try:
        raise KeyError('inner')
    except KeyError:
        raise ValueError('during')
except ValueError as error:
    print(repr(error.__context__), error.__cause__)
try:
    raise ValueError('x') from None
except ValueError as error:
    print(error.__cause__, error.__suppress_context__)
try:
    try:
        raise ValueError('first')
    except ValueError:
        raise
except ValueError as error:
    print('reraised', error)
try:
    assert 1 == 2, 'message'
except AssertionError as error:
    print(error, error.args)
try:
    assert False
except AssertionError as error:
    print(repr(str(error)), error.args)
try:
    assert False, ('tuple', 1)
except AssertionError as error:
    print(error.args)
try:
    raise 'not an exception'
except TypeError as error:
    print(error)
try:
    raise
except RuntimeError as error:
    print(error)
print(issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(FileNotFoundError, OSError), issubclass(NotImplementedError, RuntimeError), issubclass(ModuleNotFoundError, ImportError), IOError is OSError)
print(run(lambda: __import__('no_such_module_at_all') if False else 'skip'))


def nested():
    try:
        try:
            raise ValueError('a')
        finally:
            print('inner finally')
    except ValueError as e:
        print('outer', e)
        try:
            raise TypeError('b')
        except TypeError as f:
            print('nested', f, repr(f.__context__))
    return 'done'


print(nested())


class Base(Exception):
    pass


class Derived(Base):
    pass


for kind in (Base, Derived):
    try:
        raise kind('k')
    except Derived as e:
        print('derived', e)
    except Base as e:
        print('base', e)
try:
    raise Derived
except Exception as e:
    print(type(e).__mro__[1].__name__)
kinds = (ValueError, TypeError)
try:
    raise TypeError('in tuple')
except kinds as e:
    print(e)
e = ValueError('stored')
try:
    raise e
except ValueError as caught:
    print(caught is e)
print(run(lambda: (_ for _ in ()).throw(ValueError('thrown'))))
error = ImportError('no', name='mod', path='p')
print(error.name, error.args)
try:
    exec('x = (')
except SyntaxError:
    print('SyntaxError')
try:
    raise StopIteration(5)
except StopIteration as stop:
    print(stop.value)
try:
    raise SystemExit(3)
except SystemExit as stop:
    print(stop.code)
try:
    raise NotImplementedError
except NotImplementedError as error:
    print(repr(error))
err = ValueError('note')
err.add_note('extra')
print(err.__notes__, err.__traceback__, err.with_traceback(None) is err)
class Multi(KeyError, AttributeError):
    pass
try:
    raise Multi('m')
except AttributeError as error:
    print('multi', error)
