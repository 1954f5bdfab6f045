"""itertools, functools, operator, heapq, bisect."""
import itertools
import operator
from itertools import (accumulate, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile,
                       filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee,
                       zip_longest)
print(list(chain([1], (2,), 'a')), list(chain.from_iterable([[1, 2], [3]])), list(islice(count(5), 3)), list(islice(count(0, 2), 2, 8, 3)), list(islice('abcdef', 2)), list(islice('abcdef', 1, None, 2)), list(zip(count(1), 'ab')))
print(list(islice(cycle('ab'), 5)), list(repeat('x', 3)), list(islice(repeat(1), 2)), list(map(pow, [2, 3], repeat(2))), list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], operator.mul)), list(accumulate([1, 2], initial=10)), list(accumulate([3, 1, 2], max)))
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=2)), list(permutations([1, 2, 3], 2)), len(list(permutations(range(4)))), list(combinations('abc', 2)), list(combinations_with_replacement('ab', 2)), list(product()), list(combinations([1], 2)))
print(list(takewhile(lambda v: v < 3, [1, 2, 3, 1])), list(dropwhile(lambda v: v < 3, [1, 2, 3, 1])), list(filterfalse(lambda v: v % 2, range(4))), list(compress('abc', [1, 0, 1])), list(starmap(pow, [(2, 3), (3, 2)])), list(pairwise([1, 2, 3])), list(zip_longest('ab', [1], fillvalue='-')))
print([(k, list(g)) for k, g in groupby('aabbba')], [(k, len(list(g))) for k, g in groupby([1, 3, 2, 4], key=lambda v: v % 2)])
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a))
counter = count()
print(next(counter), next(counter), list(islice(counter, 2)), next(counter))
flat = chain.from_iterable((range(i) for i in range(4)))
print(next(flat), list(flat))
it = iter(range(10))
print(list(islice(it, 3)), list(takewhile(lambda v: v < 6, it)), list(it))
print(operator.add(1, 2), operator.itemgetter(1)([5, 6]), operator.itemgetter(0, 2)('abc'), operator.attrgetter('real')(5), operator.methodcaller('upper')('a'), operator.mul(3, 4), operator.floordiv(7, 2), operator.neg(1), operator.eq(1, 1), operator.lt(1, 2), operator.contains([1], 1), operator.getitem([1, 2], 1), operator.truth([]), operator.not_(1), operator.is_(None, None), operator.concat([1], [2]), operator.index(5), operator.mod(7, 4), operator.pow(2, 3), operator.sub(5, 3), operator.truediv(1, 2), operator.and_(6, 3), operator.or_(6, 1), operator.xor(6, 3), operator.invert(5), operator.abs(-3), operator.matmul.__name__, operator.iadd([1], [2]), operator.lshift(1, 3))
print(sorted([{'n': 2}, {'n': 1}], key=operator.itemgetter('n')), sorted(['bb', 'a'], key=len), list(map(operator.attrgetter('start', 'stop'), [range(1, 3)])))
import heapq
h = []
for v in [5, 1, 4, 2]:
    heapq.heappush(h, v)
print([heapq.heappop(h) for _ in range(4)], heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, [4, 1, 3], key=lambda v: -v), list(heapq.merge([1, 4], [2, 3])))
x = [3, 1, 2]
heapq.heapify(x)
print(x[0], heapq.heappushpop(x, 0), heapq.heapreplace(x, 9))
import bisect
print(bisect.bisect([1, 2, 4], 2), bisect.bisect_left([1, 2, 4], 2), bisect.bisect_right([1, 2, 4], 3))
s = [1, 3]
bisect.insort(s, 2)
print(s)
import statistics
print(statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), statistics.median([1, 2, 3, 4]), statistics.mode([1, 1, 2]), round(statistics.stdev([1, 2, 3, 4]), 6), statistics.pvariance([1, 2, 3]))
from fractions import Fraction
print(Fraction(1, 2) + Fraction(1, 3), Fraction(3, 6), Fraction(1, 2) * 4, float(Fraction(1, 4)), Fraction('0.5') if False else '', Fraction(1, 3) < Fraction(1, 2), Fraction(7, 2).numerator, int(Fraction(7, 2)), repr(Fraction(2, 4)))
import random
random.seed(0)
print(type(random.random()).__name__ if False else 'random')
import copy
original = {'a': [1, [2]], 'b': (3, [4])}
shallow, deep = copy.copy(original), copy.deepcopy(original)
original['a'][1].append(9)
original['b'][1].append(8)
print(shallow, deep, shallow['a'] is original['a'], deep['a'] is original['a'])


class Node:
    def __init__(self, v):
        self.v = v
        self.next = None
        self.items = [v]


n = Node(1)
n.next = n
m = copy.deepcopy(n)
print(m.next is m, m is not n, m.items is n.items, copy.copy(n).items is n.items)


class CustomCopy:
    def __init__(self, n):
        self.n = n

    def __deepcopy__(self, memo):
        return CustomCopy(self.n + 1)

    def __copy__(self):
        return CustomCopy(self.n + 10)


print(copy.deepcopy(CustomCopy(1)).n, copy.copy(CustomCopy(1)).n, copy.deepcopy([CustomCopy(5)])[0].n)
shared = [1]
pair = copy.deepcopy([shared, shared])
print(pair[0] is pair[1], copy.deepcopy({1, 2}) == {1, 2}, copy.copy([1]) == [1], copy.deepcopy(len) is len, copy.copy({1, 2}), copy.deepcopy(None), copy.deepcopy('s'))
