"""os.path, pathlib, re, json, argparse and other modules of the standard library."""
import os
import os.path as osp
import sys
import json
import re
import argparse
import logging
import warnings
import pathlib
from pathlib import Path

print(os.path.join('a', 'b', 'c.py'), osp.basename('/x/y.txt'), osp.dirname('/x/y.txt'), osp.splitext('a/b.tar.gz'), osp.split('/a/b'), osp.join('a', '/b'), osp.join('a/', 'b'), osp.isabs('/a'), osp.normpath('a/../b//c/.'), osp.sep, os.sep, osp.commonprefix(['abc', 'abd']), osp.join(''), osp.relpath('/a/b/c', '/a'))
p = Path('models') / 'net' / 'resnet.py'
print(p, p.name, p.stem, p.suffix, p.parent, p.parts, str(p), repr(p), p.with_suffix('.txt'), p.with_name('x'), Path('a').joinpath('b', 'c'), p.parent.parent, p == Path('models/net/resnet.py'), p.is_absolute(), Path('/a') / 'b', 'x' / Path('y'), p.as_posix(), Path('a.tar.gz').suffixes, Path('.') / 'a', os.fspath(p), list(p.parents)[0], Path('a/b').relative_to('a'))
print(os.environ.get('NO_SUCH_VARIABLE_HERE', 'default'), os.getenv('NO_SUCH_VARIABLE_HERE'), 'NO_SUCH_VARIABLE_HERE' in os.environ, os.linesep == '\n', sys.platform.startswith('linux'), sys.version_info >= (3, 6), sys.version_info.major, sys.version_info[0], sys.byteorder)
print(re.match(r'(\d+)-(\w+)', '12-ab').groups(), re.search('b+', 'aabbb').group(), re.findall(r'\d+', 'a1b22'), re.sub(r'\s+', '_', 'a  b c'), re.split(r'[,;]', 'a,b;c'), re.match('x', 'y'), re.fullmatch('a+', 'aaa') is not None, re.compile(r'(?P<k>\w)=(?P<v>\d)').match('a=1').groupdict(), re.sub(r'(\w)(\d)', r'\2\1', 'a1b2'), re.sub('a', lambda m: m.group().upper() + '!', 'banana'), re.search(r'r(\d+)', 'resnet r50').group(1), re.findall(r'(\w)(\d)', 'a1b2'), [m.start() for m in re.finditer('a', 'banana')], re.escape('a.b'), re.sub('a', 'x', 'aaa', count=2), re.search('A', 'xa', re.IGNORECASE).span(), re.split(r'(\d)', 'a1b'), bool(re.match(r'^layer\d\.', 'layer1.0')), re.compile('a').pattern, re.subn('a', 'b', 'aa'), re.match(r'(a)(b)?', 'a').groups(), re.match(r'(a)(b)?', 'a').group(0, 1), re.match('(?i)AB', 'ab').end(), re.findall('^a', 'a\na', re.M), re.search('a.b', 'a\nb', re.S) is not None, re.match(r'(?P<n>a)', 'a')['n'], re.sub(r'(?P<x>a)', r'[\g<x>]', 'a'), re.VERBOSE == re.X)
pattern = re.compile(r'^([a-z]+)(\d+)?$')
for name in ('vgg16', 'alex', 'X'):
    m = pattern.match(name)
    print(m and m.group(1), m and m.group(2), bool(m))
print(json.loads('{"a": [1, 2.5, true, null, "x\\n"], "b": {"c": -1e3}}'), json.dumps({'a': [1, None, True, 'x'], 'b': 1.5}), json.dumps([1, 2], indent=2), json.loads('[]'), json.dumps({'b': 1, 'a': 2}, sort_keys=True), json.dumps('é"'), json.dumps((1, 2), separators=(',', ':')))
try:
    json.loads('{bad')
except json.JSONDecodeError as error:
    print('JSONDecodeError', isinstance(error, ValueError))
parser = argparse.ArgumentParser(description='x')
parser.add_argument('--width', type=int, default=64, help='w')
parser.add_argument('--name', '-n', default='net')
parser.add_argument('--flag', action='store_true')
parser.add_argument('--no-bias', dest='bias', action='store_false')
parser.add_argument('--lr', type=float, default='0.1')
parser.add_argument('--sizes', nargs='+', type=int, default=[1, 2])
parser.add_argument('--choice', choices=['a', 'b'], default='a')
group = parser.add_argument_group('g')
group.add_argument('--in-group', default=3)
parser.set_defaults(extra=9)
args = parser.parse_args([])
print(args.width, args.name, args.flag, args.bias, args.lr, args.sizes, args.choice, args.in_group, args.extra, vars(args)['width'])
given = parser.parse_args(['--width', '32', '-n', 'x', '--flag', '--sizes', '4', '5', '--lr=0.5'])
print(given.width, given.name, given.flag, given.sizes, given.lr)
known, unknown = parser.parse_known_args([])
print(known.width, unknown, argparse.Namespace(a=1), parser.get_default('width'))
logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)
logger.info('silent %s', 1)
warnings.filterwarnings('ignore')
with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    warnings.warn('nothing', UserWarning)
print(logger.name == __name__, logging.INFO, logging.getLevelName(20) if False else 'INFO', isinstance(logger, logging.Logger))
from types import SimpleNamespace, MappingProxyType
print(SimpleNamespace(**{'a': 1}).a, MappingProxyType({'a': 1})['a'])
import struct
print(struct.calcsize('<II'), struct.pack('<H', 258), struct.unpack('<H', b'\x02\x01'))
import decimal
print(decimal.Decimal('1.5') + decimal.Decimal('2'))
import importlib
print(importlib.import_module('math').floor(1.5))
import io
import pprint
stream = io.StringIO()
stream.write('ab')
stream.write('c')
print(stream.getvalue())
pprint.pprint([1])
