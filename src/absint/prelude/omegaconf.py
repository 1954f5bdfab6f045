"""omegaconf: configurations as dicts whose keys are attributes."""


class DictConfig(dict):
    def __init__(self, content=None, **kwargs):
        super().__init__()
        for name, value in {**(content or {}), **kwargs}.items():
            self[name] = _wrapped(value)

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = _wrapped(value)


class ListConfig(list):
    pass


def _wrapped(value):
    if isinstance(value, dict) and not isinstance(value, DictConfig):
        return DictConfig(value)
    if isinstance(value, (list, tuple)) and not isinstance(value, ListConfig):
        return ListConfig([_wrapped(one) for one in value])
    return value


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


MISSING = '???'
II = SI = lambda interpolation: interpolation


class OmegaConf:
    @staticmethod
    def create(obj=None, **kwargs):
        return _wrapped({} if obj is None else obj)

    structured = create

    @staticmethod
    def to_container(cfg, **kwargs):
        return _plain(cfg)

    to_object = to_container

    @staticmethod
    def merge(*configs):
        merged = {}
        for one in configs:
            for name, value in one.items():
                both = isinstance(value, dict) and isinstance(merged.get(name), dict)
                merged[name] = OmegaConf.merge(merged[name], value) if both else value
        return _wrapped(merged)

    @staticmethod
    def select(cfg, key, default=None):
        for part in key.split('.'):
            if part not in cfg:
                return default
            cfg = cfg[part]
        return cfg

    @staticmethod
    def is_config(obj):
        return isinstance(obj, (DictConfig, ListConfig))

    @staticmethod
    def set_struct(cfg, flag):
        pass

    set_readonly = resolve = set_struct
