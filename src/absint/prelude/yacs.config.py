"""yacs: configurations as dicts whose keys are attributes. Source: yacs/config.py."""
import ast as _ast
import copy as _copy
import yaml as _yaml


def _decoded(value):
    if isinstance(value, dict):
        return CfgNode(value)
    if not isinstance(value, str):
        return value
    try:
        return _ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value


def _coerced(replacement, original):
    for one, other in ((tuple, list), (list, tuple)):
        if type(replacement) is one and type(original) is other:
            return other(replacement)
    return replacement


class CfgNode(dict):
    def __init__(self, init_dict=None, key_list=None, new_allowed=False):
        wrapped = {name: CfgNode(value) if type(value) is dict else _decoded(value)
                   for name, value in (init_dict or {}).items()}
        super().__init__(wrapped)
        self.__dict__['__immutable__'] = False
        self.__dict__['__new_allowed__'] = new_allowed

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        if self.is_frozen():
            raise AttributeError('Attempted to set {} to {}, but CfgNode is immutable'.format(name, value))
        self[name] = value

    def is_frozen(self):
        return self.__dict__['__immutable__']

    def is_new_allowed(self):
        return self.__dict__['__new_allowed__']

    def _set_all(self, flag, value):
        self.__dict__[flag] = value
        for one in self.values():
            if isinstance(one, CfgNode):
                one._set_all(flag, value)

    def freeze(self):
        self._set_all('__immutable__', True)

    def defrost(self):
        self._set_all('__immutable__', False)

    def set_new_allowed(self, is_new_allowed):
        self._set_all('__new_allowed__', is_new_allowed)

    def clone(self):
        return _copy.deepcopy(self)

    def register_deprecated_key(self, key):
        pass

    register_renamed_key = register_deprecated_key

    def dump(self, **kwargs):
        return _yaml.dump(self, **kwargs)

    @classmethod
    def load_cfg(cls, cfg_file_obj_or_str):
        text = cfg_file_obj_or_str if isinstance(cfg_file_obj_or_str, str) else cfg_file_obj_or_str.read()
        return cls(_yaml.safe_load(text))

    def merge_from_file(self, cfg_filename):
        with open(cfg_filename, 'r') as file:
            self.merge_from_other_cfg(self.load_cfg(file))

    def merge_from_other_cfg(self, cfg_other):
        self._merge(cfg_other, [])

    def _merge(self, other, keys):
        for name, value in other.items():
            if name not in self:
                if not self.is_new_allowed():
                    raise KeyError('Non-existent config key: {}'.format('.'.join(keys + [name])))
                self[name] = _copy.deepcopy(value)
            elif isinstance(self[name], CfgNode) and isinstance(value, dict):
                self[name]._merge(value, keys + [name])
            else:
                self[name] = _coerced(_decoded(_copy.deepcopy(value)), self[name])

    def merge_from_list(self, cfg_list):
        for full_key, value in zip(cfg_list[0::2], cfg_list[1::2]):
            *path, name = full_key.split('.')
            node = self
            for part in path:
                node = node[part]
            if name not in node:
                raise KeyError('Non-existent key: {}'.format(full_key))
            node[name] = _coerced(_decoded(value), node[name])


load_cfg = CfgNode.load_cfg
