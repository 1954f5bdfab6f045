"""Methods of list, tuple, dict, set, frozenset and range."""
l = [3, 1, 2]
l.append(4)
l.extend([5, 6])
l.extend(x for x in range(2))
l.insert(0, 'first')
l.insert(-1, 'before last')
l.insert(100, 'end')
print(l, l.pop(), l.pop(0), l.index(2), l.count(1), len(l))
l.remove('before last')
l.reverse()
print(l, l.copy() == l, l.copy() is l)
l.sort()
print(l)
l.sort(reverse=True)
print(l)
l.sort(key=lambda v: v % 3)
print(l, l.sort())
words = ['banana', 'Apple', 'cherry', 'date']
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted([(1, 'b'), (1, 'a'), (0, 'c')]), sorted([(1, 'b'), (1, 'a'), (0, 'c')], key=lambda p: p[0]))
print(sorted({3, 1, 2}), sorted({'b': 1, 'a': 2}), sorted('cab'), sorted([2.5, 1, 3]), sorted([True, False]), sorted([], key=None), sorted([[2], [1, 5], [1]]))
print(l.index(5, 2) if 5 in l[2:] else 'no', [1, 2, 1].index(1, 1), [] == list(), list('ab'), list((1, 2)), list({1: 2}), list(range(3)), [1] + [2], [[0] * 2 for _ in range(2)], [[]] * 2)
l.clear()
print(l, bool(l), [1, 2, 3].__len__(), [1, 2].__contains__(1), [1].__add__([2]), [1, 2].__getitem__(0))
t = (1, 2, 2, 3)
print(t.count(2), t.index(3), t + (4,), t * 2, t[1:], len(t), tuple([1]), tuple('ab'), (), (1,), 2 in t, hash(t) == hash((1, 2, 2, 3)), min(t), max(t), sum(t), sorted(t, reverse=True), t == (1, 2, 2, 3))
try:
    t[0] = 5
except TypeError as error:
    print(error)
d = {'b': 1, 'a': 2}
d['c'] = 3
d.update({'d': 4}, e=5)
d.update([('f', 6)])
print(d, list(d), d.keys(), d.values(), d.items(), len(d), 'a' in d, d.get('z'), d.get('z', 0), d.get('a'), d.setdefault('a', 9), d.setdefault('g', 7), d.pop('b'), d.pop('zz', None), d.popitem(), d)
del d['a']
print(d, dict(a=1, b=2), dict([('x', 1)]), dict({'y': 2}, z=3), dict(zip('ab', [1, 2])), dict.fromkeys('ab'), dict.fromkeys([1, 2], 0), {**d}, d.copy() == d, {k: v for k, v in sorted(d.items(), reverse=True)})
for k, v in d.items():
    print(k, v, end=' ')
print(list(reversed(d)), list(reversed(d.values())), list(d.items())[0], max(d, key=d.get), sum(d.values()), sorted(d.items(), key=lambda kv: -kv[1]))
keys = d.keys()
d['new'] = 0
print(keys, 'new' in keys, len(keys), sorted(keys & {'new', 'c'}), keys - {'new'} == {'c', 'd', 'e', 'f'}, keys | {'q'} >= {'q'}, d.items() >= {('new', 0)}, 0 in d.values(), isinstance(keys, list), list(keys)[0])
try:
    for k in d:
        d[k + 'x'] = 1
except RuntimeError as error:
    print(error)
