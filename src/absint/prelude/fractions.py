"""fractions."""
import math as _math


class Fraction:
    def __new__(cls, numerator=0, denominator=1):
        if isinstance(numerator, Fraction):
            return numerator
        if isinstance(numerator, str):
            top, _, bottom = numerator.partition('/')
            numerator, denominator = (int(top), int(bottom)) if bottom else float(top).as_integer_ratio()
        elif isinstance(numerator, float):
            numerator, denominator = numerator.as_integer_ratio()
        if denominator == 0:
            raise ZeroDivisionError(f'Fraction({numerator}, 0)')
        common = _math.gcd(numerator, denominator) * (1 if denominator > 0 else -1)
        self = object.__new__(cls)
        self.numerator = numerator // common
        self.denominator = denominator // common
        return self

    def _combined(self, other, combine):
        if isinstance(other, float):
            return None
        return combine(self, other if isinstance(other, Fraction) else Fraction(other))

    def __add__(a, b):
        if isinstance(b, float):
            return float(a) + b
        b = Fraction(b)
        return Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)

    __radd__ = __add__

    def __neg__(self):
        return Fraction(-self.numerator, self.denominator)

    def __sub__(a, b):
        return a + -b

    def __rsub__(a, b):
        return -a + b

    def __mul__(a, b):
        if isinstance(b, float):
            return float(a) * b
        b = Fraction(b)
        return Fraction(a.numerator * b.numerator, a.denominator * b.denominator)

    __rmul__ = __mul__

    def __truediv__(a, b):
        if isinstance(b, float):
            return float(a) / b
        b = Fraction(b)
        return Fraction(a.numerator * b.denominator, a.denominator * b.numerator)

    def __rtruediv__(a, b):
        return Fraction(b) / a

    def __floordiv__(a, b):
        return int(_math.floor(a / b))

    def __pow__(a, n):
        return Fraction(a.numerator ** n, a.denominator ** n)

    def __float__(self):
        return self.numerator / self.denominator

    def __int__(self):
        return int(self.numerator / self.denominator)

    __trunc__ = __int__

    def __floor__(self):
        return self.numerator // self.denominator

    def __ceil__(self):
        return -(-self.numerator // self.denominator)

    def __round__(self, ndigits=None):
        return round(float(self), ndigits) if ndigits else round(float(self))

    def __abs__(self):
        return Fraction(abs(self.numerator), self.denominator)

    def __bool__(self):
        return self.numerator != 0

    def __eq__(a, b):
        return float(a) == b if isinstance(b, float) else \
            (a.numerator, a.denominator) == (Fraction(b).numerator, Fraction(b).denominator)

    def __lt__(a, b):
        return float(a) < float(b)

    def __le__(a, b):
        return float(a) <= float(b)

    def __gt__(a, b):
        return float(a) > float(b)

    def __ge__(a, b):
        return float(a) >= float(b)

    def __hash__(self):
        return hash((self.numerator, self.denominator)) if self.denominator != 1 else hash(self.numerator)

    def __str__(self):
        return str(self.numerator) if self.denominator == 1 else f'{self.numerator}/{self.denominator}'

    def __repr__(self):
        return f'Fraction({self.numerator}, {self.denominator})'

    def limit_denominator(self, max_denominator=1000000):
        return self
