"""addict: a dict whose keys are attributes and whose missing keys are empty ones."""


class Dict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__()
        for name, value in dict(*args, **kwargs).items():
            self[name] = self._hooked(value)

    @classmethod
    def _hooked(cls, value):
        if isinstance(value, dict) and not isinstance(value, cls):
            return cls(value)
        if isinstance(value, (list, tuple)):
            return type(value)([cls._hooked(one) for one in value])
        return value

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self[name]

    def __missing__(self, name):
        made = self[name] = type(self)()
        return made

    def to_dict(self):
        return {name: value.to_dict() if isinstance(value, Dict) else value for name, value in self.items()}

    def copy(self):
        return type(self)(self)
