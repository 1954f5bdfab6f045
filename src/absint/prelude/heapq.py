"""heapq: the elements are kept in order, which is a heap as well."""
import bisect as _bisect


def heapify(heap):
    heap.sort()


def heappush(heap, item):
    _bisect.insort(heap, item)


def heappop(heap):
    if not heap:
        raise IndexError('index out of range')
    return heap.pop(0)


def heappushpop(heap, item):
    heappush(heap, item)
    return heappop(heap)


def heapreplace(heap, item):
    least = heappop(heap)
    heappush(heap, item)
    return least


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]


def merge(*iterables, key=None, reverse=False):
    return iter(sorted([item for iterable in iterables for item in iterable], key=key, reverse=reverse))
