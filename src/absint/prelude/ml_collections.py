"""ml_collections: configurations as dicts whose keys are attributes."""
from collections._attributes import AttributeDict as _AttributeDict


class ConfigDict(_AttributeDict):
    def __init__(self, initial_dictionary=None, type_safe=True, convert_dict=True, **kwargs):
        super().__init__()
        for name, value in {**(initial_dictionary or {}), **kwargs}.items():
            self[name] = ConfigDict(value) if type(value) is dict else value

    def to_dict(self):
        return {name: value.to_dict() if isinstance(value, ConfigDict) else value for name, value in self.items()}

    def copy_and_resolve_references(self):
        return ConfigDict(self.to_dict())

    def lock(self):
        return self

    def unlock(self):
        return self

    def unlocked(self):
        import contextlib
        return contextlib.nullcontext()


FrozenConfigDict = ConfigDict


def config_dict_placeholder(field_type=None, required=False):
    return None


placeholder = config_dict_placeholder
