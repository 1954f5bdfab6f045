"""What a case is: one layer expression, the tensors it is called on, and how both are written down.

A family (see families/) builds a valid Case from random numbers; a spoiler (see spoil.py) may break it; `render` turns
the arguments into the text that a user would have written. Whether PyTorch accepts the result is decided by PyTorch.
"""
import inspect
from dataclasses import dataclass, field

import torch

_SIGNATURES = {"RNN": dict(nonlinearity="tanh"), "LSTM": {}, "GRU": {}}
REQUIRED = inspect.Parameter.empty


@dataclass
class Tensor:
    """An input: its shape, its dtype and, for integers, the half-open range that the values are drawn from."""

    shape: list
    dtype: str = "float32"
    low: float = 0
    high: float = 2
    values: list = None  # the exact values, where the layer reads them (lengths, offsets)


@dataclass
class Case:
    cls: str
    args: dict
    inputs: list
    forward: dict = field(default_factory=dict)  # further arguments of forward; '$1' stands for inputs[1]
    spoil: str = ""  # what was broken on purpose
    too_many: list = None  # values appended after every positional parameter
    unknown: dict = field(default_factory=dict)  # keywords that the class does not know
    repeated: bool = False  # the first argument is given positionally and by keyword
    positional: int = None  # how many arguments come without keyword; None draws it
    expr: str = ""  # the text, when it is not made from cls and args


class Gen:
    """Random choices, all drawn from one seeded source."""

    def __init__(self, rng):
        self.rng = rng

    def chance(self, p):
        return self.rng.random() < p

    def int(self, low, high):
        return self.rng.randint(low, high)

    def pick(self, *options):
        return self.rng.choice(options)

    def real(self, *options):
        return self.rng.choice(options)

    def sample(self, options, k):
        return self.rng.sample(options, k)

    def shuffled(self, options):
        options = list(options)
        self.rng.shuffle(options)
        return options

    def dims(self, n, low, high):
        return [self.rng.randint(low, high) for _ in range(n)]

    def batch(self, p_unbatched=0.2):
        """Leading sizes: mostly one batch axis, sometimes none."""
        return [] if self.chance(p_unbatched) else [self.int(1, 3)]

    def spread(self, values):
        """One value per axis as PyTorch takes them: one int when all are equal (mostly), else a tuple or a list."""
        values = list(values)
        if len(set(values)) == 1 and self.chance(0.7):
            return values[0]
        return values if self.chance(0.2) else tuple(values)


def per_axis(value, n):
    """The values on each of n axes that an int, tuple or list stands for."""
    return [value] * n if isinstance(value, int) else list(value)


class Text(str):
    """A value that is written as it stands, such as a nested layer."""


def parameters(cls):
    """[(name, default)] of a class's constructor in order, without self; defaults REQUIRED when it has none."""
    if cls in _SIGNATURES:
        listed = list(inspect.signature(torch.nn.RNNBase.__init__).parameters.values())[2:]
        pairs = [(p.name, p.default) for p in listed]
        return pairs + list(_SIGNATURES[cls].items())
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    listed = list(inspect.signature(getattr(torch.nn, cls).__init__).parameters.values())[1:]
    return [(p.name, p.default) for p in listed if p.kind not in kinds]


def write(g, value):
    """The text of a Python literal, in one of the spellings people use."""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"' if g.chance(0.3) else f"'{value}'"
    if isinstance(value, float):
        return _write_float(g, value)
    if isinstance(value, (tuple, list)):
        inner = ", ".join(write(g, v) for v in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if callable(value):
        return f"F.{value.__name__}"
    return repr(value)


def _write_float(g, value):
    forms = [repr(value), f"{value:g}", f"{value:e}", repr(value).replace("0.", ".", 1), f"{value:.0e}"]
    text = g.rng.choice(forms[:1] * 3 + forms)
    return text if any(c in text for c in ".e") and float(text) == value else repr(value)


def render(g, case):
    """The constructor call of a case as a line of Python."""
    if case.expr:
        return case.expr
    module = "torch.nn." if g.chance(0.05) else "nn."
    pairs = parameters(case.cls)
    if case.too_many is not None:
        values = [case.args.get(n, None if d is REQUIRED else d) for n, d in pairs] + case.too_many
        return f'{module}{case.cls}({", ".join(write(g, v) for v in values)})'
    given = [n for n, d in pairs if n in case.args and not _left_out(g, case.args[n], d)]
    most = 0
    while most < len(given) and given[most] == pairs[most][0]:
        most += 1
    n_positional = g.int(0, most) if g.chance(0.4) else min(most, g.int(1, 3))
    if case.positional is not None:
        n_positional = min(most, case.positional)
    if case.repeated:
        n_positional = max(1, min(most, 1))
    keywords = [(n, case.args[n]) for n in given[n_positional:]] + list(case.unknown.items())
    if case.repeated and given:
        keywords.append((given[0], case.args[given[0]]))
    if g.chance(0.2):
        keywords = g.shuffled(keywords)
    parts = [write(g, case.args[n]) for n in given[:n_positional]]
    parts += [f"{n}={write(g, v)}" for n, v in keywords]
    return f'{module}{case.cls}({", ".join(parts)})'


def _left_out(g, value, default):
    same = type(value) is type(default) and value == default
    return same and g.chance(0.75)
