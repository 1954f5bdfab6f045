"""itertools: finite iterators as lists run to their end, endless ones as long as sequences may be."""

_ENDLESS = 10000


def chain(*iterables):
    return iter([item for iterable in iterables for item in iterable])


def _chain_from_iterable(iterables):
    return iter([item for iterable in iterables for item in iterable])


chain.from_iterable = _chain_from_iterable


def repeat(item, times=_ENDLESS):
    return iter([item for _ in range(times)])


def count(start=0, step=1):
    return iter([start + step * i for i in range(_ENDLESS)])


def cycle(iterable):
    items = list(iterable)
    return iter([items[i % len(items)] for i in range(_ENDLESS)] if items else [])


def islice(iterable, *args):
    return iter(list(iterable)[slice(*args)])


def accumulate(iterable, func=None, *, initial=None):
    sums = [] if initial is None else [initial]
    for item in iterable:
        if not sums:
            sums.append(item)
        else:
            sums.append(sums[-1] + item if func is None else func(sums[-1], item))
    return iter(sums)


def product(*iterables, repeat=1):
    results = [()]
    for pool in [list(iterable) for iterable in iterables] * repeat:
        results = [result + (item,) for result in results for item in pool]
    return iter(results)


def permutations(iterable, r=None):
    items = list(iterable)
    length = len(items) if r is None else r
    return iter([tuple([items[i] for i in indices]) for indices in product(range(len(items)), repeat=length)
                 if len(set(indices)) == length])


def combinations(iterable, r):
    items = list(iterable)
    return iter([tuple([items[i] for i in indices]) for indices in permutations(range(len(items)), r)
                 if sorted(indices) == list(indices)])


def pairwise(iterable):
    items = list(iterable)
    return zip(items, items[1:])


def zip_longest(*iterables, fillvalue=None):
    lists = [list(iterable) for iterable in iterables]
    longest = max([len(items) for items in lists]) if lists else 0
    return iter([tuple([items[i] if i < len(items) else fillvalue for items in lists]) for i in range(longest)])


def starmap(function, iterable):
    return iter([function(*args) for args in iterable])


def takewhile(predicate, iterable):
    taken = []
    for item in iterable:
        if not predicate(item):
            break
        taken.append(item)
    return iter(taken)


def dropwhile(predicate, iterable):
    items = list(iterable)
    while items and predicate(items[0]):
        items.pop(0)
    return iter(items)


def filterfalse(predicate, iterable):
    return iter([item for item in iterable if not predicate(item)])


def groupby(iterable, key=None):
    groups = []
    for item in iterable:
        value = item if key is None else key(item)
        if not groups or groups[-1][0] != value:
            groups.append((value, []))
        groups[-1][1].append(item)
    return iter(groups)


def tee(iterable, n=2):
    items = list(iterable)
    return tuple([iter(items) for _ in range(n)])
