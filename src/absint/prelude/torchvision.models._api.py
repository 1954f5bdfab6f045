"""torchvision.models._api: the names of weights, and networks by name. What weights hold does not matter to shapes."""
import importlib


class WeightsEnum:
    def __init__(self, name, classes):
        self.name = name
        self.url = ''
        self.classes = classes

    @property
    def meta(self):
        return {'categories': [''] * self.classes}

    def get_state_dict(self, *args, **kwargs):
        return {}

    def transforms(self, *args, **kwargs):
        return lambda image: image


class Weights(WeightsEnum):
    pass


def _weights_of(names, members=('IMAGENET1K_V1',), classes=1000):
    """A class of weights for each name, with its members; the last one is what DEFAULT means."""
    for name in names:
        kind = type(name, (WeightsEnum,), {})
        for member in members:
            setattr(kind, member, kind(member, classes))
        kind.DEFAULT = getattr(kind, members[-1])
        yield kind


def _builder(name):
    module, _, builder = name.rpartition('/')
    home = importlib.import_module('torchvision.models' + ('.' + module if module else ''))
    if not hasattr(home, builder):
        raise ValueError('Unknown model {}'.format(name))
    return getattr(home, builder)


def get_model_builder(name):
    return _builder(name.lower())


def get_model(name, **config):
    return _builder(name.lower())(**config)


def get_weight(name):
    kind, _, member = name.partition('.')
    return getattr(_builder(kind), member)
