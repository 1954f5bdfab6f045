"""yaml: text to values, by the rules of PyYAML (YAML 1.1)."""
import re as _re


class YAMLError(Exception):
    pass


class Loader:
    pass


class BaseLoader(Loader):
    pass


FullLoader = SafeLoader = UnsafeLoader = CLoader = CSafeLoader = CFullLoader = Loader

_constructors = {}
_null = ('', '~', 'null', 'Null', 'NULL')
_true = ('yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON')
_false = ('no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF')
_int = _re.compile(r'[-+]?(0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*(:[0-5]?[0-9])*)$')
_float = _re.compile(r'([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*([eE][-+][0-9]+)?'
                     r'|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$')
_scientific = _re.compile(r'[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]+$')


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


def _meant(text, scientific):
    """What a plain scalar means."""
    if text in _null:
        return None
    if text in _true:
        return True
    if text in _false:
        return False
    if text[0] in '-+.0123456789':
        if _int.match(text):
            return _to_int(text)
        if _float.match(text) or (scientific and _scientific.match(text)):
            return _to_float(text)
    return text


_tagged = {'str': str, 'int': _to_int, 'float': _to_float, 'bool': lambda text: text in _true, 'null': lambda text: None}


class _Constructor:
    def __init__(self, loader, scientific):
        self.base = loader is BaseLoader
        self.scientific = scientific

    def construct_object(self, node, deep=False):
        kind, tag, content = node[:3]
        if tag in _constructors:
            return _constructors[tag](self, node)
        name = tag.rpartition(':')[2].rpartition('!')[2]
        if kind == 'scalar':
            return self.construct_tagged(name, content) if tag and name in _tagged else self.construct_scalar(node)
        if kind == 'map':
            return self.construct_mapping(node)
        made = self.construct_sequence(node)
        return tuple(made) if name == 'python/tuple' else made

    def construct_tagged(self, name, text):
        return _tagged[name](text)

    def construct_scalar(self, node):
        return _meant(node[2], self.scientific) if node[3] and not self.base else node[2]

    def construct_sequence(self, node, deep=False):
        return [self.construct_object(item) for item in node[2]]

    def construct_mapping(self, node, deep=False):
        made = {}
        merged = {}
        for key, value in zip(node[2][::2], node[2][1::2]):
            if key[0] == 'scalar' and key[2] == '<<':
                for one in (value[2] if value[0] == 'list' else [value]):
                    merged = {**self.construct_object(one), **merged}
            else:
                name = self.construct_object(key)
                made[tuple(name) if isinstance(name, list) else name] = self.construct_object(value)
        return {**merged, **made}


def _load_all(stream, loader, scientific):
    text = stream.read() if hasattr(stream, 'read') else stream
    documents = _parse_yaml(text.decode() if isinstance(text, bytes) else text)
    if documents is None:
        raise YAMLError('the text is no YAML')
    constructor = _Constructor(loader, scientific)
    return [constructor.construct_object(document) for document in documents]


def load_all(stream, Loader=Loader):
    return iter(_load_all(stream, Loader, False))


def load(stream, Loader=Loader, _scientific=False):
    documents = _load_all(stream, Loader, _scientific)
    return documents[0] if documents else None


def safe_load(stream):
    return load(stream)


def safe_load_all(stream):
    return load_all(stream)


full_load = unsafe_load = safe_load
full_load_all = unsafe_load_all = safe_load_all


def add_constructor(tag, constructor, Loader=None):
    _constructors[tag] = constructor


def add_implicit_resolver(*args, **kwargs):
    pass


add_representer = add_multi_constructor = dump = safe_dump = add_implicit_resolver
