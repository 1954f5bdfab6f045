"""Padding layers: constant, zero, reflection and replication."""
from cases.case import Case, Tensor


def _rank(cls):
    return int(cls[-2])


def pad(g, cls):
    """Widths per side, negative ones (cropping) now and then; reflection stays below the size."""
    n = _rank(cls)
    size = g.dims(n, 3, 9 if n < 3 else 6)
    low = -1 if g.chance(0.15) else 0
    widths = [g.int(low, 2 if cls.startswith("Refl") else 4) for _ in range(2 * n)]
    given = g.int(low, 2) if g.chance(0.5) else (tuple(widths) if g.chance(0.8) else widths)
    args = dict(padding=given)
    if cls.startswith("Constant"):
        args["value"] = g.pick(0, 0.0, 1, 3.5, -1)
    return Case(cls, args, [Tensor(g.batch() + [g.int(1, 4)] + size)])


def wide(g, case):
    """Wider than the input along some axis."""
    case.args["padding"] = max(case.inputs[0].shape[-_rank(case.cls) :]) + g.int(0, 2)
    return "wide"


def cropped_away(g, case):
    """Negative padding that leaves nothing."""
    case.args["padding"] = -g.int(2, 6)
    return "cropped"


OWN = [wide, cropped_away, cropped_away]

FAMILIES = {
    "padding": [
        (f"{kind}Pad{n}d", pad, 1.5 if n == 2 else 1, OWN)
        for kind in ("Constant", "Reflection", "Replication")
        for n in (1, 2, 3)
    ]
    + [("ZeroPad2d", pad, 2, OWN)]
}
