"""decimal, in the precision of floats."""


class Decimal(float):
    def __add__(self, other):
        return Decimal(float(self) + float(other))

    def __sub__(self, other):
        return Decimal(float(self) - float(other))

    def __mul__(self, other):
        return Decimal(float(self) * float(other))

    def __truediv__(self, other):
        return Decimal(float(self) / float(other))

    def __str__(self):
        return str(float(self))

    def __repr__(self):
        return f"Decimal('{float(self)}')"
