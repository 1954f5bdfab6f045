"""numbers: the abstract classes, as tests of type."""


class Number:
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, (int, float))


class Complex(Number):
    pass


class Real(Complex):
    pass


class Rational(Real):
    @classmethod
    def __instances__(cls, kind):
        return issubclass(kind, int)


class Integral(Rational):
    pass
