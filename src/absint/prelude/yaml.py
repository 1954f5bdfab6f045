"""yaml: text to values, by the rules of PyYAML (YAML 1.1)."""
import re as _re


class YAMLError(Exception):
    pass


_standard = 'tag:yaml.org,2002:'
_null = ('', '~', 'null', 'Null', 'NULL')
_true = ('yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON')
_false = ('no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF')
_int = _re.compile(r'[-+]?(0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*(:[0-5]?[0-9])*)$')
_float = _re.compile(r'([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*([eE][-+][0-9]+)?'
                     r'|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$')
_date = _re.compile(r'[0-9]{4}-[0-9][0-9]-[0-9][0-9]$|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?([Tt]|[ \t]+)[0-9][0-9]?:')
_generator = type(_ for _ in ())


def _sexagesimal(text, convert):
    value = 0
    for part in text.split(':'):
        value = value * 60 + convert(part)
    return value


def _to_int(text):
    text = text.replace('_', '')
    sign = -1 if text[0] == '-' else 1
    text = text.lstrip('+-')
    if text.startswith('0b'):
        return sign * int(text[2:], 2)
    if text.startswith('0x'):
        return sign * int(text[2:], 16)
    if text[0] == '0' and text != '0':
        return sign * int(text, 8)
    return sign * (_sexagesimal(text, int) if ':' in text else int(text))


def _to_float(text):
    text = text.replace('_', '').lower()
    if text.lstrip('+-') in ('.inf', '.nan'):
        return float(text.replace('.', ''))
    sign = -1 if text[0] == '-' else 1
    return sign * _sexagesimal(text.lstrip('+-'), float) if ':' in text else float(text)


_scalars = {'str': str, 'int': _to_int, 'float': _to_float, 'bool': lambda text: text in _true, 'null': lambda text: None,
            'merge': str, 'value': str}
_collections = {'map': 'construct_mapping', 'python/dict': 'construct_mapping', 'seq': 'construct_sequence',
                'python/list': 'construct_sequence', 'python/tuple': 'construct_sequence'}


class Node:
    """A part of a document: `made` is what the parser made of it."""

    def __init__(self, made, tag):
        self._made = made
        self.tag = tag

    @property
    def id(self):
        return {'scalar': 'scalar', 'list': 'sequence', 'map': 'mapping'}[self._made[0]]

    def __getattr__(self, name):
        return _unknown('where a node of a YAML text stands')


class ScalarNode(Node):
    @property
    def value(self):
        return self._made[2]


class _CollectionNode(Node):
    def __init__(self, made, tag, loader):
        super().__init__(made, tag)
        self._loader = loader


class SequenceNode(_CollectionNode):
    @property
    def value(self):
        return [self._loader._node(one) for one in self._made[2]]


class MappingNode(_CollectionNode):
    @property
    def value(self):
        nodes = [self._loader._node(one) for one in self._made[2]]
        return list(zip(nodes[::2], nodes[1::2]))


class BaseLoader:
    """Every scalar is a text."""
    _constructors = {}
    _multi_constructors = {}
    _resolvers = []

    def __init__(self, stream):
        self.stream = stream
        text = stream.read() if hasattr(stream, 'read') else stream
        self._documents = _parse_yaml(text.decode() if isinstance(text, bytes) else text)
        if self._documents is None:
            raise YAMLError('the text is no YAML')

    def __getattr__(self, name):
        return _unknown('this of a loader of YAML is not modelled')

    @classmethod
    def add_constructor(cls, tag, constructor):
        cls._constructors = {**cls._constructors, tag: constructor}

    @classmethod
    def add_multi_constructor(cls, tag_prefix, multi_constructor):
        cls._multi_constructors = {**cls._multi_constructors, tag_prefix: multi_constructor}

    @classmethod
    def add_implicit_resolver(cls, tag, regexp, first=None):
        cls._resolvers = [*cls._resolvers, (tag, regexp, first)]

    def _node(self, made):
        kind, tag = made[0], made[1]
        if kind == 'scalar':
            return ScalarNode(made, tag or (self._meant(made[2]) if made[3] else _standard + 'str'))
        if kind == 'list':
            return SequenceNode(made, tag or _standard + 'seq', self)
        return MappingNode(made, tag or _standard + 'map', self)

    def _meant(self, text):
        """The tag of a plain scalar."""
        for tag, regexp, first in self._resolvers:
            if (first is None or text[:1] in first) and regexp.match(text):
                return tag
        return _standard + 'str'

    def get_data(self):
        return self.construct_object(self._node(self._documents.pop(0)))

    def check_data(self):
        return len(self._documents) > 0

    def get_single_data(self):
        return self.get_data() if self._documents else None

    def dispose(self):
        pass

    def construct_object(self, node, deep=False):
        constructor = self._constructors.get(node.tag)
        if constructor is not None:
            made = constructor(self, node)
        else:
            for prefix, multi in self._multi_constructors.items():
                if node.tag.startswith(prefix or ''):
                    made = multi(self, node.tag[len(prefix or ''):], node)
                    break
            else:
                return self._construct(node)
        if isinstance(made, _generator):
            generator = made
            made = next(generator)
            for _ in generator:
                pass
        return made

    def _construct(self, node):
        if isinstance(node, ScalarNode):
            return node.value
        return self.construct_sequence(node) if isinstance(node, SequenceNode) else self.construct_mapping(node)

    def construct_scalar(self, node):
        return node.value

    def construct_sequence(self, node, deep=False):
        return [self.construct_object(one) for one in node.value]

    def flatten_mapping(self, node):
        pass

    def construct_pairs(self, node, deep=False):
        merged = {}
        own = []
        for key, value in node.value:
            if key.tag == _standard + 'merge':
                for one in (value.value if isinstance(value, SequenceNode) else [value]):
                    merged = {**dict(self.construct_pairs(one)), **merged}
            else:
                own.append((self.construct_object(key), self.construct_object(value)))
        return [*merged.items(), *own]

    def construct_mapping(self, node, deep=False):
        return {tuple(key) if isinstance(key, list) else key: value for key, value in self.construct_pairs(node)}


