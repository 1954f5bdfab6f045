"""collections, as models use it."""


class OrderedDict(dict):
    pass


class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value


class Counter(dict):
    def __init__(self, iterable=None, **kwargs):
        super().__init__(**kwargs)
        if iterable is not None:
            self.update(iterable)

    def __missing__(self, key):
        return 0

    def update(self, iterable):
        if hasattr(iterable, 'items'):
            for key, count in iterable.items():
                self[key] = self[key] + count
        else:
            for key in iterable:
                self[key] = self[key] + 1

    def most_common(self, n=None):
        ranked = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return ranked if n is None else ranked[:n]

    def elements(self):
        return iter([key for key, count in self.items() for _ in range(count)])


class deque(list):
    def __init__(self, iterable=(), maxlen=None):
        super().__init__(iterable)
        self.maxlen = maxlen

    def append(self, item):
        super().append(item)
        if self.maxlen is not None and len(self) > self.maxlen:
            super().pop(0)

    def appendleft(self, item):
        self.insert(0, item)

    def popleft(self):
        return self.pop(0)

    def extendleft(self, items):
        for item in items:
            self.insert(0, item)


class ChainMap(dict):
    def __init__(self, *maps):
        super().__init__()
        for mapping in reversed(maps):
            self.update(mapping)


def namedtuple(typename, field_names, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    names = tuple(field_names)
    values = tuple(defaults or ())
    first_default = len(names) - len(values)

    def __new__(cls, *args, **kwargs):
        if len(args) > len(names):
            raise TypeError('{}() takes {} positional arguments but {} were given'.format(typename, len(names), len(args)))
        items = list(args)
        for index, name in enumerate(names[len(args):], len(args)):
            if name in kwargs:
                items.append(kwargs.pop(name))
            elif index >= first_default:
                items.append(values[index - first_default])
            else:
                raise TypeError("{}() missing the argument '{}'".format(typename, name))
        if kwargs:
            raise TypeError("{}() got an unexpected keyword argument '{}'".format(typename, list(kwargs)[0]))
        return _tuple_instance(cls, tuple(items))

    def _asdict(self):
        return dict(zip(names, self))

    def _replace(self, **kwargs):
        return type(self)(**{**dict(zip(names, self)), **kwargs})

    def __repr__(self):
        return typename + '(' + ', '.join([name + '=' + repr(value) for name, value in zip(names, self)]) + ')'

    members = {'__new__': __new__, '_fields': names, '_asdict': _asdict, '_replace': _replace, '__repr__': __repr__,
               '_make': classmethod(lambda cls, items: cls(*items)), '__match_args__': names}
    for index, name in enumerate(names):
        members[name] = property(lambda self, index=index: self[index])
    return type(typename, (tuple,), members)
