"""Where names are looked up."""
x = 'module'


def local_before_assignment():
    try:
        print(x)
    except UnboundLocalError as error:
        print(type(error).__name__, error)
    x = 'local'
    return x


print(local_before_assignment())


def undefined():
    try:
        return nowhere
    except NameError as error:
        return type(error).__name__, str(error), isinstance(error, UnboundLocalError)


print(undefined())


def deleted():
    y = 1
    del y
    try:
        return y
    except UnboundLocalError as error:
        return str(error)


print(deleted())


def branch(flag):
    if flag:
        z = 1
    try:
        return z
    except UnboundLocalError:
        return 'unbound'


print(branch(True), branch(False))


def loop_variable():
    for i in range(3):
        pass
    return i


print(loop_variable())


def comprehension_variable():
    i = 'kept'
    squares = [i * i for i in range(3)]
    return i, squares


print(comprehension_variable())


class Body:
    x = 'class'
    y = x + '!'
    values = [1, 2, 3]
    first = [v for v in values]

    def method(self):
        return x

    def own(self):
        return self.x
    inner = lambda self: x


print(Body().method(), Body().own(), Body.y, Body.first, Body().inner())


def walrus():
    values = [y := 1, y ** 2, y ** 3]
    if (n := len(values)) > 2:
        values.append(n)
    found = [last := v for v in values if v > 1]
    return values, y, last, found


print(walrus())


def walrus_in_condition(items):
    return [kept for item in items if (kept := item * 2) > 2], kept


print(walrus_in_condition([1, 2, 3]))
any((witness := v) > 2 for v in [1, 2, 3, 4])
print(witness)


def exception_name():
    error = 'before'
    try:
        raise ValueError('v')
    except ValueError as error:
        pass
    try:
        return error
    except UnboundLocalError:
        return 'gone'


print(exception_name())


def shadow_builtin():
    len = lambda v: 'mine'
    return len([])


print(shadow_builtin(), len([1]))


def nested_free():
    def inner():
        return later
    later = 'assigned after'
    return inner()


print(nested_free())


def nested_unbound():
    def inner():
        return never
    try:
        return inner()
    except NameError as error:
        return type(error).__name__
    never = 1


print(nested_unbound())


def class_in_function(v):
    class Local:
        attribute = v

        def get(self):
            return v
    return Local


print(class_in_function(5).attribute, class_in_function(6)().get())
print([[i * j for j in range(i)] for i in range(4)])
print({k: [v for v in range(k)] for k in range(3)})
n = 3
print([n for n in range(n)], n)
print('x' in globals(), 'nowhere' in globals(), globals()['x'])


def see_locals(a, b):
    c = a + b
    return locals()


print(see_locals(1, 2))
for index, (a, *rest) in enumerate([(1, 2, 3), (4, 5)]):
    print(index, a, rest)
print(index)
import os as operating_system, math
from math import pi as circle, floor
print(circle == math.pi, floor(2.5), operating_system.path.basename('/a/b'))


def local_import():
    import math as m
    return m.floor(3.7)


print(local_import())


def augmented_unbound():
    try:
        total_here += 1
    except UnboundLocalError as error:
        return 'unbound'
    total_here = 0


print(augmented_unbound())
if True:
    conditional = 'defined'
print(conditional)


def global_in_nested():
    def inner():
        global made_inside
        made_inside = 'yes'
    inner()


global_in_nested()
print(made_inside)
