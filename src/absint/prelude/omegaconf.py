"""omegaconf: configurations as dicts whose keys are attributes; ${a.b} stands for the value of a.b."""
import re as _re

import yaml as _yaml

from collections._attributes import AttributeDict as _AttributeDict


class _Loader(_yaml.SafeLoader):
    """1e-3 is a number here."""


_Loader.add_implicit_resolver('tag:yaml.org,2002:float',
                              _re.compile(r'[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]+$'), list('-+0123456789.'))
_reference = _re.compile(r'\$\{([^{}]*)\}')


def _environment(name, *default):
    return default[0] if default else _unknown(f'the environment variable {name}')


_resolvers = {'oc.env': _environment}


class DictConfig(_AttributeDict):
    def __init__(self, content=None, **kwargs):
        super().__init__()
        object.__setattr__(self, '_root', self)
        for name, value in {**_plain(content or {}), **kwargs}.items():
            self[name] = value

    def __setitem__(self, name, value):
        super().__setitem__(name, _below(_wrapped(value), self._root))

    def __getitem__(self, name):
        return _resolved(super().__getitem__(name), self._root)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def pop(self, key, *default):
        value = self.get(key)
        stored = super().pop(key, *default)
        return stored if value is None else value

    def values(self):
        return [self[name] for name in self]

    def items(self):
        return [(name, self[name]) for name in self]

    def copy(self):
        return DictConfig(_plain(self))


class ListConfig(list):
    def __init__(self, content=()):
        super().__init__([_wrapped(one) for one in content])
        object.__setattr__(self, '_root', self)

    def __getitem__(self, place):
        return _resolved(super().__getitem__(place), self._root)

    def __iter__(self):
        return iter([self[place] for place in range(len(self))])


def _wrapped(value):
    if isinstance(value, (DictConfig, ListConfig)):
        return value
    if isinstance(value, dict):
        return DictConfig(value)
    if isinstance(value, (list, tuple)):
        return ListConfig(value)
    if hasattr(value, '__dataclass_fields__'):
        made = value() if isinstance(value, type) else value
        return DictConfig({name: getattr(made, name) for name in made.__dataclass_fields__})
    return value


def _below(value, root):
    """Lets references in a configuration start from the outermost one."""
    if isinstance(value, (DictConfig, ListConfig)):
        object.__setattr__(value, '_root', root)
        for one in (dict.values(value) if isinstance(value, DictConfig) else list.__iter__(value)):
            _below(one, root)
    return value


def _referred(path, root):
    if ':' in path:
        name, _, rest = path.partition(':')
        arguments = [part.strip() for part in rest.split(',')] if rest else []
        return _resolvers[name](*arguments) if name in _resolvers else _unknown(f'what ${{{path}}} resolves to')
    return OmegaConf.select(root, path)


def _resolved(value, root):
    if not isinstance(value, str) or '${' not in value:
        return value
    whole = _reference.fullmatch(value)
    if whole:
        return _referred(whole.group(1), root)
    while _reference.search(value):
        value = _reference.sub(lambda found: str(_referred(found.group(1), root)), value)
    return value


def _plain(value, resolve=False):
    if isinstance(value, dict):
        items = value.items() if resolve or not isinstance(value, DictConfig) else dict.items(value)
        return {name: _plain(one, resolve) for name, one in items}
    if isinstance(value, list):
        return [_plain(one, resolve) for one in (value if resolve else list.__iter__(value))]
    return value


MISSING = '???'
II = lambda interpolation: '${' + interpolation + '}'
SI = lambda interpolation: interpolation


class OmegaConf:
    @staticmethod
    def create(obj=None, **kwargs):
        if isinstance(obj, str):
            obj = _yaml.load(obj, _Loader)
        return _wrapped(_plain({} if obj is None else obj))

    structured = create

    @staticmethod
    def load(file_):
        stream = file_ if hasattr(file_, 'read') else open(file_)
        return _wrapped(_yaml.load(stream, _Loader) or {})

    @staticmethod
    def from_cli(args_list=None):
        return OmegaConf.from_dotlist(args_list or [])

    @staticmethod
    def from_dotlist(dotlist):
        made = DictConfig()
        for one in dotlist:
            key, _, value = one.partition('=')
            OmegaConf.update(made, key, _yaml.load(value, _Loader))
        return made

    @staticmethod
    def to_container(cfg, resolve=False, **kwargs):
        return _plain(cfg, resolve)

    @staticmethod
    def to_object(cfg):
        return _plain(cfg, True)

    @staticmethod
    def merge(*configs):
        merged = {}
        for one in configs:
            for name, value in dict.items(_wrapped(one)):
                both = isinstance(value, dict) and isinstance(merged.get(name), dict)
                merged[name] = _plain(OmegaConf.merge(merged[name], value) if both else value)
        return _wrapped(merged)

    unsafe_merge = merge

    @staticmethod
    def select(cfg, key, default=None):
        for part in key.replace('[', '.').replace(']', '').split('.'):
            if isinstance(cfg, list):
                cfg = cfg[int(part)]
            elif part in cfg:
                cfg = cfg[part]
            else:
                return default
        return cfg

    @staticmethod
    def update(cfg, key, value, **kwargs):
        *parents, last = key.split('.')
        for part in parents:
            if part not in cfg:
                cfg[part] = {}
            cfg = cfg[part]
        cfg[last] = value

    @staticmethod
    def register_new_resolver(name, resolver, **kwargs):
        _resolvers[name] = resolver

    register_resolver = register_new_resolver

    @staticmethod
    def is_config(obj):
        return isinstance(obj, (DictConfig, ListConfig))

    @staticmethod
    def is_dict(obj):
        return isinstance(obj, DictConfig)

    @staticmethod
    def is_list(obj):
        return isinstance(obj, ListConfig)

    @staticmethod
    def is_missing(cfg, key):
        return dict.get(cfg, key) == MISSING

    @staticmethod
    def to_yaml(cfg, **kwargs):
        return _unknown('a configuration as text in YAML')

    @staticmethod
    def set_struct(*args, **kwargs):
        pass

    set_readonly = resolve = save = clear_resolvers = clear_cache = set_struct


class open_dict:
    def __init__(self, config):
        self._config = config

    def __enter__(self):
        return self._config

    def __exit__(self, *exception):
        pass


read_write = open_dict
