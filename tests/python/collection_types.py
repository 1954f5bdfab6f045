"""collections."""
from collections import OrderedDict, defaultdict, Counter, deque, ChainMap, namedtuple, UserDict, UserList
import collections
import collections.abc

o = OrderedDict([('b', 1), ('a', 2)])
o['c'] = 3
o.move_to_end('b')
print(list(o), o, o.popitem(last=False), o.popitem(), len(o), OrderedDict(a=1) == {'a': 1}, OrderedDict([('a', 1), ('b', 2)]) == OrderedDict([('b', 2), ('a', 1)]), isinstance(o, dict), OrderedDict(zip('xy', [1, 2])))
o.update(z=1)
o.move_to_end('z', last=False)
print(list(o.items()), list(reversed(o)), OrderedDict.fromkeys('ab'), o.copy(), repr(OrderedDict()))
d = defaultdict(list)
d['a'].append(1)
d['b'].append(2)
d['a'].append(3)
print(d, dict(d), d.get('zz'), 'zz' in d, d.default_factory, len(d))
n = defaultdict(int)
for c in 'hello':
    n[c] += 1
print(sorted(n.items()), defaultdict(lambda: 'x')['q'], defaultdict(int, {'a': 1}, b=2)['b'], defaultdict(lambda: defaultdict(int))['a']['b'])
try:
    defaultdict()['a']
except KeyError as error:
    print('KeyError', error)
c = Counter('abracadabra')
print(c, c['a'], c['zz'], c.most_common(2), sorted(c.elements())[:5], sum(c.values()), c.total(), Counter(a=2) + Counter(a=1, b=1), Counter(a=3) - Counter(a=1), Counter('ab') & Counter('b'), Counter('ab') | Counter('bc'))
c.update('aaa')
c.subtract({'a': 1})
print(c['a'], Counter([1, 1, 2]), Counter({'x': 2})['x'], dict(Counter('aab')), len(Counter('ab')), 'a' in Counter('a'), list(Counter('ba')))
q = deque([1, 2, 3], maxlen=3)
q.append(4)
print(q, q.maxlen, q[0], q[-1], len(q), list(q))
q.appendleft(0)
q.rotate(1)
print(q, q.pop(), q.popleft(), 2 in q, deque('abc'), list(reversed(deque([1, 2]))), deque([1]) == deque([1]))
q.extend([7, 8])
q.extendleft([9])
q.clear()
print(q, bool(q), deque([3, 1, 2]).index(1), deque([1, 1]).count(1), isinstance(q, list))
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(m['a'], m['b'], len(m), sorted(m), m.get('q'), m.maps[1], 'b' in m, m.new_child({'a': 9})['a'], dict(m))
m['c'] = 5
print(m.maps[0], m.parents['a'])


class Registry(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)


r = Registry(A=1)
r['B'] = 2
print(dict(r), r['a'], 'b' in r, len(r), r.data)


class Items(UserList):
    def total(self):
        return sum(self.data)


print(Items([1, 2]).total(), len(Items([1])), list(Items([3])))
print(collections.abc.Sequence.__name__, collections.OrderedDict is OrderedDict)


class Deep(OrderedDict):
    def __missing__(self, key):
        self[key] = value = len(self)
        return value


deep = Deep()
print(deep['x'], deep['y'], deep['x'], deep)
