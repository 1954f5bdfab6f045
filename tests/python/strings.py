"""Methods of str and bytes."""
s = 'Hello, World'
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), 'straße'.casefold(), 'ÀÉ'.lower(), 'àé'.upper())
print(s.split(), s.split(','), s.split('o'), s.split('o', 1), s.rsplit('o', 1), 'a,b,,c'.split(','), '  a  b '.split(), ''.split(), ''.split(','), 'a b c d'.split(None, 2), 'a b c d'.rsplit(None, 2), 'a\nb\r\nc'.splitlines(), 'a\nb\n'.splitlines(True), '\n'.splitlines())
print(s.find('o'), s.find('o', 5), s.rfind('o'), s.find('z'), s.index('W'), s.rindex('l'), s.find('o', 5, 8), s.count('l'), s.count('l', 5), s.count(''), 'aaaa'.count('aa'), s.find('', 3))
print(s.replace('l', 'L'), s.replace('l', 'L', 2), 'abc'.replace('', '-'), s.strip('Hd'), '  x '.strip(), '  x '.lstrip(), '  x '.rstrip(), 'xxaxx'.strip('x'), 'abcba'.lstrip('ab'), '\t\nx'.strip())
print(s.startswith('Hell'), s.startswith(('x', 'H')), s.startswith('World', 7), s.endswith('d'), s.endswith(('x', 'ld')), s.endswith('Hello', 0, 5), s.removeprefix('Hello'), s.removesuffix('World'), s.removeprefix('x'), s.removesuffix(''))
print('-'.join(['a', 'b']), ''.join('abc'), ', '.join(str(i) for i in range(3)), '-'.join([]), 'x'.join({'a': 1}))
print('a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('x'), 'abc'.rpartition('x'))
print('ab'.center(7, '*'), 'ab'.ljust(5) + '|', 'ab'.rjust(5), '42'.zfill(5), '-42'.zfill(5), '+1'.zfill(4), 'abc'.center(6), 'abc'.center(2), 'ab'.rjust(4, '.'))
print('abc'.isalpha(), 'ab1'.isalnum(), '123'.isdigit(), '12.3'.isdigit(), ' '.isspace(), 'ABC'.isupper(), 'abc'.islower(), 'Ab Cd'.istitle(), ''.isalpha(), 'a_b1'.isidentifier(), '1a'.isidentifier(), 'x1'.isnumeric(), '12'.isnumeric(), '12'.isdecimal(), 'a\n'.isprintable(), 'abc'.isascii(), 'é'.isascii(), 'a1'.islower(), '1'.isupper())
print('a\tb'.expandtabs(4), 'abc'.translate(str.maketrans('ab', 'xy')), 'abc'.translate({97: None}), 'abc'.translate(str.maketrans({'a': 'AA'})), 'abc'.translate(str.maketrans('', '', 'b')))
print('abc' < 'abd', 'a' < 'B', 'abc' == 'abc', 'b' in 'abc', 'bc' in 'abc', '' in 'x', 'abc'[0], 'abc'[-1], len('héllo'), 'héllo'[1], 'héllo'.upper(), list('héllo'), '日本'[1], ord('é'), chr(233), chr(0x1F600))
print('%s' % 'x', 'ab' + 'cd', 'ab' * 2, 2 * 'ab', 'a' 'b', "it's", 'say "hi"', 'tab\there', 'back\\slash', r'raw\n', 'uni\u00e9', '\x41', '\101', 'a\
b')
print(str(), str(5), str('x'), str([1]), repr('x'), str(b'abc', 'utf-8'), 'abc'.encode(), 'é'.encode('utf-8'), b'abc'.decode(), b'abc'.decode('ascii'), 'é'.encode('latin-1') if False else '')
print('format {} {}'.format('a', 'b'), 'abc'.format(), '{0}{0}'.format('x'), '{x}'.format_map({'x': 1}))
print(sorted('hello'), ''.join(sorted('hello')), ''.join(reversed('abc')), 'abc'[::-1], max('abc'), min('abc'), set('aab') == {'a', 'b'}, 'hello'.index('l'), enumerate('ab').__next__(), list(zip('ab', 'cd')))
text = '''triple
  quoted'''
print(text, text.splitlines())
print('conv2d_bn_relu'.split('_'), 'layer1.0.conv1'.rsplit('.', 1), 'layer1.0'.split('.')[-1].isdigit(), '_'.join('a b c'.split()), 'ResNet50'.lower().startswith('resnet'), int('ResNet50'[6:]), ''.join(c for c in 'resnet-50' if c.isdigit()), 'x'.join(map(str, [1, 2])))
b = b'hello'
print(b, b[0], b[1:3], len(b), b + b'!', b * 2, list(b), b.decode(), b.upper(), b.startswith(b'he'), b.find(b'l'), b.split(b'l'), b'a,b'.split(b','), b.replace(b'l', b'L'), b.hex(), bytes(3), bytes([65, 66]), bytes('é', 'utf-8'), b'A' in b'xAy', 65 in b'A', b == b'hello', b < b'world', bytes.fromhex('4142'), b'\x00\xff', b"it's", b.strip(b'ho'), b','.join([b'a', b'b']), isinstance(b, bytes), hash(b'a') == hash(b'a'))
import string
print(string.ascii_lowercase, string.digits, string.ascii_uppercase[:3], string.punctuation[:5], string.ascii_letters[25:28], string.hexdigits, string.whitespace[:1] == ' ', string.capwords('a bc'), string.Template('$a ${b}').substitute(a=1, b=2))
import textwrap
print(textwrap.dedent('''
    a
      b
    c'''), textwrap.indent('a\nb', '  '), textwrap.fill('aaa bbb ccc', 7), textwrap.shorten('hello big world', 11), textwrap.wrap('one two three', 8))
for method in ('upper', 'strip', 'title'):
    print(getattr(' ab ', method)())
print(str.upper('x'), str.join('-', 'ab'), list(map(str.strip, [' a', 'b '])), 'a'.upper.__name__)
print('a'.__add__('b'), 'abc'.__len__(), 'abc'.__contains__('b'), 'abc'.__getitem__(1), 'a'.__eq__('a'), 'a'.__mul__(2), 'x'.__class__.__name__, 'x'.__str__(), 'x'.__repr__(), 'a'.__lt__('b'), 'a'.__hash__() == hash('a'))
try:
    'a'.join([1])
except TypeError as error:
    print(error)
try:
    'abc'.split('')
except ValueError as error:
    print(error)