d.clear()
print(d, {} == dict(), {1: 'a', 1.0: 'b'}, {(1, 2): 3}[1, 2], {'a': {'b': {'c': 1}}}['a']['b']['c'], {True: 'yes'}.get(1), {None: 1})
s = {1, 2, 3}
s.add(4)
s.add(1)
s.discard(9)
s.remove(2)
print(sorted(s), len(s), 3 in s, s | {9}, s & {1, 9}, s - {1}, s ^ {1, 9}, s <= {1, 3, 4, 5}, s < s, s >= {1}, s.issubset([1, 3, 4]), s.issuperset({1}), s.isdisjoint({8}), s.union([7], (8,)), s.intersection([1, 2], [1]), s.difference([1]), sorted(s.symmetric_difference({1, 2})), s == {1, 3, 4}, set(), set('aa'), {*()}, s.copy() == s)
s.update([10, 11], {12})
s.difference_update({10})
s.intersection_update({1, 3, 11, 12})
s.symmetric_difference_update({1, 99})
print(sorted(s), bool(set()), sorted({x % 3 for x in range(10)}), sorted(set([3, 1, 3])), {1, 2}.pop() in (1, 2))
f = frozenset([1, 2, 2])
print(f, f | {3}, f & {1}, f == {1, 2}, {f: 'key'}[frozenset({2, 1})], f.union({5}), isinstance(f, set), hash(f) == hash(frozenset({1, 2})), len(f), 1 in f, sorted(f), f - {1}, f <= {1, 2, 3}, f.copy() == f, f.symmetric_difference({2, 3}), f.isdisjoint({7}))
try:
    s.remove('missing')
except KeyError as error:
    print('KeyError', error)
r = range(2, 20, 3)
print(r, list(r), len(r), r[1], r[-1], r[1:3], 5 in r, 6 in r, r.index(8), r.count(5), r.start, r.stop, r.step, list(reversed(r)), range(5) == range(0, 5, 1), list(range(5, 0, -2)), list(range(0)), range(3) == range(3), sum(r), max(r), range(10 ** 18)[-1], len(range(0, 10 ** 12, 7)), bool(range(0)), hash(range(3)) == hash(range(0, 3)))
print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate('ab', start=1)), list(zip([1, 2], 'ab', (True, False))), list(zip()), list(zip([1])), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(map(str, [1])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda v: v > 1, [1, 2, 3])), list(reversed([1, 2])), list(reversed('ab')), list(reversed(range(3))))
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as error:
    print(error)
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as error:
    print(error)
print(list(zip([1, 2], [3, 4], strict=True)))
it = iter([1, 2, 3])
print(next(it), list(it), next(it, 'end'), list(iter(lambda c=[0]: c.__setitem__(0, c[0] + 1) or c[0], 4)), [*iter('ab')], next(iter({5: 6})))
print(any([]), all([]), any([0, 1]), all([1, 0]), max([1, 5, 3]), min('b', 'a'), max([], default=0), min([3], default=1), max('abc', key=ord), max([1, -5], key=abs), max(3, 1, 2), sum([]), max([(1, 'a'), (1, 'b')]), min({'x': 3, 'y': 1}, key=lambda k: {'x': 3, 'y': 1}[k]))
print([x for x in range(10) if x % 2 if x > 3], [(a, b) for a in range(2) for b in range(a + 1)], {x: x ** 2 for x in range(3)}, {x // 2 for x in range(4)} == {0, 1}, [[j for j in range(i)] for i in range(3)], [y for x in [[1], [2, 3]] for y in x], [x if x else 'zero' for x in range(2)], [*map(int, '123')])
nested = {'a': [1, {'b': (2, 3)}]}
nested['a'][1]['b'] = nested['a'][1]['b'] + (4,)
print(nested, [1, 'a', None, 2.5, True, [()], {}])
a = [1, 2, 3]
for v in a:
    if v < 3:
        a.append(v + 10)
    if len(a) > 8:
        break
print(a)
a = []
a.append(a)
print(a)
m = dict(a=1)
m['self'] = m
print(m)
first, *_ = sorted({'z': 1, 'y': 2}.items())
print(first, dict(sorted({'z': 1, 'y': 2}.items())), list(dict.fromkeys([3, 1, 3, 2])), list({}.items()), type({}.keys()).__name__, type({}.items()).__name__, type({}.values()).__name__, type(iter([])).__name__, type(range(1)).__name__, type(zip()).__name__, type(map(str, [])).__name__)
del a[:]
print(a, len({1: 2, 3: 4}), {1: 2} == {1: 2, 3: 4}, [1, 2, 3] > [1, 2], not [], [0] or 'x', (1, 2) in [(1, 2)], [1, [2]] in [[1, [2]]])
