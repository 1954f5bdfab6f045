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
