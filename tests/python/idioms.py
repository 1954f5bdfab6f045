"""Idioms of model code."""
import math
from collections import OrderedDict
from copy import deepcopy
from functools import partial
from itertools import repeat
import collections.abc


def _ntuple(n):
    def parse(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return tuple(repeat(x, n))
    return parse


to_2tuple = _ntuple(2)
print(to_2tuple(3), to_2tuple((1, 2)), to_2tuple([4, 5]))


class AttrDict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self


cfg = AttrDict(a=1, b=AttrDict(c=2))
cfg.d = 5
print(cfg.a, cfg.b.c, cfg['d'], cfg)


class EasyDict(dict):
    def __init__(self, d=None, **kwargs):
        d = dict(d or {}, **kwargs)
        for k, v in d.items():
            setattr(self, k, v)

    def __setattr__(self, name, value):
        if isinstance(value, (list, tuple)):
            value = type(value)(self.__class__(x) if isinstance(x, dict) else x for x in value)
        elif isinstance(value, dict) and not isinstance(value, EasyDict):
            value = EasyDict(value)
        super().__setattr__(name, value)
        super().__setitem__(name, value)

    __setitem__ = __setattr__


e = EasyDict({'model': {'width': 4, 'stages': [{'n': 1}, {'n': 2}]}})
print(e.model.width, e.model.stages[1].n, e['model']['width'])
e.model.width = 8
print(e.model.width, e)


class Config:
    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)

    def to_dict(self):
        return {k: v for k, v in self.__dict__.items() if not k.startswith('_')}

    def __getitem__(self, key):
        return getattr(self, key)

    def get(self, key, default=None):
        return getattr(self, key, default)


c = Config(hidden=64, heads=4)
print(c.to_dict(), c['hidden'], c.get('nope', 3), c.hidden // c.heads)
default_cfgs = {name: {**dict(url='', size=(3, 224, 224)), 'arch': name} for name in ('tiny', 'base')}
print(default_cfgs['tiny'], sorted(default_cfgs))


def make_layers(cfg, batch_norm=False):
    layers = []
    in_channels = 3
    for v in cfg:
        if v == 'M':
            layers += ['pool']
        else:
            v = int(v)
            layers += [(in_channels, v)] + (['bn'] if batch_norm else [])
            in_channels = v
    return layers


print(make_layers([64, 'M', 128, 'M'], True))
depths = [2, 2, 6, 2]
rates = [0.1 * i / (sum(depths) - 1) for i in range(sum(depths))]
print([len(rates[sum(depths[:i]):sum(depths[:i + 1])]) for i in range(len(depths))], round(rates[-1], 3))
net_cfg = [[-1, 1, 'Conv', [64, 6, 2, 2]], [-1, 3, 'C3', [128]], [[-1, 6], 1, 'Concat', [1]]]
for i, (f, n, m, args) in enumerate(net_cfg):
    n = max(round(n * 0.33), 1) if n > 1 else n
    print(i, f, n, m, args, [x if isinstance(x, int) else x[0] for x in [f]])
gw = 0.5
print([math.ceil(c * gw / 8) * 8 for c in (64, 128, 256)], eval('64 if gw else 32'))
registry = {}


def register(fn):
    registry[fn.__name__] = fn
    return fn


@register
def tiny(pretrained=False, **kwargs):
    kwargs.setdefault('depth', 2)
    model = dict(width=16, **kwargs)
    return model


@register
def base(pretrained=False, **kwargs):
    model_args = dict(width=32, depth=4)
    return dict(model_args, **kwargs)


print(registry['tiny'](depth=3), registry['base'](), {k: v() for k, v in registry.items()})
norm = partial(dict, eps=1e-6)
print(norm(3) if False else norm(dim=3))
act = {'relu': lambda x: max(x, 0), 'id': lambda x: x}
print(act['relu'](-1), act.get('gelu', act['id'])(-1))


class Lambda:
    def __init__(self, f):
        self.f = f

    def __call__(self, x):
        return self.f(x)


print(Lambda(lambda x: x ** 2)(3))
stages = OrderedDict()
for i, (n, c) in enumerate(zip([2, 3], [16, 32]), start=1):
    stages[f'stage{i}'] = [f'block{j}_{c}' for j in range(n)]
print(stages, list(stages.values())[-1][-1])
a = dict(x=[1, 2])
b = deepcopy(a)
b['x'].append(3)
print(a, b, a | {'y': 1})
assert isinstance(e, dict) and not isinstance(e, Config), 'message'
kernel, stride, padding, dilation = 3, 2, 1, 1
h = 224
sizes = []
while h > 7:
    h = (h + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    sizes.append(h)
print(sizes)
try:
    from no_such_package import something
except ImportError:
    something = None
print(something if something is None else 'unknown')
if not isinstance(cfg, (list, tuple)):
    cfg = [cfg]
print(len(cfg), type(cfg[0]).__name__)
channels = [int(c) for c in '16-32-64'.split('-')]
print(channels, [(i, o) for i, o in zip(channels[:-1], channels[1:])], list(zip(*[iter(range(6))] * 2)))
heads = [n for n in range(1, 65) if 64 % n == 0]
print(heads, max(n for n in heads if n <= 10), sum(1 for _ in heads))
print({**{'a': 1}, **{'b': 2}}, [*range(3)], (lambda **kw: kw)(**{'x': 1}), max(map(len, ['a', 'bb'])))
blocks_args = 'r1_k3_s11_e1_i32_o16_se0.25'
ops = blocks_args.split('_')
import re
options = {}
for op in ops:
    splits = re.split(r'(\d.*)', op)
    if len(splits) >= 2:
        key, value = splits[:2]
        options[key] = value
print(options, int(options['k']), float(options['se']), 's' in options and len(options['s']) == 1)
total, n = 0, 0
for n, v in enumerate([5, 6, 7], 1):
    total += v
else:
    total *= 2
print(total, n, total / n)
__all__ = ['a', 'b'] + ['c']
__all__ += ['d']
print(__all__)
class Meta:
    names = ['x', 'y']
    table = {n: i for i, n in enumerate(names)}
    @classmethod
    def build(cls, cfg, **kw):
        return cls.table[cfg.pop('type')], cfg, kw
print(Meta.build({'type': 'y', 'k': 3}, z=1))
