"""f-strings, format specifications, % formatting, repr."""
x, y, name = 3.14159, 42, 'net'
print(f'{x:.2f} {y:5d}| {y:<5}| {y:^5}| {y:>5}| {y:05} {name:>6} {name:*^9} {name!r:>8}')
print(f'{y:b} {y:o} {y:x} {y:X} {y:#b} {y:#x} {y:,} {1234567:,} {1234567:_} {y:e} {x:g} {x:%} {0.256:.1%}')
print(f'{x=} {y=:>6} {name=!s} {x + 1=}')
width, precision = 10, 3
print(f'{x:{width}.{precision}f}|{name:{width}}|{y:0{width}d}|{x:.{precision}}')
print(f"{'nested ' + 'quotes'} {{literal}} {[v * 2 for v in range(3)]} {dict(a=1)['a']} {(lambda v: v + 1)(2)}")
print(f'{1e10} {1e16} {1e15} {123456789.123} {0.1 + 0.2} {1 / 3} {2.0} {1e-5} {0.0001} {-0.0} {1e100} {float("inf")} {float("nan")} {1e22} {123456789012345678.0}')
print('{} {}'.format(1, 2), '{1} {0}'.format(1, 2), '{a} {b}'.format(a=1, b=2), '{0[1]} {1.real}'.format([1, 2], 3), '{:>5}|{:<5}|'.format('a', 'b'), '{!r} {!s}'.format('q', 'q'), '{{}} {}'.format(1), '{:{}}'.format('x', 5), '{d[k]}'.format(d={'k': 'v'}))
print('%s %d %5d %-5d| %05d %x %X %o %e %.3f %8.3f %g %c %r %%' % ('s', 3, 4, 5, 6, 255, 255, 8, 12345.678, 3.14159, 2.5, 0.0001, 'c', 'r'))
print('%(a)s %(b)03d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%s %s' % ('a', (1, 2)), '%d' % 3.9, '%s' % None, '%5s|%-5s|' % ('a', 'b'), '%+d % d' % (3, 3), '%.2s' % 'abc', '%i' % 5, '%*d' % (5, 3))
print(repr('a\'b'), repr("a'b\"c"), repr('\n\t\\'), repr('é'), repr('\x00\x7f'), repr(b'ab\x00'), repr(1.0), repr(10 ** 20), repr((1,)), repr({'a': [1, {2}]}))
print(str(1.5), str(1e300), str(True), str(None), str([1.0, 'a']), str(3j) if False else '', str(b'x'))
print(format(3.14159, '.3f'), format(255, 'x'), format('s', '>4'), format(5), format(1e6, ','), format(1234.5678, ',.2f'), format(-5, '+d'), format(5, '+'), format(5, ' '))
print(f'{True} {True:d} {None} {[1, 2]} {(1, 2)} {"str"}', f'{3:.1f}', f'{3:.0f}', f'{2.5:.0f}', f'{3.5:.0f}', f'{1e-7:.3g}', f'{123456:.3g}', f'{100:g}', f'{1e20:g}', f'{0.1:.20f}')
print(f'{12345.678:10.1f}|{12345.678:<12,.2f}|{-12:=+6d}|{12:06.1f}|{"a":<3}|{5:<3}|{5.0:>6}|{-3:06d}')
print(f'{10 ** 30:,}', f'{2 ** 100:x}', f'{1.0:.3}', f'{1234.0:.2}', f'{0.00012345:.3}', f'{5:%}', f'{1e5}', f'{12.0:n}', f'{7:c}'.encode() if False else 'c')
print('a' 'b' f'{1}' 'c', f'''multi
line {1
+ 1}''', rf'\d{1}', r'\n')
print('{:,}'.format(1000000), '{:08.3f}'.format(3.14159), '{:+.1e}'.format(12345), '{:^10}'.format('mid'), '{:-^20}'.format(' t '), '{0:>{1}}'.format('r', 4), '{0!r:>6}'.format('z'), '{:5}|{:5}'.format(1, 'a'))
try:
    '{} {}'.format(1)
except IndexError as error:
    print('IndexError')
try:
    '%d' % 'x'
except TypeError as error:
    print('TypeError')
try:
    '%s %s' % (1,)
except TypeError as error:
    print(error)
try:
    f'{"x":d}'
except ValueError as error:
    print('ValueError')
print(f'{y!s:>4}|{name[0]}|{name.upper()}|{"yes" if y > 40 else "no"}|{y:>{width // 2}}')
print(repr(0.1), repr(1e-10), repr(123456789.0), repr(1.7976931348623157e308), repr(5e-324), repr(100000.0), repr(1e15), repr(1e16), repr(12345678901234567.0), repr(0.00001), repr(1.5e-7), repr(3.0e-5))
print(ascii('é'), ascii('a'), f'{"é"!a}')
print(f'{x:10}|{name:10}|{y:10}|{True:5}|{True!s:5}|{None!s:>6}')
print('%s' % {'a': 1}, '%(x)s and %(x)r' % dict(x='v'), '%%' % (), '%5.1f%%' % 45.678)
print(str.format('{}-{}', 1, 2), '{:s}'.format('abc'), '{:.2s}'.format('abc'), '{:>3d}'.format(5), '{:0>3}'.format(7), '{:d}'.format(True))
print(f'{-7:x} {-7:b} {255:#o} {0:b} {3.0:d}' if False else 'ok', f'{-255:#x}', f'{1.5e300 * 1e10}', f'{-1.5:+}', f'{1.5: }')
print(f"{'a' if True else 'b'}{'c':>{2}}", f'{{}}', f'{{{1}}}', f"{'{'}")