class SafeLoader(BaseLoader):
    def _meant(self, text):
        if text in _null:
            return _standard + 'null'
        if text in _true or text in _false:
            return _standard + 'bool'
        if text[0] in '-+.0123456789':
            if _int.match(text):
                return _standard + 'int'
            if _float.match(text):
                return _standard + 'float'
            if _date.match(text):
                return _standard + 'timestamp'
        if text == '<<':
            return _standard + 'merge'
        return super()._meant(text)

    def _construct(self, node):
        name = node.tag[len(_standard):] if node.tag.startswith(_standard) else ''
        if isinstance(node, ScalarNode) and name in _scalars:
            return _scalars[name](node.value)
        if name not in _collections or isinstance(node, ScalarNode):
            return _unknown(f'what the tag {node.tag} makes of a value in YAML')
        made = getattr(self, _collections[name])(node)
        return tuple(made) if name == 'python/tuple' else made


class FullLoader(SafeLoader):
    pass


class Loader(SafeLoader):
    pass


class UnsafeLoader(SafeLoader):
    pass


CBaseLoader = BaseLoader


class CSafeLoader(SafeLoader):
    pass


class CFullLoader(FullLoader):
    pass


class CLoader(Loader):
    pass


class CUnsafeLoader(UnsafeLoader):
    pass


class resolver:
    class BaseResolver:
        DEFAULT_SCALAR_TAG = _standard + 'str'
        DEFAULT_SEQUENCE_TAG = _standard + 'seq'
        DEFAULT_MAPPING_TAG = _standard + 'map'

    Resolver = BaseResolver


def load(stream, Loader=FullLoader):
    return Loader(stream).get_single_data()


def load_all(stream, Loader=FullLoader):
    loader = Loader(stream)
    while loader.check_data():
        yield loader.get_data()


def safe_load(stream):
    return load(stream, SafeLoader)


def safe_load_all(stream):
    return load_all(stream, SafeLoader)


full_load = load
full_load_all = load_all


def unsafe_load(stream):
    return load(stream, UnsafeLoader)


def unsafe_load_all(stream):
    return load_all(stream, UnsafeLoader)


def _loaders(chosen):
    return [Loader, FullLoader, UnsafeLoader] if chosen is None else [chosen]


def add_constructor(tag, constructor, Loader=None):
    for loader in _loaders(Loader):
        loader.add_constructor(tag, constructor)


def add_multi_constructor(tag_prefix, multi_constructor, Loader=None):
    for loader in _loaders(Loader):
        loader.add_multi_constructor(tag_prefix, multi_constructor)


def add_implicit_resolver(tag, regexp, first=None, Loader=None, Dumper=None):
    for loader in _loaders(Loader):
        loader.add_implicit_resolver(tag, regexp, first)


class BaseDumper:
    @classmethod
    def add_representer(cls, *args):
        pass

    add_multi_representer = add_implicit_resolver = add_representer


class SafeDumper(BaseDumper):
    pass


class Dumper(BaseDumper):
    pass


CSafeDumper, CDumper = SafeDumper, Dumper


def add_representer(data_type, representer, Dumper=Dumper):
    pass


add_multi_representer = add_representer


def dump(data, stream=None, Dumper=Dumper, **kwargs):
    return _unknown('how values are written in YAML') if stream is None else None


def dump_all(documents, stream=None, Dumper=Dumper, **kwargs):
    return dump(documents, stream)


def safe_dump(data, stream=None, **kwargs):
    return dump(data, stream)


safe_dump_all = safe_dump
