import yaml

text = '''
base: &base
  width: 64
  rate: 1.0e-3
  plain: 1e-3
  flag: yes
  other: Off
  nothing: ~
  empty:
  hex: 0x1F
  octal: 017
  binary: 0b101
  big: 1_000
  minutes: 1:30
  words: 3 x 3
  quoted: '12'
  version: 1.2.3
  negative: -4
  dotted: .5
  infinite: -.inf
derived:
  <<: *base
  width: 128
  blocks: [2, 2, {kind: deep, size: [3, 3]}]
list:
- a
- - b
  - 2
- key: value
  more: |
    two
    lines
folded: >
  one
  line
tuple: !!python/tuple [1, 2]
text: !!str 12
1: one
'''
config = yaml.load(text, Loader=yaml.FullLoader)
for key, value in config.items():
    print(repr(key), value)
print([type(value).__name__ for value in config['base'].values()])
print(yaml.safe_load(''), yaml.safe_load('[1, two, 3.0]'), yaml.safe_load('a: {b: c}')['a']['b'])
print(list(yaml.safe_load_all('a: 1\n---\nb: 2\n')))
try:
    yaml.safe_load('a: [1, 2')
except yaml.YAMLError:
    print('no YAML')

# What programs teach a loader.
import re


class Loader(yaml.SafeLoader):
    pass


Loader.add_implicit_resolver('tag:yaml.org,2002:float', re.compile(r'''^(?:
    [-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+))$''', re.X), list('-+0123456789.'))
print(yaml.load('rate: 1e-3', Loader), yaml.safe_load('rate: 1e-3'))
Loader.add_constructor('!double', lambda loader, node: [loader.construct_scalar(node)] * 2)
Loader.add_constructor('!sum', lambda loader, node: sum(loader.construct_sequence(node, deep=True)))
Loader.add_multi_constructor('!make:', lambda loader, suffix, node: (suffix, loader.construct_mapping(node)))
print(yaml.load('[!double a, !sum [1, 2], !make:Conv {out: 8}]', Loader))


class Ordered(yaml.SafeLoader):
    pass


def ordered(loader, node):
    loader.flatten_mapping(node)
    return list(loader.construct_pairs(node))


Ordered.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, ordered)
print(yaml.load('b: 1\na: {c: 2}', Ordered))


class Unique(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            raise ValueError('a key is repeated')
        return super().construct_mapping(node, deep)


try:
    print(yaml.load('{a: 1, b: 2}', Unique), yaml.load('{a: 1, a: 2}', Unique))
except ValueError as error:
    print(error)
yaml.add_constructor('!full', lambda loader, node: 'full ' + loader.construct_scalar(node))
print(yaml.load('!full x', yaml.FullLoader), yaml.load('x: [1, no]', yaml.BaseLoader))
