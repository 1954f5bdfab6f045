"""int, float and their conversions."""
print(7 // 2, -7 // 2, 7 // -2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.0 // 2)
print(2 ** 10, 2 ** -1, 2 ** 0.5, 0 ** 0, (-2) ** 3, -2 ** 2, 10 ** 20, 2 ** 100, (-8) ** (1 / 3) if False else 'complex')
print(7 / 2, 6 / 2, 1 / 3, 10 ** 30 / 10 ** 29, 3 * 1.5, 1e308 * 10, -1e308 * 10)
print(123456789 ** 5, 99999999999999999999 * 99999999999999999999, 10 ** 40 // 7, 10 ** 40 % 7, -(10 ** 20), abs(-10 ** 20), 1 << 70, (1 << 70) >> 65, 10 ** 20 & 0xFF, 10 ** 20 | 1, (10 ** 20) ^ 5)
print(9223372036854775807 + 1, -9223372036854775808 - 1, 9223372036854775807 * 2, 3037000500 ** 2, -9223372036854775808 // -1)
print(int(3.9), int(-3.9), int('42'), int(' 7 '), int('-5'), int('0x1f', 16), int('0b101', 0), int('101', 2), int('z', 36), int(True), int('1_000'), int(1e20))
print(float('1.5'), float('1e3'), float(' 2 '), float('inf'), float('-inf'), float(3), float('1_0.5'), float('.5'), float('nan') != float('nan'))
print(round(2.5), round(3.5), round(-2.5), round(2.567, 2), round(1234, -2), round(1250, -2), round(1350, -2), round(2.5, 0), round(1.005, 2), round(2.675, 2), round(7), round(0.5), round(1.5), round(1e20), type(round(2.0)).__name__, type(round(2.0, 0)).__name__)
print(abs(-5), abs(-2.5), abs(True), divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), pow(2, 3), pow(2, 3, 5), sum([0.1] * 10), sum([1, 2.5]), max(1, 2.0), min(3, 1.5))
print((5).bit_length(), (0).bit_length(), (255).bit_length(), (-8).bit_length(), (5).bit_count(), (3.0).is_integer(), (3.5).is_integer(), (3.75).as_integer_ratio(), (7).real, (7).imag, (7).numerator, (7).denominator, (1.5).real, (5).conjugate())
print((1024).to_bytes(2, 'big'), int.from_bytes(b'\x04\x00', 'big'), int.from_bytes(b'\x04\x00', 'little'), (2.5).hex(), float.fromhex('0x1.4p+1'))
print(0xFF, 0o17, 0b101, 1_000_000, 1e3, 1.5e-3, .5, 5., 0xdead_beef)
print(bool(0), bool(0.0), bool(''), bool(' '), bool([]), bool([0]), bool(None), bool('False'), bool(-1), bool(()), bool({}), bool(range(0)))
print(1 == 1.0, hash(1) == hash(1.0), hash(True) == hash(1), 1 == True, 0.1 + 0.2 == 0.3, 10 ** 20 == 1e20, 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, {1: 'a', 1.0: 'b', True: 'c'})
print(3 < 3.5, 10 ** 20 > 1e19, 10 ** 400 > 1e308, -1 < 0 < 1, float('nan') < 1, float('inf') > 10 ** 400)
print(bin(10), oct(8), hex(255), bin(-5), hex(-255), hex(10 ** 20))
print(1e16, 1e15, 123456.789e3, 1.0, 100.0, 1e-4, 1e-5, 0.1, 1 / 7, 2 / 3, 1e23, 1.1 * 1.1, 1e-7, 5e-324, 12345678.9, 1e5, 1e21)
print(17 .__add__(3), (5).__mul__(2), (2).__pow__(3), (7).__floordiv__(2), (5).__lt__(6), (1.5).__add__(1), (4).__truediv__(2), (-3).__abs__(), (3).__neg__(), (5).__eq__(5), (5).__radd__(1))
x = 5
x //= 2
x **= 3
x -= 0.5
print(x, type(x).__name__, type(5 // 2).__name__, type(5 / 1).__name__, type(True + 1).__name__, type(2 ** -1).__name__, type(5 // 2.0).__name__)
print(sum(range(100)), sum([[1], [2]], []), sum((i for i in range(5)), 10), sum([True, True]))
import sys
print(sys.maxsize, sys.maxsize + 1, sys.float_info.max, sys.float_info.epsilon)
import math
print(math.floor(2.7), math.floor(-2.7), math.ceil(2.1), math.ceil(-2.1), math.trunc(-2.7), math.floor(10 ** 20), math.ceil(5), math.floor(1e20))
print(math.sqrt(16), math.isqrt(17), math.isqrt(10 ** 30), math.gcd(12, 18), math.gcd(12, 18, 27), math.gcd(), math.lcm(4, 6), math.lcm(), math.prod([1, 2, 3]), math.prod([2, 0.5]), math.prod([], start=7), math.factorial(10), math.factorial(25), math.comb(10, 3), math.perm(5, 2), math.perm(4))
print(math.log(8, 2), math.log2(8), math.log10(1000), math.log(math.e), math.log1p(0), math.exp(0), math.expm1(0), math.pow(2, 3), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist([0, 0], [3, 4]), math.copysign(3, -1), math.fabs(-2), math.fmod(7, 3), math.fmod(-7, 3), math.modf(2.5), math.frexp(8.0), math.ldexp(0.5, 4), math.fsum([0.1] * 10), math.cbrt(27), math.exp2(3))
print(math.sin(0), math.cos(0), math.tan(0), math.asin(0), math.acos(1), math.atan(0), math.atan2(0, 1), math.sinh(0), math.cosh(0), math.tanh(0), math.degrees(math.pi), math.radians(180), math.erf(0), math.erfc(0), math.gamma(5), math.lgamma(1), math.asinh(0), math.acosh(1), math.atanh(0))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10, abs_tol=1e-9), math.inf, -math.inf, math.pi, math.e, math.tau, math.nextafter(1, 2), math.ulp(1.0), math.remainder(7, 4))
try:
    math.sqrt(-1)
except ValueError as error:
    print(error)
try:
    math.log(0)
except ValueError as error:
    print(error)
try:
    math.factorial(-1)
except ValueError:
    print('ValueError')
try:
    int(float('nan'))
except ValueError as error:
    print(error)
try:
    int(float('inf'))
except OverflowError as error:
    print(error)
try:
    2.0 ** 10000
except OverflowError as error:
    print('OverflowError')
try:
    10 ** 400 / 1.0
except OverflowError as error:
    print('OverflowError')
print(math.log(10 ** 400), math.log2(2 ** 2000), math.ceil(7 / 2), -(-7 // 2), int(math.log2(224 // 7)), 224 / 32, int(224 / 32), 0.5 * 3, int(64 * 0.75), round(64 * 0.35), max(8, int(32 * 1.4 + 8 / 2) // 8 * 8))


def make_divisible(v, divisor=8, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


print([make_divisible(c * m) for c in (16, 24, 40, 112, 320) for m in (0.35, 0.75, 1.0, 1.1, 1.4, 2.0)])
print([int(math.ceil(1.2 ** p * n)) for p, n in ((0, 1), (1, 2), (2.2, 3), (3, 4))])
print(complex(1, 2) if False else 'no complex')
