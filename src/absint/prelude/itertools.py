"""itertools, lazily, as CPython's documentation defines it."""


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


def _chain_from_iterable(iterables):
    for iterable in iterables:
        yield from iterable


chain.from_iterable = _chain_from_iterable


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def islice(iterable, *args):
    limits = slice(*args)
    start, stop, step = limits.start or 0, limits.stop, limits.step or 1
    if stop is not None and stop <= 0:
        return
    following = start
    index = 0
    for item in iterable:
        if index == following and (stop is None or index < stop):
            yield item
            following += step
        index += 1
        if stop is not None and index >= stop:
            return


def accumulate(iterable, func=None, *, initial=None):
    items = iter(iterable)
    total = initial
    if initial is None:
        for total in items:
            break
        else:
            return
    yield total
    for item in items:
        total = total + item if func is None else func(total, item)
        yield total


def product(*iterables, repeat=1):
    pools = [tuple(iterable) for iterable in iterables] * repeat
    results = [()]
    for pool in pools:
        results = [result + (item,) for result in results for item in pool]
    yield from results


def _choices(indices, length, allowed):
    if length == 0:
        yield ()
        return
    for first in _choices(indices, length - 1, allowed):
        for index in indices:
            if allowed(first, index):
                yield first + (index,)


def permutations(iterable, r=None):
    pool = tuple(iterable)
    length = len(pool) if r is None else r
    for chosen in _choices(range(len(pool)), length, lambda first, index: index not in first):
        yield tuple([pool[index] for index in chosen])


def combinations(iterable, r):
    pool = tuple(iterable)
    for chosen in _choices(range(len(pool)), r, lambda first, index: not first or index > first[-1]):
        yield tuple([pool[index] for index in chosen])


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    for chosen in _choices(range(len(pool)), r, lambda first, index: not first or index >= first[-1]):
        yield tuple([pool[index] for index in chosen])


def pairwise(iterable):
    items = iter(iterable)
    for before in items:
        break
    for item in items:
        yield before, item
        before = item


def batched(iterable, n):
    items = iter(iterable)
    while batch := tuple(islice(items, n)):
        yield batch


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(iterable) for iterable in iterables]
    ended = [False] * len(iterators)
    while iterators:
        values = []
        for index, iterator in enumerate(iterators):
            value = fillvalue
            if not ended[index]:
                try:
                    value = next(iterator)
                except StopIteration:
                    ended[index] = True
                    if all(ended):
                        return
            values.append(value)
        yield tuple(values)


def starmap(function, iterable):
    for arguments in iterable:
        yield function(*arguments)


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    items = iter(iterable)
    for item in items:
        if not predicate(item):
            yield item
            break
    yield from items


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def groupby(iterable, key=None):
    group = []
    current = None
    for item in iterable:
        value = item if key is None else key(item)
        if group and value != current:
            yield current, iter(group)
            group = []
        current = value
        group.append(item)
    if group:
        yield current, iter(group)


def tee(iterable, n=2):
    items = iter(iterable)
    queues = [[] for _ in range(n)]

    def follow(queue):
        while True:
            if not queue:
                try:
                    item = next(items)
                except StopIteration:
                    return
                for other in queues:
                    other.append(item)
            yield queue.pop(0)
    return tuple([follow(queue) for queue in queues])
